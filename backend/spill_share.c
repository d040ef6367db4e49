/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which spill slots hold values at once, so that the others can share a place, and which stores
 * nothing reads: a value that was spilled may have stayed in a register up to its last use. A slot
 * is written and read as a whole, so this is plain liveness, with stores as definitions and loads
 * as uses. f->spill_conflicts is a symmetric matrix over the slots behind the IR's.
 */
#include "mir.h"

#define MAX_SLOTS 8192 /* beyond, nothing is shared, and the frame is too large anyway */

struct spills {
	struct mir_fn *f;
	struct arena a;
	uint32_t first, n; /* slots [first, first + n) */
	struct bitset *in; /* by block */
};

/* The spill slot that i loads or stores, from 0; UINT32_MAX: none. */
static uint32_t slot_of(const struct spills *s, const struct mir_insn *i, bool *store)
{
	uint32_t slot = i->slot;

	*store = mir_insn_op(i) == INSN_OP_ST || mir_insn_op(i) == INSN_OP_STI;
	if (i->op == MIR_LEAF && i->u.leaf->kind == LEAF_FILL)
		slot = i->u.leaf->index + 1;
	return slot && slot - 1 >= s->first ? slot - 1 - s->first : UINT32_MAX;
}

static void live_out(const struct spills *s, const struct mir_block *b, struct bitset *out)
{
	bitset_clear(out);
	vec_for (to, &b->succs)
		bitset_union(out, &s->in[*to]);
}

static void step_back(const struct spills *s, const struct mir_insn *i, struct bitset *live)
{
	bool store;
	uint32_t slot = slot_of(s, i, &store);

	if (slot == UINT32_MAX)
		return;
	if (store)
		bitset_del(live, slot);
	else
		bitset_add(live, slot);
}

static void solve(struct spills *s)
{
	struct bitset live = bitset_new(&s->a, s->n);
	bool again = true;

	while (again) {
		again = false;
		for (uint32_t k = s->f->blocks.n; k-- > 0;) {
			struct mir_block *b = s->f->blocks.p[k];

			if (b->removed)
				continue;
			live_out(s, b, &live);
			mir_for_insns_back(i, b) step_back(s, i, &live);
			again |= bitset_union(&s->in[b->id], &live);
		}
	}
}

static void conflicts(struct spills *s)
{
	struct bitset live = bitset_new(&s->a, s->n);
	struct bitset *m = &s->f->spill_conflicts;
	bool store;

	mir_for_blocks(b, s->f)
	{
		live_out(s, b, &live);
		mir_for_insns_back(i, b)
		{
			uint32_t slot = slot_of(s, i, &store);

			if (slot != UINT32_MAX && store)
				bitset_for (k, &live)
					if (k != slot) {
						bitset_add(m, slot * s->n + k);
						bitset_add(m, k * s->n + slot);
					}
			step_back(s, i, &live);
		}
	}
}

static bool begin(struct spills *s, struct mir_fn *f, uint32_t least)
{
	*s = (struct spills){.f = f, .a = arena_beside(f->arena), .first = f->ir->slots.n};
	s->n = f->slots.n - s->first;
	if (s->n < least || s->n > MAX_SLOTS)
		return false;
	s->in = arena_array(&s->a, struct bitset, f->blocks.n);
	for (uint32_t i = 0; i < f->blocks.n; i++)
		s->in[i] = bitset_new(&s->a, s->n);
	solve(s);
	return true;
}

void spill_clean_fn(struct mir_fn *f)
{
	struct bitset live;
	struct spills s;
	uint32_t slot;
	bool store;

	if (begin(&s, f, 1)) {
		live = bitset_new(&s.a, s.n);
		mir_for_blocks(b, f)
		{
			live_out(&s, b, &live);
			mir_for_insns_back(i, b)
			{
				slot = slot_of(&s, i, &store);
				if (slot != UINT32_MAX && store && !bitset_has(&live, slot))
					mir_unlink(b, i);
				else
					step_back(&s, i, &live);
			}
		}
	}
	arena_free(&s.a);
}

void spill_share_fn(struct mir_fn *f)
{
	struct spills s;

	if (begin(&s, f, 2)) {
		f->spill_conflicts = bitset_new(f->arena, s.n * s.n);
		conflicts(&s);
	}
	arena_free(&s.a);
}
