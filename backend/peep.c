/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clean-up over machine registers: moves to itself, moves of a value to where it is already (which
 * arguments leave behind), instructions whose result nobody reads. Liveness of the eleven machine
 * registers is a mask per block.
 */
#include "peep.h"

uint16_t peep_live_before(struct mir_insn *i, uint16_t live)
{
	struct mir_implicit imp = mir_implicit(i);
	uint32_t n = mir_operand_count(i);
	unsigned how;

	live &= (uint16_t)~imp.defs;
	for (uint32_t k = 0; k < n; k++) {
		mreg r = *mir_operand(i, k, &how);

		if (how & MIR_DEF)
			live &= (uint16_t) ~(1u << r);
	}
	for (uint32_t k = 0; k < n; k++) {
		mreg r = *mir_operand(i, k, &how);

		if (how & MIR_USE)
			live |= (uint16_t)(1u << r);
	}
	return live | imp.uses;
}

uint16_t peep_live_out(const struct peep *p, const struct mir_block *b)
{
	uint16_t live = 0;

	vec_for (s, &b->succs)
		live |= p->live_in[*s];
	return live;
}

void peep_liveness(struct peep *p)
{
	bool again = true;

	memset(p->live_in, 0, p->n_blocks * sizeof(*p->live_in));
	while (again) {
		again = false;
		for (uint32_t k = p->f->blocks.n; k-- > 0;) {
			struct mir_block *b = p->f->blocks.p[k];
			uint16_t live = peep_live_out(p, b);

			if (b->removed)
				continue;
			mir_for_insns_back(i, b) live = peep_live_before(i, live);
			again |= live != p->live_in[b->id];
			p->live_in[b->id] = live;
		}
	}
}

static bool is_dead(struct mir_insn *i, uint16_t live)
{
	if (mir_is_move(i) && i->dst == i->src)
		return true;
	return mir_is_pure(i) && !(live >> i->dst & 1);
}

static bool remove_dead(struct peep *p)
{
	bool any = false;

	mir_for_blocks(b, p->f)
	{
		uint16_t live = peep_live_out(p, b);

		mir_for_insns_back(i, b) if (is_dead(i, live))
		{
			mir_unlink(b, i);
			any = true;
		}
		else
		{
			live = peep_live_before(i, live);
		}
	}
	return any;
}

/* `value`: by machine register, a number for what it holds; equal numbers, equal values. */
static void forget_defs(struct mir_insn *i, uint32_t *value, uint32_t *next)
{
	uint16_t implicit = mir_implicit(i).defs;
	uint32_t n = mir_operand_count(i);
	unsigned how;

	for (mreg r = 0; r < MREG_MACHINE; r++)
		if (implicit >> r & 1)
			value[r] = ++*next;
	for (uint32_t k = 0; k < n; k++) {
		mreg r = *mir_operand(i, k, &how);

		if (how & MIR_DEF)
			value[r] = ++*next;
	}
}

static void remove_copies_back(struct mir_fn *f)
{
	uint32_t value[MREG_MACHINE], next = 0;

	mir_for_blocks(b, f)
	{
		struct mir_insn *after;

		for (mreg r = 0; r < MREG_MACHINE; r++)
			value[r] = ++next;
		for (struct mir_insn *i = b->first; i; i = after) {
			after = i->next;
			if (!mir_is_move(i)) {
				forget_defs(i, value, &next);
			} else if (value[i->dst] == value[i->src]) {
				mir_unlink(b, i);
			} else {
				value[i->dst] = value[i->src];
			}
		}
	}
}

void peep_fn(struct mir_fn *f)
{
	struct arena a = arena_beside(f->arena);
	struct peep p = {.f = f, .a = &a, .n_blocks = f->blocks.n};

	p.live_in = arena_array(&a, uint16_t, p.n_blocks);
	do
		peep_liveness(&p);
	while (remove_dead(&p));
	remove_copies_back(f);
	arena_free(&a);
}
