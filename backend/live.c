/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Liveness of virtual registers, register by register: from each use that its block does not define
 * backwards to the definitions. The cost is the size of the result; a register that lives within a
 * block, as most do, costs nothing.
 */
#include "mir.h"

/* (register, block) pairs, grouped by register */
struct pair {
	mreg reg;
	uint32_t block;
};
typedef VEC(struct pair) pairs;
struct groups {
	uint32_t *start; /* [n_regs + 1] */
	uint32_t *block;
};

static struct groups group(struct arena *a, const pairs *ps, uint32_t n_regs)
{
	struct groups g = {arena_array(a, uint32_t, n_regs + 2), arena_array(a, uint32_t, ps->n)};

	vec_for (p, ps)
		g.start[p->reg + 2]++;
	for (uint32_t r = 0; r < n_regs; r++)
		g.start[r + 2] += g.start[r + 1];
	vec_for (p, ps)
		g.block[g.start[p->reg + 1]++] = p->block;
	return g;
}

struct live {
	struct mir_fn *f;
	struct arena *scratch;
	pairs exposed, defs;
	uint32_t *exposed_at, *defined_at; /* by register: 1 + the block that was noted last */
};

static void note_operand(struct live *l, uint32_t b, mreg r, unsigned how)
{
	if (!mreg_is_virtual(r))
		return;
	if (how & MIR_USE && l->defined_at[r] != b + 1 && l->exposed_at[r] != b + 1) {
		l->exposed_at[r] = b + 1;
		vec_push(l->scratch, &l->exposed, ((struct pair){r, b}));
	}
	if (how & MIR_DEF && l->defined_at[r] != b + 1)
		vec_push(l->scratch, &l->defs, ((struct pair){r, b}));
}

static void scan_insn(struct live *l, uint32_t b, struct mir_insn *i)
{
	uint32_t n = mir_operand_count(i);
	unsigned how;

	for (unsigned pass = MIR_USE; pass <= MIR_DEF; pass++)
		for (uint32_t k = 0; k < n; k++) {
			mreg r = *mir_operand(i, k, &how);

			note_operand(l, b, r, how & pass);
			if (pass == MIR_DEF && how & MIR_DEF && mreg_is_virtual(r))
				l->defined_at[r] = b + 1;
		}
}

void mir_live(struct mir_fn *f, struct arena *a)
{
	struct arena scratch = arena_beside(a);
	struct live l = {.f = f, .scratch = &scratch};
	uint32_t *seen = arena_array(&scratch, uint32_t, f->blocks.n);
	uint32_t *def_in = arena_array(&scratch, uint32_t, f->blocks.n);
	VEC(uint32_t) work = {0};

	l.exposed_at = arena_array(&scratch, uint32_t, f->n_regs);
	l.defined_at = arena_array(&scratch, uint32_t, f->n_regs);
	mir_for_blocks(b, f)
	{
		memset(&b->live_in, 0, sizeof(b->live_in));
		mir_for_insns(i, b) scan_insn(&l, b->id, i);
	}
	struct groups use = group(&scratch, &l.exposed, f->n_regs),
		      def = group(&scratch, &l.defs, f->n_regs);

	for (mreg r = MREG_FIRST; r < f->n_regs; r++) {
		for (uint32_t k = def.start[r]; k < def.start[r + 1]; k++)
			def_in[def.block[k]] = r;
		for (uint32_t k = use.start[r]; k < use.start[r + 1]; k++) {
			seen[use.block[k]] = r;
			vec_push(&scratch, &work, use.block[k]);
		}
		while (work.n) {
			struct mir_block *b = f->blocks.p[vec_pop(&work)];

			vec_push(a, &b->live_in, r);
			vec_for (p, &b->preds)
				if (def_in[*p] != r && seen[*p] != r) {
					seen[*p] = r;
					vec_push(&scratch, &work, *p);
				}
		}
	}
	arena_free(&scratch);
}
