/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A value computed from a register and a constant is moved down behind the last use of that
 * register, when the register ends there and the value is not needed before:
 *
 *	j = add i, 1              ... use(i) ...
 *	... use(i) ...    ->      j = add i, 1           j takes the register of i
 *
 * Within a block only, so nothing is computed that was not, and no later than it is needed.
 */
#include "pass.h"
#include "uses.h"

struct sink {
	struct ir_fn *fn;
	const struct ir_cfg *cfg;
	struct ir_uses uses;
	uint32_t *pos; /* of the instructions of the block at hand */
};

/* A value that was moved itself is known by a new name, which `uses` does not have. */
static bool is_moved(const struct sink *s, ir_ref r)
{
	return r >= s->uses.n || ir_get(s->fn, r)->block == IR_NO_BLOCK;
}

static bool is_candidate(const struct sink *s, const struct ir_ins *x)
{
	return x->op >= IR_ADD && ir_ops[x->op].flags & OPF_PURE &&
	       ir_ops[x->op].shape == SHAPE_AB && x->op != IR_CMP &&
	       ir_is_const(s->fn, x->b, NULL) && !ir_is_leaf(ir_get(s->fn, x->a)) &&
	       !is_moved(s, x->a);
}

static bool is_in_loop(const struct ir_cfg *cfg, uint32_t loop, ir_bid b)
{
	uint32_t in = cfg->loop_of[b];

	while (in != IR_NO_BLOCK && in != loop)
		in = cfg->loops.p[in].parent;
	return in == loop;
}

/*
 * Value r, used at the end of block `at`, is not needed after block b on the way there: `at` comes
 * before b, and if a loop leads back to it then it computes r anew.
 */
static bool is_behind(const struct sink *s, ir_ref r, ir_bid at, ir_bid b)
{
	uint32_t loop = s->cfg->loop_of[b];

	if (at == b || !ir_dominates(s->cfg, at, b))
		return false;
	while (loop != IR_NO_BLOCK && !is_in_loop(s->cfg, loop, at))
		loop = s->cfg->loops.p[loop].parent;
	return loop == IR_NO_BLOCK || is_in_loop(s->cfg, loop, ir_get(s->fn, r)->block);
}

/* Where a use needs its value: a phi's argument at the end of the predecessor. */
static ir_bid place_of_use(const struct sink *s, const struct ir_use *u)
{
	const struct ir_ins *user = ir_get(s->fn, u->user);

	return user->op == IR_PHI ? s->fn->blocks.p[user->block]->preds.p[u->operand] : user->block;
}

/* The last instruction of block b that uses value r beside `but`; 0 when there is none, it is the
 * block's end (a comparison is part of the branch), or r lives on. */
static ir_ref last_use(const struct sink *s, ir_ref r, ir_ref but, ir_bid b)
{
	ir_ref last = 0;

	ir_for_uses(u, &s->uses, r)
	{
		const struct ir_ins *user = ir_get(s->fn, u->user);

		if (u->user == but || user->block == IR_NO_BLOCK)
			continue;
		if (user->block == b && user->op != IR_PHI && user->op != IR_CMP &&
			!ir_is_term(user))
			last = !last || s->pos[u->user] > s->pos[last] ? u->user : last;
		else if (!is_behind(s, r, place_of_use(s, u), b))
			return 0;
	}
	return last;
}

static bool is_used_before(const struct sink *s, ir_ref r, ir_bid b, uint32_t pos)
{
	ir_for_uses(u, &s->uses, r)
	{
		const struct ir_ins *user = ir_get(s->fn, u->user);

		if (user->block == b && user->op != IR_PHI && s->pos[u->user] <= pos)
			return true;
	}
	return false;
}

static bool sink_block(struct sink *s, ir_bid b)
{
	uint32_t n = 0;
	bool changed = false;

	ir_for_ins (r, s->fn, b)
		if (r < s->uses.n)
			s->pos[r] = ++n;
	ir_for_ins_safe (r, s->fn, b) {
		struct ir_ins x = *ir_get(s->fn, r);
		ir_ref last;

		if (is_moved(s, r) || !is_candidate(s, &x))
			continue;
		last = last_use(s, x.a, r, b);
		if (!last || s->pos[last] < s->pos[r] || is_used_before(s, r, b, s->pos[last]))
			continue;
		ir_ref moved = ir_insert_after(s->fn, last, x);

		ir_replace(s->fn, r, moved);
		changed = true;
	}
	return changed;
}

bool opt_sink(struct ir_pass *p)
{
	struct sink s = {.fn = p->fn, .cfg = p->cfg, .uses = ir_uses_build(p->scratch, p->fn)};
	bool changed = false;

	s.pos = arena_array(p->scratch, uint32_t, s.uses.n);
	ir_for_blocks (b, p->fn)
		changed |= sink_block(&s, b);
	return changed;
}
