/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jumps over more than 32767 instructions on machines without gotol: by way of islands, blocks with
 * nothing but a jump, that lie in between. An island goes to where control does not fall through,
 * or is jumped over. One serves all jumps to its goal that are in reach of it and farther away from
 * the goal, so that each jump of a chain comes closer. It ends: a step adds an island, of which
 * there are at most LIMIT, or takes a jump to one that is closer to its goal.
 */
#include "mir.h"

#define REACH  30000 /* instructions; a margin for the islands that are still to come */
#define SEARCH 4000  /* how far from the best place one without fall-through is looked for */

#define LIMIT 4000 /* islands in a function; emit.c diagnoses the jumps that are left */

struct islands {
	struct mir_fn *f;
	struct arena a;
	uint32_t *at;         /* by block id: slots from the start */
	const uint32_t *size; /* by block id */
	uint32_t n_old, n_at;
	VEC(uint32_t) goals; /* by island: the block where its chain ends */
};

static uint32_t size_of(const struct islands *s, const struct mir_block *b)
{
	return b->id < s->n_old ? s->size[b->id] : 1;
}

static void place(struct islands *s)
{
	uint32_t at = 0;

	if (s->f->blocks.n > s->n_at) { /* islands were added */
		s->n_at = 2 * s->f->blocks.n;
		s->at = arena_array(&s->a, uint32_t, s->n_at);
	}
	vec_for (b, &s->f->order) {
		s->at[(*b)->id] = at;
		/* a jump that was added behind a block counts */
		at += size_of(s, *b) + 1;
	}
}

static bool falls_through(const struct mir_block *b)
{
	const struct mir_insn *last = b->last;

	return !last || (last->op != INSN_JA && last->op != INSN_EXIT);
}

/* An island for `to` in reach of block k, on the way: its place in the order. */
static uint32_t find_place(const struct islands *s, uint32_t k, bool forward)
{
	uint32_t from = s->at[s->f->order.p[k]->id], best = k, n = s->f->order.n;

	for (uint32_t i = k; forward ? i + 1 < n : i > 0;) {
		i += forward ? 1 : -1u;
		uint32_t here = s->at[s->f->order.p[i]->id],
			 d = forward ? here - from : from - here;

		if (d > REACH)
			break;
		if (d + SEARCH < REACH || !falls_through(s->f->order.p[i - (i > 0)]) || best == k)
			best = i;
	}
	return best;
}

static struct mir_block *new_island(struct islands *s, uint32_t place_at, uint32_t goal)
{
	struct mir_fn *f = s->f;
	struct mir_block *b = mir_block_new(f),
			 *before = place_at ? f->order.p[place_at - 1] : NULL;
	struct mir_insn ja = mir_make(INSN_JA, MREG_NONE, MREG_NONE, 0);

	mir_insert(f, b, NULL, ja);
	vec_push(f->arena, &b->succs, goal);
	vec_push(&s->a, &s->goals, goal);
	if (before && falls_through(before))
		mir_insert(f, before, NULL, ja);
	vec_push(f->arena, &f->order, b);
	for (uint32_t i = f->order.n - 1; i > place_at; i--)
		f->order.p[i] = f->order.p[i - 1];
	f->order.p[place_at] = b;
	return b;
}

static uint32_t distance(const struct islands *s, uint32_t from, uint32_t to)
{
	uint32_t a = s->at[from], b = s->at[to];

	return a < b ? b - a : a - b;
}

static uint32_t goal_of(const struct islands *s, uint32_t block)
{
	return block < s->n_old ? block : s->goals.p[block - s->n_old];
}

/* The island in reach of `from` that is closest to the goal, and closer than `from`. */
static uint32_t old_island(const struct islands *s, uint32_t from, uint32_t goal)
{
	uint32_t best = UINT32_MAX, least = distance(s, from, goal);

	for (uint32_t i = s->n_old; i < s->f->blocks.n; i++)
		if (goal_of(s, i) == goal && distance(s, from, i) <= REACH &&
			distance(s, i, goal) < least) {
			best = i;
			least = distance(s, i, goal);
		}
	return best;
}

enum mended { MENDED, MENDED_NEW, NO_PLACE };

/* A jump of the k-th block that is too long goes by way of an island. */
static enum mended mend_jump(struct islands *s, uint32_t k, uint32_t *to)
{
	uint32_t from = s->f->order.p[k]->id, goal = goal_of(s, *to),
		 island = old_island(s, from, goal);

	if (island != UINT32_MAX) {
		*to = island;
		return MENDED;
	}
	uint32_t where = find_place(s, k, s->at[goal] > s->at[from]);

	if (where == k || s->goals.n == LIMIT)
		return NO_PLACE;
	*to = new_island(s, where, goal)->id;
	return MENDED_NEW;
}

/* Mends jumps until one needs a new island, which moves what is behind it: true then. */
static bool mend(struct islands *s)
{
	for (uint32_t k = 0; k < s->f->order.n; k++) {
		struct mir_block *b = s->f->order.p[k];

		for (uint32_t i = 0; i < b->succs.n && size_of(s, b) <= REACH; i++)
			if (distance(s, b->id, b->succs.p[i]) > REACH &&
				mend_jump(s, k, &b->succs.p[i]) == MENDED_NEW)
				return true;
	}
	return false;
}

/* Islands that every jump was taken from: the verifier refuses unreachable instructions. */
static void drop_unused(struct islands *s)
{
	struct mir_fn *f = s->f;
	uint32_t *uses = arena_array(&s->a, uint32_t, f->blocks.n), n = f->order.n;

	vec_for (b, &f->order)
		for (uint32_t i = 0; i < (*b)->succs.n; i++)
			uses[(*b)->succs.p[i]]++;
	/* A chain points away from its first island, which is the one that may have no use. */
	for (uint32_t dropped = 1; dropped;) {
		dropped = 0;
		for (uint32_t i = 0, to = 0; i < n; i++) {
			struct mir_block *b = f->order.p[i];

			if (b->id >= s->n_old && !uses[b->id]) {
				uses[b->succs.p[0]]--;
				dropped++;
			} else {
				f->order.p[to++] = b;
			}
		}
		n = f->order.n -= dropped;
	}
}

void island_fn(struct mir_fn *f, const uint32_t *size)
{
	struct islands s = {
		.f = f, .a = arena_beside(f->arena), .size = size, .n_old = f->blocks.n};

	do
		place(&s);
	while (mend(&s));
	drop_unused(&s);
	arena_free(&s.a);
}
