/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dead stores.
 *
 * Slots whose address nobody remembers: liveness of their bytes, backward over the whole function.
 * A store, memset or memcpy to bytes that nobody reads any more goes. A callee reads all of a slot
 * that it is handed, unless its effects say that it does not read through this argument; that a
 * callee writes is never counted on, so whatever it needs initialised stays initialised.
 *
 * Other memory: a store whose bytes are all stored again later in the block, before anything that
 * may read them, leave the program, or order memory.
 */
#include "pass.h"

/* Bytes of slots that are followed, and bits of all blocks' sets together. */
#define MAX_BYTES 4096
#define MAX_BITS  (64u << 20)
/* Stores that are remembered at a time within a block. */
#define MAX_LATER 16

struct dse {
	struct ir_fn *fn;
	struct arena *scratch;
	const struct ir_cfg *cfg;
	const struct ir_escapes *esc;
	uint32_t *first; /* slot -> its first bit; UINT32_MAX: not followed */
	uint32_t bits;
	struct bitset *in; /* by block: live at its beginning */
	struct bitset live;
	VEC(struct ir_loc) later; /* stored again further down */
	bool changed;
};

/* ---- the bytes of slots ---- */

struct bytes {
	uint32_t from, to; /* bits; empty when equal */
	bool exact;        /* these, not just some of these */
};

/* The slot bytes at the address; size 0: unknown. */
static struct bytes bytes_at(const struct dse *d, ir_ref p, int64_t off, uint64_t size)
{
	struct ir_addr at;
	const struct ir_ins *root;
	uint32_t first;
	uint64_t whole;

	if (ir_get(d->fn, ir_resolve(d->fn, p))->type != IR_PTR)
		return (struct bytes){0};
	at = ir_addr_of(d->fn, p, off);
	root = ir_get(d->fn, at.root);
	if (root->op != IR_SLOT || (first = d->first[root->imm]) == UINT32_MAX)
		return (struct bytes){0};
	whole = d->fn->slots.p[root->imm].size;
	if (!at.off_known || !size || at.off < 0 || (uint64_t)at.off > whole ||
		size > whole - (uint64_t)at.off)
		return (struct bytes){first, first + (uint32_t)whole, false};
	return (struct bytes){
		first + (uint32_t)at.off, first + (uint32_t)at.off + (uint32_t)size, true};
}

static void gen(struct dse *d, struct bytes b)
{
	for (uint32_t i = b.from; i < b.to; i++)
		bitset_add(&d->live, i);
}

/* A write of these bytes: is anything of it read later? */
static bool kill(struct dse *d, struct bytes b)
{
	bool needed = false;

	for (uint32_t i = b.from; i < b.to; i++) {
		needed |= bitset_has(&d->live, i);
		if (b.exact)
			bitset_del(&d->live, i);
	}
	return needed;
}

static uint64_t const_size(const struct dse *d, const struct ir_ins *ins)
{
	int64_t size;

	return ir_is_const(d->fn, ins->args[2], &size) ? (uint64_t)size : 0;
}

static void gen_arguments(struct dse *d, struct ir_ins *ins)
{
	bool is_call = ins->op == IR_CALL || ins->op == IR_HELPER || ins->op == IR_CALLI;
	const struct ir_effects *e = is_call ? ir_effects_of(d->fn, ins) : NULL;
	uint16_t reads = e ? e->reads : UINT16_MAX;

	for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++)
		if (i > 14 || reads >> i & 1)
			gen(d, bytes_at(d, *ir_operand(ins, i), 0, 0));
}

/* Step over one instruction, backward. True when it is a write that nobody needs. */
static bool step(struct dse *d, struct ir_ins *ins)
{
	struct bytes to;

	switch (ins->op) {
	case IR_ADD:
	case IR_SUB:
	case IR_CMP: return false;
	case IR_LOAD: gen(d, bytes_at(d, ins->a, ins->imm, ins->width)); return false;
	case IR_STORE:
		to = bytes_at(d, ins->a, ins->imm, ins->width);
		return !kill(d, to) && to.from < to.to && !(ins->flags & INSF_VOLATILE);
	case IR_MEMSET:
	case IR_MEMCPY:
	case IR_MEMMOVE:
		to = bytes_at(d, ins->args[0], 0, const_size(d, ins));
		if (!kill(d, to) && to.from < to.to && !(ins->flags & INSF_VOLATILE))
			return true;
		if (ins->op != IR_MEMSET)
			gen(d, bytes_at(d, ins->args[1], 0, const_size(d, ins)));
		return false;
	default: gen_arguments(d, ins); return false;
	}
}

static void live_out(struct dse *d, ir_bid b)
{
	struct ir_ins *term = ir_get(d->fn, d->fn->blocks.p[b]->last);

	bitset_clear(&d->live);
	for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++)
		bitset_union(&d->live, &d->in[*ir_succ(term, i)]);
}

static void solve(struct dse *d)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (uint32_t k = d->cfg->n_rpo; k-- > 0;) {
			ir_bid b = d->cfg->rpo[k];

			live_out(d, b);
			for (ir_ref r = d->fn->blocks.p[b]->last; r; r = ir_get(d->fn, r)->prev)
				step(d, ir_get(d->fn, r));
			changed |= bitset_union(&d->in[b], &d->live);
		}
	}
}

static void remove_dead(struct dse *d)
{
	for (uint32_t k = 0; k < d->cfg->n_rpo; k++) {
		ir_bid b = d->cfg->rpo[k];

		live_out(d, b);
		for (ir_ref r = d->fn->blocks.p[b]->last, prev; r; r = prev) {
			prev = ir_get(d->fn, r)->prev;
			if (!step(d, ir_get(d->fn, r)))
				continue;
			ir_remove(d->fn, r);
			d->changed = true;
		}
	}
}

static bool number_bytes(struct dse *d)
{
	d->first = arena_array(d->scratch, uint32_t, d->fn->slots.n + 1);
	for (uint32_t i = 0; i < d->fn->slots.n; i++) {
		const struct ir_slot *s = &d->fn->slots.p[i];

		d->first[i] = UINT32_MAX;
		if (s->removed || bitset_has(&d->esc->merged, i) || s->size > MAX_BYTES - d->bits)
			continue;
		d->first[i] = d->bits;
		d->bits += (uint32_t)s->size;
	}
	return d->bits && (uint64_t)d->bits * d->cfg->n <= MAX_BITS;
}

/* ---- stored again in the same block ---- */

static bool is_stored_later(const struct dse *d, struct ir_loc at)
{
	for (uint32_t i = 0; i < d->later.n; i++) {
		const struct ir_loc *l = &d->later.p[i];

		if (l->at.root == at.at.root && at.at.off >= l->at.off &&
			at.at.off + (int64_t)at.size <= l->at.off + (int64_t)l->size)
			return true;
	}
	return false;
}

/* Things after which what was stored matters: calls may end the program or hand memory over. */
static bool is_fence(const struct ir_ins *ins)
{
	return ins->op != IR_LOAD && ins->op != IR_STORE && !(ir_ops[ins->op].flags & OPF_PURE) &&
	       ins->op != IR_MEMCPY && ins->op != IR_MEMSET && ins->op != IR_MEMMOVE &&
	       ins->op != IR_MEMCMP && ins->op != IR_HELPER;
}

static void forget_read(struct dse *d, const struct ir_ins *ins)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < d->later.n; i++)
		if (!ir_may_read(d->fn, d->esc, ins, d->later.p[i]))
			d->later.p[n++] = d->later.p[i];
	d->later.n = n;
}

static void visit_backward(struct dse *d, ir_ref r)
{
	const struct ir_ins *ins = ir_get(d->fn, r);
	struct ir_loc at;

	if (is_fence(ins) || ins->flags & INSF_VOLATILE || ins->flags & INSF_TAIL) {
		d->later.n = 0;
		return;
	}
	if (ins->op != IR_STORE) {
		forget_read(d, ins);
		return;
	}
	at = (struct ir_loc){ir_addr_of_access(d->fn, ins), ins->width};
	if (!at.at.off_known)
		return;
	if (is_stored_later(d, at)) {
		ir_remove(d->fn, r);
		d->changed = true;
	} else if (d->later.n < MAX_LATER) {
		vec_push(d->scratch, &d->later, at);
	}
}

static void sweep_blocks(struct dse *d)
{
	ir_for_blocks (b, d->fn) {
		d->later.n = 0;
		for (ir_ref r = d->fn->blocks.p[b]->last, prev; r; r = prev) {
			prev = ir_get(d->fn, r)->prev;
			visit_backward(d, r);
		}
	}
}

bool opt_dse(struct ir_pass *p)
{
	struct dse d = {.fn = p->fn, .scratch = p->scratch, .cfg = p->cfg, .esc = p->esc};

	sweep_blocks(&d);
	if (!number_bytes(&d))
		return d.changed;
	d.live = bitset_new(p->scratch, d.bits);
	d.in = arena_array(p->scratch, struct bitset, p->cfg->n);
	for (ir_bid b = 0; b < p->cfg->n; b++)
		d.in[b] = bitset_new(p->scratch, d.bits);
	solve(&d);
	remove_dead(&d);
	return d.changed;
}
