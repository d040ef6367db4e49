/* SPDX-License-Identifier: BSD-2-Clause */
/* The use index (uses.h): count, prefix sums, fill. */
#include "uses.h"

uint32_t *ir_uses_count(struct arena *a, const struct ir_fn *fn)
{
	uint32_t *count = arena_array(a, uint32_t, fn->ins.n + 1);

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *ins = ir_get(fn, r);

			for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++)
				count[*ir_operand(ins, i)]++;
		}
	return count;
}

struct ir_uses ir_uses_build(struct arena *a, const struct ir_fn *fn)
{
	struct ir_uses u = {.n = fn->ins.n};
	uint32_t *count = ir_uses_count(a, fn), total = 0;

	u.start = arena_array(a, uint32_t, u.n + 1);
	for (uint32_t r = 0; r < u.n; r++) {
		u.start[r] = total;
		total += count[r];
		count[r] = u.start[r];
	}
	u.start[u.n] = total;
	u.use = arena_array(a, struct ir_use, total + 1);
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *ins = ir_get(fn, r);

			for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++)
				u.use[count[*ir_operand(ins, i)]++] = (struct ir_use){r, i};
		}
	return u;
}
