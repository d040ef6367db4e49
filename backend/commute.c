/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `d = a; d op= b` with a commutative operation, where a lives on and b does not, or where d
 * becomes b for the next block (a sum in a loop): the other way round, so that d can take b's
 * register and the move goes away.
 */
#include "base/map.h"
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
	struct map becomes; /* (source, destination) of copies */
};

static bool is_live(const struct live_now *l, mreg r)
{
	return l->at[r] == l->block + 1;
}

static bool is_copied(const struct live_now *l, mreg src, mreg dst)
{
	return map_get(&l->becomes, (uint64_t)src << 32 | dst) != NULL;
}

/* Is there a copy of d to x, or is d the result of a call, and x what is returned or the argument
 * of the next call? */
static bool is_same_place(const struct live_now *l, mreg d, mreg x)
{
	if (is_copied(l, d, x))
		return true;
	for (mreg m = 0; m <= MREG_ARGS; m++)
		if (is_copied(l, d, m) && is_copied(l, m, x))
			return true;
	return false;
}

/* Is it better for d to begin as b, of `d = a; d op= b`? */
static bool is_better(const struct live_now *l, mreg d, mreg a, mreg b)
{
	if (is_live(l, b))
		return false;
	return is_live(l, a) || (is_same_place(l, d, b) && !is_same_place(l, d, a));
}

static void note_copy(struct arena *a, struct live_now *l, mreg src, mreg dst)
{
	*map_put(a, &l->becomes, (uint64_t)src << 32 | dst) = 1;
}

static void note_insn(struct arena *a, struct live_now *l, const struct mir_insn *i)
{
	if (mir_is_move(i) && mreg_is_virtual(i->src) != mreg_is_virtual(i->dst))
		note_copy(a, l, i->src, i->dst);
	for (uint32_t k = 0; i->op == MIR_PCOPY && k < i->n; k++)
		if (!i->u.copies[k].leaf)
			note_copy(a, l, i->u.copies[k].src, i->u.copies[k].dst);
}

static void note_copies(const struct mir_fn *f, struct arena *a, struct live_now *l)
{
	mir_for_blocks(b, f)
	{
		for (const struct mir_insn *i = b->first; i; i = i->next)
			note_insn(a, l, i);
	}
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
			mreg_is_virtual(m->src) && i->src != i->dst &&
			is_better(l, i->dst, m->src, i->src)) {
			mreg t = m->src;

			m->src = i->src;
			i->src = t;
		}
		step_over(l, i);
	}
}

void commute_fn(struct mir_fn *f)
{
	struct arena a = arena_beside(f->arena);
	struct live_now l = {.at = arena_array(&a, uint32_t, f->n_regs)};

	note_copies(f, &a, &l);
	mir_live(f, &a);
	mir_for_blocks(b, f) commute_block(f, b, &l);
	arena_free(&a);
}
