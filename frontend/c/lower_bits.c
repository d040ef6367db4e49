/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bit-fields. One is read and written through the smallest aligned unit of 1, 2, 4 or 8 bytes that
 * holds it, so that neighbours in one byte share their load; where there is none inside the record
 * (packed records), byte by byte. Under CO-RE the unit is the one that libbpf computes.
 */
#include "lower.h"

struct unit {
	int64_t off;    /* of the unit from the place's base */
	unsigned bytes; /* 0: there is none */
	unsigned shift; /* of the field's lowest bit in the unit's value */
};

static struct unit find_unit(struct lower *L, const struct place *p)
{
	uint64_t bit = p->bit_offset, width = p->bits->bit_width;
	struct unit u = {0};

	for (unsigned n = p->bit_unit ? p->bit_unit : 1; n <= 8; n *= 2) {
		uint64_t start = bit / (8 * n) * n;
		struct place at = *p;

		at.off += (int64_t)start;
		if (bit + width > 8 * (start + n))
			continue;
		if (!p->bit_unit && (start + n > p->bit_room || lower_align_at(&at) < n))
			break;
		u.off = at.off;
		u.bytes = n;
		u.shift = (unsigned)(bit - 8 * start);
		if (L->m->big_endian)
			u.shift = (unsigned)(8 * n - u.shift - width);
		break;
	}
	return u;
}

static ir_ref op_imm(struct lower *L, enum ir_op op, ir_ref x, uint64_t imm)
{
	return ir_emit_binary(
		B(L), op, x, ir_const(FN(L), (enum ir_type)ir_get(FN(L), x)->type, (int64_t)imm));
}

/* The field's `width` bits from bit `shift` of x on, extended in x's type. */
static ir_ref extract(struct lower *L, ir_ref x, unsigned shift, unsigned width, bool sign)
{
	unsigned bits = ir_type_bits((enum ir_type)ir_get(FN(L), x)->type);

	if (sign) {
		x = op_imm(L, IR_SHL, x, bits - width - shift);
		return op_imm(L, IR_ASHR, x, bits - width);
	}
	x = op_imm(L, IR_LSHR, x, shift);
	return width + shift < bits || shift == 0 ? op_imm(L, IR_AND, x, low_mask(width)) : x;
}

static struct ir_access unit_access(const struct place *p, unsigned bytes)
{
	return (struct ir_access){.type = lower_int_type(bytes),
		.width = (uint8_t)bytes,
		.align = (uint8_t)bytes,
		.flags = p->flags};
}

/* The bytes the field touches, one at a time; `fn` gets each with the part of it that is the
 * field's. */
struct piece {
	int64_t off;
	unsigned shift, width; /* within the byte's value */
	unsigned pos;          /* of the piece's lowest bit in the field's value */
};

static unsigned split(struct lower *L, const struct place *p, struct piece out[9])
{
	uint64_t bit = p->bit_offset, end = bit + p->bits->bit_width;
	unsigned n = 0;

	while (bit < end) {
		uint64_t next = min_u64(end, bit / 8 * 8 + 8);
		struct piece *x = &out[n++];

		x->off = p->off + (int64_t)(bit / 8);
		x->width = (unsigned)(next - bit);
		x->shift = (unsigned)(L->m->big_endian ? 8 - bit % 8 - x->width : bit % 8);
		x->pos = (unsigned)(L->m->big_endian ? end - next : bit - p->bit_offset);
		bit = next;
	}
	return n;
}

static ir_ref load_pieces(struct lower *L, const struct place *p)
{
	struct piece pieces[9];
	unsigned n = split(L, p, pieces);
	ir_ref all = lower_i64(L, 0);

	for (unsigned i = 0; i < n; i++) {
		ir_ref x = ir_emit_load(B(L), p->base, pieces[i].off, unit_access(p, 1));

		x = ir_emit_convert(B(L), IR_I64,
			extract(L, x, pieces[i].shift, pieces[i].width, false), false);
		all = ir_emit_binary(B(L), IR_OR, all, op_imm(L, IR_SHL, x, pieces[i].pos));
	}
	return all;
}

/* Put the low `width` bits of x at `shift` of what is in memory. */
static void merge_store(struct lower *L, const struct place *p, int64_t off, unsigned bytes,
	unsigned shift, unsigned width, ir_ref x)
{
	struct ir_access how = unit_access(p, bytes);
	uint64_t mask = low_mask(width) << shift;

	x = ir_emit_convert(B(L), how.type, x, false);
	if (width < 8 * bytes) {
		ir_ref old = ir_emit_load(B(L), p->base, off, how);

		x = op_imm(L, IR_SHL, op_imm(L, IR_AND, x, low_mask(width)), shift);
		x = ir_emit_binary(B(L), IR_OR, op_imm(L, IR_AND, old, ~mask), x);
	}
	ir_emit_store(B(L), p->base, off, x, how);
}

struct value lower_load_bits(struct lower *L, struct place *p, struct qtype t)
{
	struct unit u = find_unit(L, p);
	bool sign = type_is_signed(t);
	unsigned width = p->bits->bit_width;
	ir_ref x;

	if (u.bytes) {
		x = ir_emit_load(B(L), p->base, u.off, unit_access(p, u.bytes));
		x = extract(L, x, u.shift, width, sign);
	} else {
		x = extract(L, load_pieces(L, p), 0, width, sign);
	}
	return value_of(ir_emit_convert(B(L), lower_type(L, t), x, sign));
}

struct value lower_store_bits(struct lower *L, struct place *p, struct qtype t, struct value v)
{
	struct unit u = find_unit(L, p);
	unsigned width = p->bits->bit_width;

	if (u.bytes) {
		merge_store(L, p, u.off, u.bytes, u.shift, width, v.r);
	} else {
		struct piece pieces[9];
		unsigned n = split(L, p, pieces);
		ir_ref x = ir_emit_convert(B(L), IR_I64, v.r, false);

		for (unsigned i = 0; i < n; i++)
			merge_store(L, p, pieces[i].off, 1, pieces[i].shift, pieces[i].width,
				op_imm(L, IR_LSHR, x, pieces[i].pos));
	}
	return value_of(extract(L, v.r, 0, width, type_is_signed(t)));
}
