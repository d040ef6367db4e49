/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `d = a; d op= b` with a commutative operation, where a lives on and b does not: the other way
 * round, so that d can take b's register and the move goes away.
 */
#include "mir.h"

static bool commutes(const struct mir_insn *i)
{
	switch (mir_insn_op(i)) {
	case INSN_OP_ADD:
	case INSN_OP_MUL:
	case INSN_OP_AND:
	case INSN_OP_OR:
	case INSN_OP_XOR: return i->src != MREG_NONE && mreg_is_virtual(i->src);
	default: return false;
	}
}

/* By register: 1 + the block in which it is live here. */
struct live_now {
	uint32_t *at;
	uint32_t block;
};

static bool is_live(const struct live_now *l, mreg r)
{
	return l->at[r] == l->block + 1;
}

static void step_over(struct live_now *l, struct mir_insn *i)
{
	uint32_t n = mir_operand_count(i);
	unsigned how;

	for (unsigned pass = MIR_DEF; pass; pass = pass == MIR_DEF ? MIR_USE : 0)
		for (uint32_t k = 0; k < n; k++) {
			mreg r = *mir_operand(i, k, &how);

			if (how & pass && mreg_is_virtual(r))
				l->at[r] = pass == MIR_USE ? l->block + 1 : 0;
		}
}

static void commute_block(struct mir_fn *f, struct mir_block *b, struct live_now *l)
{
	l->block = b->id;
	vec_for (s, &b->succs)
		vec_for (r, &f->blocks.p[*s]->live_in)
			l->at[*r] = b->id + 1;
	mir_for_insns_back(i, b)
	{
		struct mir_insn *m = i->prev;

		if (m && commutes(i) && mir_is_move(m) && m->dst == i->dst &&
			mreg_is_virtual(m->src) && i->src != i->dst && is_live(l, m->src) &&
			!is_live(l, i->src)) {
			mreg t = m->src;

			m->src = i->src;
			i->src = t;
		}
		step_over(l, i);
	}
}

void commute_fn(struct mir_fn *f)
{
	struct arena a = {0};
	struct live_now l = {.at = arena_array(&a, uint32_t, f->n_regs)};

	mir_live(f, &a);
	mir_for_blocks(b, f) commute_block(f, b, &l);
	arena_free(&a);
}
