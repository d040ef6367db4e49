/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control flow of finished code: blocks that do nothing but jump are jumped over, a block that only
 * follows another joins it, and the rest is put in an order in which few jumps remain.
 *
 * The order grows chains from the entry: behind a block comes the successor that is expected, lies
 * deeper in loops, or has no other way in; the other successors wait on a stack, so that a loop's
 * blocks come before what follows the loop.
 */
#include "mir.h"

/* ---- cleaning ---- */

static bool only_jumps(const struct mir_block *b)
{
	return b->first == b->last && b->first->op == INSN_JA;
}

static uint32_t final_target(const struct mir_fn *f, uint32_t id)
{
	/* a loop of nothing but jumps stays as it is */
	for (uint32_t n = 0; n < f->blocks.n && only_jumps(f->blocks.p[id]); n++)
		id = f->blocks.p[id]->succs.p[0];
	return id;
}

static bool thread_jumps(struct mir_fn *f)
{
	bool any = false;

	mir_for_blocks(b, f) vec_for (s, &b->succs)
	{
		uint32_t to = final_target(f, *s);

		any |= to != *s;
		*s = to;
	}
	return any;
}

/* if (c) goto x; else goto x -> goto x */
static bool drop_conditions(struct mir_fn *f)
{
	bool any = false;

	mir_for_blocks(b, f) if (mir_is_jcc(b->last) && b->succs.p[0] == b->succs.p[1])
	{
		struct mir_insn ja = mir_make(INSN_JA, MREG_NONE, MREG_NONE, 0);

		ja.loc = b->last->loc;
		mir_unlink(b, b->last);
		mir_insert(f, b, NULL, ja);
		b->succs.n = 1;
		any = true;
	}
	return any;
}

static void append_block(struct mir_fn *f, struct mir_block *b, struct mir_block *t)
{
	mir_unlink(b, b->last);
	mir_for_insns_safe(i, t) mir_insert(f, b, NULL, *i);
	b->succs.n = 0;
	vec_for (s, &t->succs)
		vec_push(f->arena, &b->succs, *s);
	if (t->depth > b->depth)
		b->depth = t->depth;
}

/* b: ... ; t: exit. A branch goes to b or t, so b can run into t: the jump is none. */
static bool is_triangle(
	const struct mir_fn *f, const struct mir_block *b, const struct mir_block *t)
{
	const struct mir_block *p = b->preds.n == 1 ? f->blocks.p[b->preds.p[0]] : NULL;

	return p && p != t && mir_is_jcc(p->last) &&
	       (p->succs.p[0] == t->id || p->succs.p[1] == t->id);
}

/* A jump to a block that nothing else goes to, or to one that only exits. */
static bool join_blocks(struct mir_fn *f)
{
	bool any = false;

	mir_for_blocks(b, f) while (b->last->op == INSN_JA)
	{
		struct mir_block *t = f->blocks.p[b->succs.p[0]];

		if (t == b || !((t->preds.n == 1 && t->id) ||
				      (t->first->op == INSN_EXIT && !is_triangle(f, b, t))))
			break;
		append_block(f, b, t);
		if (t->preds.n == 1)
			t->removed = true;
		any = true;
	}
	return any;
}

void branch_clean(struct mir_fn *f)
{
	bool again;

	do {
		again = thread_jumps(f);
		again |= drop_conditions(f);
		mir_compute_preds(f);
		again |= join_blocks(f);
		mir_compute_preds(f);
	} while (again);
}

/* ---- order ---- */

struct layout {
	struct mir_fn *f;
	struct arena a;
	bool *placed;
	bool *cold; /* not expected to be reached */
	VEC(uint32_t) waiting;
};

static uint32_t unplaced_preds(const struct layout *l, const struct mir_block *b)
{
	uint32_t n = 0;

	vec_for (p, &b->preds)
		n += !l->placed[*p];
	return n;
}

static int score(const struct layout *l, const struct mir_block *from, uint32_t k)
{
	const struct mir_block *to = l->f->blocks.p[from->succs.p[k]];
	const struct mir_insn *last = from->last;
	int s = to->depth >= from->depth ? 4 : 0;

	if (mir_is_jcc(last)) {
		s += (last->likely && !k) || (last->unlikely && k) ? 8 : 0;
		/* the then arm: where its author put it, and what the verifier walks first; but
		 * jset has no negation, and would have to be followed by a jump */
		if (insn_info((enum insn_id)last->op)->op == INSN_OP_JSET)
			s += k ? 6 : 0;
		else
			s += !k;
	}
	return s + (unplaced_preds(l, to) ? 0 : 2);
}

/*
 * The other arm waits to run into the block that b runs into: it goes first. One of the two has to
 * jump either way, and so neither has to jump far.
 */
static bool other_arm_waits(const struct layout *l, const struct mir_block *b)
{
	if (!l->waiting.n || b->succs.n != 1)
		return false;
	uint32_t id = vec_last(&l->waiting);
	const struct mir_block *w = l->f->blocks.p[id];

	return !l->placed[id] && !l->cold[id] && w->depth == b->depth && w->succs.n == 1 &&
	       w->succs.p[0] == b->succs.p[0];
}

/* The successor that comes next; the others wait. UINT32_MAX: none is left. */
static uint32_t next_block(struct layout *l, const struct mir_block *b)
{
	uint32_t best = UINT32_MAX;
	int best_score = -1;

	if (other_arm_waits(l, b))
		return UINT32_MAX;
	for (uint32_t k = 0; k < b->succs.n; k++)
		if (!l->placed[b->succs.p[k]] && score(l, b, k) > best_score) {
			best_score = score(l, b, k);
			best = b->succs.p[k];
		}
	vec_for (s, &b->succs)
		if (*s != best && !l->placed[*s]) {
			l->cold[*s] |= b->last->likely || b->last->unlikely;
			vec_push(&l->a, &l->waiting, *s);
		}
	return best;
}

static void order_blocks(struct mir_fn *f)
{
	struct layout l = {.f = f, .a = arena_beside(f->arena)};

	l.placed = arena_array(&l.a, bool, f->blocks.n);
	l.cold = arena_array(&l.a, bool, f->blocks.n);
	vec_push(&l.a, &l.waiting, 0);
	while (l.waiting.n) {
		uint32_t id = vec_pop(&l.waiting);

		while (id != UINT32_MAX && !l.placed[id]) {
			l.placed[id] = true;
			vec_push(f->arena, &f->order, f->blocks.p[id]);
			id = next_block(&l, f->blocks.p[id]);
		}
	}
	arena_free(&l.a);
}

/* ---- jumps ---- */

static bool invert(struct mir_fn *f, struct mir_block *b)
{
	struct mir_insn *j = b->last;
	const struct insn_info *info = insn_info((enum insn_id)j->op);
	enum insn_id id;
	uint32_t t = b->succs.p[0];
	bool likely = j->likely;

	if (info->op == INSN_OP_JSET)
		return false;
	id = mir_jump(insn_op_negate((enum insn_op)info->op), info->bits, j->src != MREG_NONE);
	if (insn_info(id)->cpu > f->opts->cpu)
		return false;
	j->op = (uint16_t)id;
	j->first = j->first ? 3 - j->first : 0;
	j->likely = j->unlikely;
	j->unlikely = likely;
	b->succs.p[0] = b->succs.p[1];
	b->succs.p[1] = t;
	return true;
}

/* The last successor is where control goes when it does not jump. What the verifier should walk
 * first (walk.c) goes there, by another jump when it does not come next. */
static void finish_block(struct mir_fn *f, struct mir_block *b, uint32_t next)
{
	struct mir_insn ja = mir_make(INSN_JA, MREG_NONE, MREG_NONE, 0);

	if (b->last->op == INSN_JA) {
		if (b->succs.p[0] == next)
			mir_unlink(b, b->last);
		return;
	}
	if (!b->succs.n)
		return;
	if (mir_is_jcc(b->last) && (b->last->first ? b->last->first == 1 : b->succs.p[0] == next))
		invert(f, b);
	if (vec_last(&b->succs) == next)
		return;
	ja.loc = b->last->loc;
	mir_insert(f, b, NULL, ja);
}

void layout_fn(struct mir_fn *f)
{
	order_blocks(f);
	for (uint32_t k = 0; k < f->order.n; k++)
		finish_block(
			f, f->order.p[k], k + 1 < f->order.n ? f->order.p[k + 1]->id : UINT32_MAX);
}
