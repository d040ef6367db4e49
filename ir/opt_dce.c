/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dead code: whatever no effect depends on. Everything is presumed dead; marking starts at the
 * instructions that must stay and follows operands.
 *
 * A write to a slot (through an address that surely is the slot's) is needed only when somebody who
 * is alive uses the slot's address for more than writing through it. Such writes wait in a list by
 * slot until this happens; what waits in the end is removed, and so is the slot.
 */
#include "pass.h"

struct waiting {
	ir_ref write;
	uint32_t next; /* 1 + index in dce.waiting */
};
struct dce {
	struct ir_fn *fn;
	struct arena *scratch;
	struct bitset live, slot_live;
	VEC(ir_ref) work;
	VEC(struct waiting) waiting;
	uint32_t *first_waiting; /* by slot: 1 + index in waiting */
};

static void mark(struct dce *d, ir_ref r)
{
	r = ir_resolve(d->fn, r);
	if (!r || bitset_has(&d->live, r))
		return;
	bitset_add(&d->live, r);
	vec_push(d->scratch, &d->work, r);
}

/* The address operand of something that does nothing but write there; 0. */
static ir_ref written_address(const struct ir_ins *ins)
{
	if (ins->flags & INSF_VOLATILE)
		return 0;
	switch (ins->op) {
	case IR_STORE: return ins->a;
	case IR_MEMCPY:
	case IR_MEMMOVE:
	case IR_MEMSET: return ins->args[0];
	default: return 0;
	}
}

static void add_root(struct dce *d, ir_ref r)
{
	const struct ir_ins *ins = ir_get(d->fn, r);
	ir_ref to = written_address(ins), root = to ? ir_addr_of(d->fn, to, 0).root : 0;

	if (root && ir_get(d->fn, root)->op == IR_SLOT) {
		uint32_t *first = &d->first_waiting[ir_get(d->fn, root)->imm];
		struct waiting w = {r, *first};

		vec_push(d->scratch, &d->waiting, w);
		*first = d->waiting.n;
	} else if (ir_is_term(ins) || !ir_is_removable(d->fn, ins)) {
		mark(d, r);
	}
}

static void mark_slot(struct dce *d, uint32_t slot)
{
	if (bitset_has(&d->slot_live, slot))
		return;
	bitset_add(&d->slot_live, slot);
	for (uint32_t i = d->first_waiting[slot]; i; i = d->waiting.p[i - 1].next)
		mark(d, d->waiting.p[i - 1].write);
}

static void propagate(struct dce *d)
{
	while (d->work.n) {
		struct ir_ins *ins = ir_get(d->fn, vec_pop(&d->work));

		if (ins->op == IR_SLOT)
			mark_slot(d, (uint32_t)ins->imm);
		for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++)
			mark(d, *ir_operand(ins, i));
	}
}

bool opt_dce(struct ir_pass *p)
{
	struct dce d = {.fn = p->fn, .scratch = p->scratch};
	bool changed = false;

	d.live = bitset_new(p->scratch, p->fn->ins.n);
	d.slot_live = bitset_new(p->scratch, p->fn->slots.n);
	d.first_waiting = arena_array(p->scratch, uint32_t, p->fn->slots.n + 1);
	ir_for_blocks (b, p->fn)
		ir_for_ins (r, p->fn, b)
			add_root(&d, r);
	propagate(&d);
	ir_for_blocks (b, p->fn)
		ir_for_ins_safe (r, p->fn, b)
			if (!bitset_has(&d.live, r)) {
				ir_remove(p->fn, r);
				changed = true;
			}
	for (uint32_t i = 0; i < p->fn->slots.n; i++)
		p->fn->slots.p[i].removed |= !bitset_has(&d.slot_live, i);
	return changed;
}
