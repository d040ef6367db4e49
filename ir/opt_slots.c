/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slots whose lives do not overlap share their memory: each inlined copy of a function brings its
 * locals, and the stack has 512 bytes.
 *
 * A slot lives from an instruction that uses its address (other than to derive an address from it)
 * to the last one that can be reached; at a place, when such an instruction may have run before and
 * one that does not overwrite all of it may run later. Slots whose address is captured or flows
 * into a phi keep their own memory: their uses are not all seen.
 *
 * But a slot whose address is stored only into one other slot, the arguments of a callback mostly,
 * is used when that one is: slots that hold each other's addresses are a group with one life, as
 * long as no pointer is taken out of the group again.
 *
 * Two slots that are touched by one instruction, or one of which is touched while the other lives,
 * conflict. Colouring is first fit, the largest first.
 */
#include <stdlib.h>

#include "pass.h"

/* Slots that are looked at: their conflicts are a square of bits. */
#define MAX_SLOTS 2048

struct sharing {
	struct ir_fn *fn;
	struct arena *scratch;
	const struct ir_cfg *cfg;
	const struct ir_escapes *esc;
	uint32_t n;
	struct bitset *reached;  /* by block: touched before its beginning */
	struct bitset *live;     /* by block: touched later, at its beginning */
	struct bitset *conflict; /* by slot */
	struct bitset now;
	struct bitset groups; /* slots that lead others */
	uint32_t *slot_of;    /* value -> 1 + the slot it points into (its leader); 0 */
	uint32_t *leader;     /* slot -> the slot that holds its address, or itself */
	uint32_t *home;       /* slot -> the slot whose memory it gets */
};

/* ---- touching ---- */

static bool is_shared(const struct sharing *s, uint32_t slot)
{
	const struct ir_slot *x = &s->fn->slots.p[slot];

	return !x->removed && x->size &&
	       (!bitset_has(&s->esc->merged, slot) || s->leader[slot] != slot);
}

/* ---- groups ---- */

#define NO_LEADER UINT32_MAX

static uint32_t root_slot(const struct sharing *s, ir_ref r)
{
	const struct ir_ins *root;

	if (!r || ir_get(s->fn, r)->type != IR_PTR)
		return NO_LEADER;
	root = ir_get(s->fn, ir_addr_of(s->fn, r, 0).root);
	return root->op == IR_SLOT ? (uint32_t)root->imm : NO_LEADER;
}

/* Uses of a slot's address that say all: an access, or a call that does not keep it. */
static bool is_plain_use(const struct ir_fn *fn, const struct ir_ins *x, uint32_t i)
{
	const struct ir_effects *e;

	switch (x->op) {
	case IR_LOAD:
	case IR_CMP:
	case IR_MEMCPY:
	case IR_MEMMOVE:
	case IR_MEMSET:
	case IR_MEMCMP: return true;
	case IR_STORE:
	case IR_ATOMIC:
	case IR_ADD:
	case IR_SUB: return i == 0;
	case IR_CALL:
	case IR_HELPER: e = ir_effects_of(fn, x); return e && i < 8 && !(e->keeps >> i & 1);
	default: return false;
	}
}

/* A pointer could leave the group this way: loaded, copied, or by a function that sees two slots.
 */
static bool lets_out(const struct sharing *s, struct ir_ins *x, uint32_t i)
{
	uint32_t slots = 0;

	if (x->op == IR_LOAD)
		return x->width == 8;
	if (x->op == IR_MEMCPY || x->op == IR_MEMMOVE)
		return i == 1;
	for (uint32_t k = 0; x->op == IR_CALL && k < ir_operand_count(x); k++)
		slots += root_slot(s, *ir_operand(x, k)) != NO_LEADER;
	return slots > 1;
}

static void note_holder(struct sharing *s, struct ir_ins *x, uint32_t i, struct bitset *open)
{
	uint32_t slot = root_slot(s, *ir_operand(x, i)), holder;

	if (slot == NO_LEADER)
		return;
	if (lets_out(s, x, i))
		bitset_add(open, slot);
	if (is_plain_use(s->fn, x, i))
		return;
	holder = x->op == IR_STORE ? root_slot(s, x->a) : NO_LEADER;
	if (holder != NO_LEADER && holder != slot && !bitset_has(&s->esc->merged, holder) &&
		(s->leader[slot] == slot || s->leader[slot] == holder))
		s->leader[slot] = holder;
	else
		s->leader[slot] = NO_LEADER;
}

static void find_groups(struct sharing *s)
{
	struct bitset open = bitset_new(s->scratch, s->n);

	s->leader = arena_array(s->scratch, uint32_t, s->n);
	for (uint32_t i = 0; i < s->n; i++)
		s->leader[i] = i;
	ir_for_blocks (b, s->fn)
		ir_for_ins (r, s->fn, b)
			for (uint32_t i = 0; i < ir_operand_count(ir_get(s->fn, r)); i++)
				note_holder(s, ir_get(s->fn, r), i, &open);
	/* one open member opens all */
	for (uint32_t i = 0; i < s->n; i++)
		if (s->leader[i] != NO_LEADER && bitset_has(&open, i))
			bitset_add(&open, s->leader[i]);
	for (uint32_t i = 0; i < s->n; i++)
		if (s->leader[i] == NO_LEADER || bitset_has(&open, s->leader[i]))
			s->leader[i] = i;
	s->groups = bitset_new(s->scratch, s->n);
	for (uint32_t i = 0; i < s->n; i++)
		if (s->leader[i] != i)
			bitset_add(&s->groups, s->leader[i]);
}

/* What conflicts with the leader conflicts with every member, and they with each other. */
static void spread_conflicts(struct sharing *s)
{
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t l = s->leader[i];

		if (l == i)
			continue;
		bitset_add(&s->conflict[l], l);
		for (uint32_t k = 0; k < s->n; k++)
			if (bitset_has(&s->conflict[k], l) || k == l)
				bitset_add(&s->conflict[k], i);
	}
	for (uint32_t i = 0; i < s->n; i++)
		if (s->leader[i] != i)
			bitset_union(&s->conflict[i], &s->conflict[s->leader[i]]);
}

static void find_addresses(struct sharing *s)
{
	s->slot_of = arena_array(s->scratch, uint32_t, s->fn->ins.n);
	for (ir_ref r = 1; r < s->fn->ins.n; r++)
		if (ir_get(s->fn, r)->op == IR_SLOT &&
			is_shared(s, (uint32_t)ir_get(s->fn, r)->imm))
			s->slot_of[r] = s->leader[ir_get(s->fn, r)->imm] + 1;
	for (uint32_t k = 0; k < s->cfg->n_rpo; k++)
		ir_for_ins (r, s->fn, s->cfg->rpo[k]) {
			const struct ir_ins *ins = ir_get(s->fn, r);

			if ((ins->op == IR_ADD || ins->op == IR_SUB) && ins->type == IR_PTR)
				s->slot_of[r] = s->slot_of[ins->a];
		}
}

static bool is_address(const struct ir_ins *ins)
{
	return (ins->op == IR_ADD || ins->op == IR_SUB) && ins->type == IR_PTR;
}

/* The slot of operand i when the instruction touches it: 1 + slot; 0. */
static uint32_t touched(const struct sharing *s, struct ir_ins *ins, uint32_t i)
{
	return is_address(ins) ? 0 : s->slot_of[*ir_operand(ins, i)];
}

/* Does the instruction overwrite the whole slot without reading it? */
static bool overwrites(const struct sharing *s, struct ir_ins *ins, uint32_t slot)
{
	uint64_t size = s->fn->slots.p[slot].size;
	struct ir_addr at;
	int64_t n;

	if (bitset_has(&s->groups, slot))
		return false;
	if (ins->op == IR_STORE) {
		at = ir_addr_of(s->fn, ins->a, ins->imm);
		return s->slot_of[ins->a] == slot + 1 && at.off_known && at.off == 0 &&
		       ins->width == size;
	}
	if (ins->op != IR_MEMSET && ins->op != IR_MEMCPY && ins->op != IR_MEMMOVE)
		return false;
	at = ir_addr_of(s->fn, ins->args[0], 0);
	return s->slot_of[ins->args[0]] == slot + 1 && at.off_known && at.off == 0 &&
	       ir_is_const(s->fn, ins->args[2], &n) && (uint64_t)n == size &&
	       (ins->op == IR_MEMSET || s->slot_of[ins->args[1]] != slot + 1);
}

/* ---- lives ---- */

static bool reach(struct sharing *s, ir_bid b)
{
	struct ir_ins *term;
	bool changed = false;

	bitset_copy(&s->now, &s->reached[b]);
	ir_for_ins (r, s->fn, b) {
		struct ir_ins *ins = ir_get(s->fn, r);

		for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++)
			if (touched(s, ins, i))
				bitset_add(&s->now, touched(s, ins, i) - 1);
	}
	term = ir_get(s->fn, s->fn->blocks.p[b]->last);
	for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++)
		changed |= bitset_union(&s->reached[*ir_succ(term, i)], &s->now);
	return changed;
}

static void live_out(struct sharing *s, ir_bid b)
{
	struct ir_ins *term = ir_get(s->fn, s->fn->blocks.p[b]->last);

	bitset_clear(&s->now);
	for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++)
		bitset_union(&s->now, &s->live[*ir_succ(term, i)]);
}

/* Backward over one instruction. */
static void step(struct sharing *s, struct ir_ins *ins)
{
	for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++) {
		uint32_t slot = touched(s, ins, i);

		if (!slot)
			continue;
		if (overwrites(s, ins, slot - 1))
			bitset_del(&s->now, slot - 1);
		else
			bitset_add(&s->now, slot - 1);
	}
}

static void solve(struct sharing *s)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (uint32_t k = 0; k < s->cfg->n_rpo; k++)
			changed |= reach(s, s->cfg->rpo[k]);
	}
	for (changed = true; changed;) {
		changed = false;
		for (uint32_t k = s->cfg->n_rpo; k-- > 0;) {
			ir_bid b = s->cfg->rpo[k];

			live_out(s, b);
			for (ir_ref r = s->fn->blocks.p[b]->last; r; r = ir_get(s->fn, r)->prev)
				step(s, ir_get(s->fn, r));
			changed |= bitset_union(&s->live[b], &s->now);
		}
	}
}

/* ---- conflicts ---- */

/* The slot conflicts with what lives here and was reached. */
static void conflict_with(struct sharing *s, uint32_t slot, const struct bitset *reached)
{
	struct bitset *c = &s->conflict[slot];

	for (uint32_t w = 0; w < bitset_words(s->n); w++)
		c->w[w] |= s->now.w[w] & reached->w[w];
}

/* One instruction, backward. Before the first that touches it in the block a slot was not reached
 * there. */
static void visit(struct sharing *s, ir_ref r, const ir_ref *first, struct bitset *reached)
{
	struct ir_ins *ins = ir_get(s->fn, r);
	uint32_t n = ir_operand_count(ins);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t x = touched(s, ins, i);

		if (!x)
			continue;
		conflict_with(s, x - 1, reached);
		for (uint32_t k = 0; k < n; k++)
			if (touched(s, ins, k))
				bitset_add(&s->conflict[x - 1], touched(s, ins, k) - 1);
	}
	step(s, ins);
	for (uint32_t i = 0; i < n; i++)
		if (touched(s, ins, i) && first[touched(s, ins, i) - 1] == r)
			bitset_del(reached, touched(s, ins, i) - 1);
}

/* What is reached at the end of b, and where the block itself first touches what was not before. */
static void reach_end(struct sharing *s, ir_bid b, ir_ref *first, struct bitset *reached)
{
	bitset_copy(reached, &s->reached[b]);
	ir_for_ins (r, s->fn, b) {
		struct ir_ins *ins = ir_get(s->fn, r);

		for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++) {
			uint32_t x = touched(s, ins, i);

			if (!x || bitset_has(reached, x - 1))
				continue;
			bitset_add(reached, x - 1);
			first[x - 1] = r;
		}
	}
}

static void find_conflicts(struct sharing *s)
{
	struct bitset reached = bitset_new(s->scratch, s->n);
	ir_ref *first = arena_array(s->scratch, ir_ref, s->n);

	for (uint32_t k = 0; k < s->cfg->n_rpo; k++) {
		ir_bid b = s->cfg->rpo[k];

		reach_end(s, b, first, &reached);
		live_out(s, b);
		for (ir_ref r = s->fn->blocks.p[b]->last; r; r = ir_get(s->fn, r)->prev)
			visit(s, r, first, &reached);
	}
}

/* ---- sharing ---- */

static int larger_first(const void *a, const void *b, void *ctx)
{
	const struct sharing *s = ctx;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	uint64_t sx = s->fn->slots.p[x].size, sy = s->fn->slots.p[y].size;

	return sx != sy ? (sx > sy ? -1 : 1) : (x > y) - (x < y);
}

static bool fits(const struct sharing *s, uint32_t slot, uint32_t home)
{
	/* conflicts of a home are those of all its slots */
	return !bitset_has(&s->conflict[home], slot) && !bitset_has(&s->conflict[slot], home);
}

static void move_in(struct sharing *s, uint32_t slot, uint32_t home)
{
	struct ir_slot *to = &s->fn->slots.p[home], *from = &s->fn->slots.p[slot];

	s->home[slot] = home;
	from->removed = true;
	if (from->align > to->align)
		to->align = from->align;
	bitset_union(&s->conflict[home], &s->conflict[slot]);
}

static bool colour(struct sharing *s)
{
	uint32_t *order = arena_array(s->scratch, uint32_t, s->n), n = 0;
	VEC(uint32_t) homes = {0};
	bool changed = false;

	for (uint32_t i = 0; i < s->n; i++) {
		s->home[i] = i;
		if (is_shared(s, i))
			order[n++] = i;
	}
	if (n)
		qsort_r(order, n, sizeof(*order), larger_first, s);
	/* make the relation symmetric */
	for (uint32_t i = 0; i < s->n; i++)
		bitset_for (k, &s->conflict[i])
			bitset_add(&s->conflict[k], i);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t h = 0;

		while (h < homes.n && !fits(s, order[i], homes.p[h]))
			h++;
		if (h < homes.n) {
			move_in(s, order[i], homes.p[h]);
			changed = true;
		} else {
			vec_push(s->scratch, &homes, order[i]);
		}
	}
	return changed;
}

static void rename_slots(struct sharing *s)
{
	ir_for_blocks (b, s->fn)
		ir_for_ins (r, s->fn, b)
			for (uint32_t i = 0; i < ir_operand_count(ir_get(s->fn, r)); i++) {
				const struct ir_ins *o =
					ir_get(s->fn, *ir_operand(ir_get(s->fn, r), i));

				if (o->op != IR_SLOT || s->home[o->imm] == (uint32_t)o->imm)
					continue;
				ir_ref at = ir_slot_addr(s->fn, s->home[o->imm]);

				*ir_operand(ir_get(s->fn, r), i) = at;
			}
}

static struct bitset *sets(struct sharing *s, uint32_t n)
{
	struct bitset *set = arena_array(s->scratch, struct bitset, n);

	for (uint32_t i = 0; i < n; i++)
		set[i] = bitset_new(s->scratch, s->n);
	return set;
}

bool opt_slots(struct ir_pass *p)
{
	struct sharing s = {.fn = p->fn, .scratch = p->scratch, .cfg = p->cfg, .esc = p->esc};
	uint32_t n = 0;

	s.n = p->fn->slots.n;
	if (s.n < 2 || s.n > MAX_SLOTS)
		return false;
	find_groups(&s);
	for (uint32_t i = 0; i < s.n; i++)
		n += is_shared(&s, i);
	if (n < 2)
		return false;
	s.reached = sets(&s, p->cfg->n);
	s.live = sets(&s, p->cfg->n);
	s.conflict = sets(&s, s.n);
	s.now = bitset_new(p->scratch, s.n);
	s.home = arena_array(p->scratch, uint32_t, s.n);
	find_addresses(&s);
	solve(&s);
	find_conflicts(&s);
	spread_conflicts(&s);
	if (!colour(&s))
		return false;
	rename_slots(&s);
	return true;
}
