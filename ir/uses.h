/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who uses a value: an index over the operands of all blocks, built in one linear walk. It is a
 * snapshot: instructions made or operands changed after ir_uses_build are not in it.
 */
#ifndef IR_USES_H
#define IR_USES_H

#include "ir.h"

struct ir_use {
	ir_ref user;
	uint32_t operand; /* ir_operand(user, operand) is the value */
};

struct ir_uses {
	uint32_t *start; /* of the values below n: use[start[r]] .. use[start[r + 1]] */
	struct ir_use *use;
	uint32_t n;
};

struct ir_uses ir_uses_build(struct arena *a, const struct ir_fn *fn);
/* Only how many there are; an array with an item for each of fn->ins. */
uint32_t *ir_uses_count(struct arena *a, const struct ir_fn *fn);

#define ir_for_uses(u, uses, r)                                                   \
	for (const struct ir_use *u = (uses)->use + (uses)->start[r],             \
				 *u##_end = (uses)->use + (uses)->start[(r) + 1]; \
		u != u##_end; ++u)

#endif
