/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scalar replacement, first half: into which pieces does each slot fall?
 *
 * A slot is out when its address goes anywhere but into loads, stores and the constant-size memory
 * operations at constant offsets. Overlapping loads and stores form a piece, which can become a
 * variable when it is 1, 2, 4 or 8 bytes, nothing in it is volatile, and no range of a memory
 * operation ends inside it. A copy between two slots carries the pieces of one over to the other,
 * so that chains of struct assignments fall apart as a whole.
 *
 * Bytes that are not in a promoted piece and may be read stay in memory (slot->memory), unless
 * memsets of one byte are all that ever writes them: a copy of these is a memset (slot->filled).
 */
#include "sroa.h"

#include <stdlib.h>

/* A slot of more bytes or pieces is an array in disguise. */
#define MAX_SLOT    65536
#define MAX_PIECES  128
/* Padding up to this is filled by pieces when the whole is copied out to memory. */
#define MAX_PADDING 16
#define MAX_ROUNDS  8

struct sroa_slot *sroa_find(const struct sroa *s, ir_ref p, int64_t imm, uint32_t *off)
{
	struct sroa_slot *slot;

	if (p >= s->n_values || !s->slot_of[p])
		return NULL;
	slot = &s->slot[s->slot_of[p] - 1];
	*off = s->off_of[p] + (uint32_t)imm;
	return slot->out ? NULL : slot;
}

struct sroa_piece *sroa_piece_at(const struct sroa_slot *slot, uint32_t off)
{
	uint32_t lo = 0, hi = slot->piece.n;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		struct sroa_piece *p = &slot->piece.p[mid];

		if (off < p->off)
			hi = mid;
		else if (off >= p->off + p->size)
			lo = mid + 1;
		else
			return p;
	}
	return NULL;
}

/* ---- who uses the address? ---- */

static bool in_slot(const struct sroa *s, ir_ref p, int64_t imm, uint64_t size)
{
	uint64_t off = s->off_of[p] + (uint64_t)imm, whole = s->fn->slots.p[s->slot_of[p] - 1].size;

	return off <= whole && size <= whole - off;
}

static void add_access(struct sroa *s, ir_ref r, const struct ir_ins *ins, bool is_ptr)
{
	struct sroa_slot *slot = &s->slot[s->slot_of[ins->a] - 1];
	struct sroa_access a = {r, s->off_of[ins->a] + (uint32_t)ins->imm, ins->width, is_ptr};

	if (ins->flags & INSF_VOLATILE || !in_slot(s, ins->a, ins->imm, ins->width))
		slot->out = true;
	else
		vec_push(s->scratch, &slot->access, a);
}

static void add_range(struct sroa *s, ir_ref r, const struct ir_ins *ins, uint32_t operand)
{
	struct sroa_slot *slot = &s->slot[s->slot_of[ins->args[operand]] - 1];
	struct sroa_range range = {r, (uint8_t)operand, s->off_of[ins->args[operand]], 0};
	int64_t size;

	if (ins->flags & INSF_VOLATILE || !ir_is_const(s->fn, ins->args[2], &size) ||
		!in_slot(s, ins->args[operand], 0, (uint64_t)size)) {
		slot->out = true;
		return;
	}
	range.size = (uint32_t)size;
	vec_push(s->scratch, &slot->range, range);
}

/* p = a +- constant stays a known way from the slot. */
static bool add_derived(struct sroa *s, ir_ref r, const struct ir_ins *ins)
{
	uint32_t slot = s->slot_of[ins->a];
	int64_t by;
	uint64_t off;

	if (ins->type != IR_PTR || !slot || !ir_is_const(s->fn, ins->b, &by))
		return false;
	off = s->off_of[ins->a] + (uint64_t)(ins->op == IR_ADD ? by : -by);
	if (off > s->fn->slots.p[slot - 1].size)
		return false;
	s->slot_of[r] = slot;
	s->off_of[r] = (uint32_t)off;
	return true;
}

static bool is_range_op(const struct ir_ins *ins, uint32_t operand)
{
	return (ins->op == IR_MEMCPY || ins->op == IR_MEMMOVE)
		       ? operand < 2
		       : ins->op == IR_MEMSET && operand == 0;
}

static void visit_operand(struct sroa *s, ir_ref r, struct ir_ins *ins, uint32_t i)
{
	ir_ref o = *ir_operand(ins, i);

	if (!s->slot_of[o])
		return;
	if (ins->op == IR_LOAD)
		add_access(s, r, ins, ins->type == IR_PTR);
	else if (ins->op == IR_STORE && i == 0)
		add_access(s, r, ins, ir_get(s->fn, ins->b)->type == IR_PTR);
	else if (is_range_op(ins, i))
		add_range(s, r, ins, i);
	else if (!((ins->op == IR_ADD || ins->op == IR_SUB) && i == 0 && add_derived(s, r, ins)))
		s->slot[s->slot_of[o] - 1].out = true;
}

static void visit_uses(struct sroa *s)
{
	for (uint32_t k = 0; k < s->cfg->n_rpo; k++)
		ir_for_ins (r, s->fn, s->cfg->rpo[k]) {
			struct ir_ins *ins = ir_get(s->fn, r);

			for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++)
				visit_operand(s, r, ins, i);
		}
	/* A phi can use what was derived after it. */
	for (uint32_t k = 0; k < s->cfg->n_rpo; k++)
		ir_for_phis (r, s->fn, s->cfg->rpo[k]) {
			struct ir_ins *ins = ir_get(s->fn, r);

			for (uint32_t i = 0; i < ins->nargs; i++)
				if (s->slot_of[ins->args[i]])
					s->slot[s->slot_of[ins->args[i]] - 1].out = true;
		}
}

/* Copies inside one slot would need an order among its pieces. */
static void refuse_self_copies(struct sroa *s)
{
	for (uint32_t i = 0; i < s->fn->slots.n; i++)
		vec_for (range, &s->slot[i].range) {
			struct ir_ins *ins = ir_get(s->fn, range->ins);

			if (ins->op != IR_MEMSET &&
				s->slot_of[ins->args[0]] == s->slot_of[ins->args[1]])
				s->slot[i].out = true;
		}
}

/* ---- pieces ---- */

static int by_offset(const void *x, const void *y)
{
	const struct sroa_access *a = x, *b = y;

	return a->off != b->off ? (a->off < b->off ? -1 : 1)
				: (a->size > b->size) - (a->size < b->size);
}

static void note_access(struct sroa *s, struct sroa_piece *p, const struct sroa_access *a)
{
	const struct ir_ins *ins = a->ins ? ir_get(s->fn, a->ins) : NULL;
	uint32_t end = a->off + a->size;

	if (end > p->off + p->size)
		p->size = end - p->off;
	p->is_ptr |= a->is_ptr;
	if (ins && ins->op == IR_LOAD && ins->flags & INSF_SIGNED)
		p->has_signed = true;
	else if (ins && ins->op == IR_LOAD)
		p->has_unsigned = true;
}

/* A range that ends inside a piece. */
static bool is_cut(const struct sroa_slot *slot, const struct sroa_piece *p)
{
	vec_for (r, &slot->range) {
		uint32_t end = r->off + r->size;

		if (r->off < p->off + p->size && end > p->off &&
			(r->off > p->off || end < p->off + p->size))
			return true;
	}
	return false;
}

static void judge(struct sroa_slot *slot, struct sroa_piece *p, bool has_narrow)
{
	p->promoted = p->size <= 8 && is_pow2(p->size) && !(p->is_ptr && has_narrow) &&
		      !(p->is_ptr && p->size != 8) && !is_cut(slot, p);
	p->type = p->size < 8 ? IR_I32 : p->is_ptr ? IR_PTR : IR_I64;
	p->is_signed = p->size < 4 && p->has_signed && !p->has_unsigned && !has_narrow;
}

static void make_pieces(struct sroa *s, struct sroa_slot *slot)
{
	struct sroa_access *a = slot->access.p;
	uint32_t n = slot->access.n, j;

	slot->piece.n = 0;
	if (n)
		qsort(a, n, sizeof(*a), by_offset);
	for (uint32_t i = 0; i < n; i = j) {
		struct sroa_piece p = {.off = a[i].off};
		bool narrow = false;

		for (j = i; j < n && (j == i || a[j].off < p.off + p.size); j++)
			note_access(s, &p, &a[j]);
		for (uint32_t k = i; k < j; k++)
			narrow |= a[k].size != p.size;
		judge(slot, &p, narrow);
		vec_push(s->scratch, &slot->piece, p);
	}
	if (slot->piece.n > MAX_PIECES)
		slot->out = true;
}

/* Give `to` the bytes of piece p, `by` further on, unless it has just this piece. True when new. */
static bool imply(struct sroa *s, struct sroa_slot *to, const struct sroa_piece *p, int64_t by)
{
	struct sroa_access a = {0, (uint32_t)(p->off + by), p->size, p->is_ptr};
	struct sroa_piece *have = sroa_piece_at(to, a.off);

	if (have && have->off == a.off && have->size >= a.size && have->is_ptr >= a.is_ptr)
		return false;
	vec_push(s->scratch, &to->access, a);
	return true;
}

static bool carry(struct sroa *s, struct sroa_slot *from, uint32_t from_off, struct sroa_slot *to,
	uint32_t to_off, uint32_t size)
{
	bool changed = false;

	vec_for (p, &from->piece)
		if (p->promoted && p->off >= from_off && p->off + p->size <= from_off + size)
			changed |= imply(s, to, p, (int64_t)to_off - from_off);
	return changed;
}

/* One round of carrying pieces over copies between slots. */
static bool carry_over_copies(struct sroa *s)
{
	bool changed = false;

	for (uint32_t i = 0; i < s->fn->slots.n; i++) {
		struct sroa_slot *dst = &s->slot[i], *src;
		uint32_t src_off;

		for (uint32_t k = 0; !dst->out && k < dst->range.n; k++) {
			struct sroa_range *r = &dst->range.p[k];
			struct ir_ins *ins = ir_get(s->fn, r->ins);

			if (r->operand != 0 || ins->op == IR_MEMSET)
				continue;
			src = sroa_find(s, ins->args[1], 0, &src_off);
			if (!src)
				continue;
			changed |= carry(s, dst, r->off, src, src_off, r->size);
			changed |= carry(s, src, src_off, dst, r->off, r->size);
		}
	}
	return changed;
}

static void slice_all(struct sroa *s)
{
	bool changed = true;

	for (int round = 0; changed && round < MAX_ROUNDS; round++) {
		for (uint32_t i = 0; i < s->fn->slots.n; i++)
			if (!s->slot[i].out)
				make_pieces(s, &s->slot[i]);
		changed = carry_over_copies(s);
	}
	if (!changed)
		return;
	for (uint32_t i = 0; i < s->fn->slots.n; i++)
		if (!s->slot[i].out)
			make_pieces(s, &s->slot[i]);
}

/* ---- what stays in memory ---- */

/* Bytes of [off, off + size) in no promoted piece. */
static uint32_t uncovered(const struct sroa_slot *slot, uint32_t off, uint32_t size)
{
	uint32_t n = size;

	vec_for (p, &slot->piece)
		if (p->promoted && p->off >= off && p->off + p->size <= off + size)
			n -= p->size;
	return n;
}

static bool is_read_out(const struct sroa *s, const struct sroa_range *r)
{
	uint32_t off;

	return r->operand == 1 && !sroa_find(s, ir_get(s->fn, r->ins)->args[0], 0, &off);
}

/* Pieces for the padding, so that a struct that is built up and copied out needs no memory. */
static void fill_padding(struct sroa *s, struct sroa_slot *slot)
{
	uint32_t old = slot->access.n;

	vec_for (r, &slot->range) {
		uint32_t end = r->off + r->size, n;

		if (!is_read_out(s, r) || !slot->piece.n ||
			uncovered(slot, r->off, r->size) > MAX_PADDING)
			continue;
		for (uint32_t off = r->off; off < end; off += n) {
			struct sroa_piece *p = sroa_piece_at(slot, off);
			struct sroa_access a = {0, off, 1, false};

			n = p ? p->off + p->size - off : 1;
			if (p)
				continue;
			while (n < 8 && off % (2 * n) == 0 && off + 2 * n <= end &&
				!sroa_piece_at(slot, off + n) &&
				!sroa_piece_at(slot, off + 2 * n - 1))
				n *= 2;
			a.size = n;
			vec_push(s->scratch, &slot->access, a);
		}
	}
	if (slot->access.n > old)
		make_pieces(s, slot);
}

/* Does the copy r into `dst` (NULL: real memory) read bytes of `src` that only memory has? */
static bool reads_memory(const struct sroa_slot *dst, uint32_t dst_off, const struct sroa_slot *src,
	uint32_t src_off, uint32_t size)
{
	if ((!dst || dst->memory) && !src->filled && uncovered(src, src_off, size))
		return true;
	if (dst)
		vec_for (p, &dst->piece) {
			struct sroa_piece *q;
			uint32_t off;

			if (!p->promoted || p->off < dst_off || p->off + p->size > dst_off + size)
				continue;
			off = p->off - dst_off + src_off;
			q = sroa_piece_at(src, off);
			if (q ? !q->promoted || q->size != p->size
			      : !src->filled || uncovered(src, off, p->size) != p->size)
				return true;
		}
	return false;
}

static bool keep_sources(struct sroa *s, struct sroa_slot *slot)
{
	vec_for (r, &slot->range) {
		uint32_t dst_off = 0;
		struct sroa_slot *dst;

		if (r->operand != 1)
			continue;
		dst = sroa_find(s, ir_get(s->fn, r->ins)->args[0], 0, &dst_off);
		if (reads_memory(dst, dst_off, slot, r->off, r->size))
			return slot->memory = true;
	}
	return false;
}

/* Is each write of bytes outside of promoted pieces a memset of the same byte? */
static bool is_filled(const struct sroa *s, struct sroa_slot *slot)
{
	bool any = false;

	vec_for (r, &slot->range) {
		const struct ir_ins *ins = ir_get(s->fn, r->ins);
		int64_t byte;

		if (r->operand != 0)
			continue;
		if (ins->op != IR_MEMSET || !ir_is_const(s->fn, ins->args[1], &byte) ||
			(any && slot->fill != (uint8_t)byte))
			return false;
		slot->fill = (uint8_t)byte;
		any = true;
	}
	return any;
}

static void decide_memory(struct sroa *s)
{
	bool changed = true;

	for (uint32_t i = 0; i < s->fn->slots.n; i++) {
		if (s->slot[i].out)
			continue;
		fill_padding(s, &s->slot[i]);
		vec_for (p, &s->slot[i].piece)
			s->slot[i].memory |= !p->promoted;
		s->slot[i].filled = !s->slot[i].memory && is_filled(s, &s->slot[i]);
	}
	while (changed) {
		changed = false;
		for (uint32_t i = 0; i < s->fn->slots.n; i++)
			if (!s->slot[i].out && !s->slot[i].memory)
				changed |= keep_sources(s, &s->slot[i]);
	}
}

bool sroa_slice(struct sroa *s)
{
	struct ir_fn *fn = s->fn;
	bool any = false;

	s->n_values = fn->ins.n;
	s->slot = arena_array(s->scratch, struct sroa_slot, fn->slots.n);
	s->slot_of = arena_array(s->scratch, uint32_t, s->n_values);
	s->off_of = arena_array(s->scratch, uint32_t, s->n_values);
	for (ir_ref r = 1; r < s->n_values; r++)
		if (ir_get(fn, r)->op == IR_SLOT)
			s->slot_of[r] = (uint32_t)ir_get(fn, r)->imm + 1;
	for (uint32_t i = 0; i < fn->slots.n; i++)
		s->slot[i].out = fn->slots.p[i].removed || fn->slots.p[i].size > MAX_SLOT;
	visit_uses(s);
	refuse_self_copies(s);
	slice_all(s);
	decide_memory(s);
	for (uint32_t i = 0; i < fn->slots.n; i++)
		any |= !s->slot[i].out;
	return any;
}
