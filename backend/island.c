/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jumps over more than 32767 instructions on machines without gotol: by way of islands, blocks with
 * nothing but a jump, that lie in between. An island goes to where control does not fall through,
 * or is jumped over. One serves all jumps to its target that it is in reach of.
 */
#include "mir.h"

#define REACH  30000 /* instructions; a margin for the islands that are still to come */
#define SEARCH 4000  /* how far from the best place one without fall-through is looked for */

struct islands {
	struct mir_fn *f;
	struct arena a;
	uint32_t *at;         /* by block id: slots from the start */
	const uint32_t *size; /* by block id */
	uint32_t n_old, n_at;
	uint32_t from; /* all before it in the order are mended */
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

static struct mir_block *new_island(struct islands *s, uint32_t place_at, uint32_t to)
{
	struct mir_fn *f = s->f;
	struct mir_block *b = mir_block_new(f),
			 *before = place_at ? f->order.p[place_at - 1] : NULL;
	struct mir_insn ja = mir_make(INSN_JA, MREG_NONE, MREG_NONE, 0);

	mir_insert(f, b, NULL, ja);
	vec_push(f->arena, &b->succs, to);
	if (before && falls_through(before))
		mir_insert(f, before, NULL, ja);
	vec_push(f->arena, &f->order, b);
	for (uint32_t i = f->order.n - 1; i > place_at; i--)
		f->order.p[i] = f->order.p[i - 1];
	f->order.p[place_at] = b;
	return b;
}

static bool in_reach(const struct islands *s, uint32_t from, uint32_t to)
{
	int64_t d = (int64_t)s->at[to] - s->at[from];

	return d <= REACH && d >= -REACH;
}

/* An island that exists and is in reach. */
static uint32_t old_island(const struct islands *s, uint32_t from, uint32_t to)
{
	for (uint32_t i = s->n_old; i < s->f->blocks.n; i++)
		if (s->f->blocks.p[i]->succs.p[0] == to && in_reach(s, from, i))
			return i;
	return UINT32_MAX;
}

/* The first jump that is too long gets its island; false when there is none. */
static bool mend_one(struct islands *s)
{
	struct mir_fn *f = s->f;

	for (uint32_t k = s->from; k < f->order.n; k++) {
		struct mir_block *b = f->order.p[k];

		for (uint32_t i = 0; i < b->succs.n; i++) {
			uint32_t to = b->succs.p[i], island;

			if (in_reach(s, b->id, to) || size_of(s, b) > REACH)
				continue;
			island = old_island(s, b->id, to);
			if (island == UINT32_MAX || island == b->id) {
				uint32_t where = find_place(s, k, s->at[to] > s->at[b->id]);

				if (where == k)
					return false;
				island = new_island(s, where, to)->id;
				b->succs.p[i] = island;
				s->from = where <= k ? k + 1 : k;
				return true;
			}
			b->succs.p[i] = island;
		}
	}
	return false;
}

void island_fn(struct mir_fn *f, const uint32_t *size)
{
	struct islands s = {.f = f, .size = size, .n_old = f->blocks.n};

	do
		place(&s);
	while (mend_one(&s));
	arena_free(&s.a);
}
