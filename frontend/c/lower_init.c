/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Local objects and their initialisers. What an initialiser leaves out is zeroed first, padding
 * too: the verifier wants to see all bytes of what is passed to a helper written. Large constant
 * tables are copied from .rodata.
 */
#include "lower.h"

/* Constants from which on a copy is shorter than stores. */
#define COPY_ITEMS  32
#define COPY_STRING 256

struct local *lower_local(struct lower *L, struct decl *d)
{
	struct local *l = arena_new(L->scratch, struct local);
	struct qtype t = type_strip(d->type);
	uint64_t size = type_size(L->ts, t);
	bool cleanup = d->attrs && d->attrs->cleanup;

	d->lowered = l;
	l->reg = d->kind == DECL_VAR ? d->u.var.reg : -1;
	if (type_is_scalar(t) && !d->address_taken && !cleanup &&
		!(t.quals & (QUAL_VOLATILE | QUAL_ATOMIC))) {
		l->kind = LOCAL_VAR;
		l->wide = lower_is_128(t);
		l->v = ir_var_new(B(L), l->wide ? IR_I64 : lower_type(L, t));
		if (l->wide)
			l->hi = ir_var_new(B(L), IR_I64);
		return l;
	}
	if (d->kind == DECL_VAR && d->u.var.init) { /* a flexible array member's elements */
		vec_for (item, &d->u.var.init->items) {
			if (!item->bitfield)
				size = max_u64(size, item->offset + type_size(L->ts, item->type));
		}
	}
	l->kind = LOCAL_MEM;
	l->align = type_align(L->ts, d->type);
	if (d->attrs && d->attrs->align > l->align)
		l->align = d->attrs->align;
	l->align = lower_slot_align(size, l->align);
	l->addr = lower_temp(L, size, l->align, d->name ? d->name->name : NULL, d->loc);
	return l;
}

static void zero(struct lower *L, struct place *p, uint64_t size)
{
	uint32_t align = lower_align_at(p);

	if (size)
		ir_emit_mem(B(L), IR_MEMSET, lower_address(L, p), ir_const(FN(L), IR_I32, 0),
			lower_i64(L, (int64_t)size), align > 8 ? 8 : align);
}

static void copy_data(struct lower *L, struct place *p, struct ir_data *data)
{
	const char *name =
		arena_printf(L->arena, ".L__const.%s.%u", L->f->decl->name->name, L->n_anon++);
	struct ir_sym *s = lower_anon_data(L, name, data);
	uint32_t align = (uint32_t)min_u64(lower_align_at(p), 8);

	data->align = (uint32_t)max_u64(data->align, align);
	ir_emit_memcpy(B(L), lower_address(L, p), ir_gaddr(FN(L), s, 0), data->size, align);
}

/* Bytes as immediate stores as wide as the alignment allows; zeros are skipped where they are
 * there. */
static void store_bytes(
	struct lower *L, const struct place *p, const uint8_t *bytes, uint64_t size, bool zeroed)
{
	struct place at = *p;

	for (uint64_t i = 0, n; i < size; i += n) {
		uint64_t value = 0;

		at.off = p->off + (int64_t)i;
		n = min_u64(lower_align_at(&at), 8);
		while (n > size - i)
			n /= 2;
		for (uint64_t k = 0; k < n; k++)
			value |= (uint64_t)bytes[i + k] << 8 * (L->m->big_endian ? n - 1 - k : k);
		if (zeroed && !value)
			continue;
		struct ir_access how = {.type = lower_int_type(n),
			.width = (uint8_t)n,
			.align = (uint8_t)n,
			.flags = p->flags};

		ir_emit_store(
			B(L), p->base, at.off, ir_const(FN(L), how.type, (int64_t)value), how);
	}
}

static void init_string(struct lower *L, struct place *p, struct init_item *item, bool zeroed)
{
	uint64_t size = type_size(L->ts, item->type), n = item->value->u.string.size;
	uint8_t *bytes = arena_alloc(L->arena, size);

	memcpy(bytes, item->value->u.string.bytes, min_u64(n, size));
	if (n > COPY_STRING) {
		struct ir_data *d = arena_new(L->arena, struct ir_data);

		*d = (struct ir_data){.bytes = bytes, .size = size, .align = 1};
		copy_data(L, p, d);
	} else {
		store_bytes(L, p, bytes, size, zeroed);
	}
}

static bool is_string(const struct init_item *item)
{
	return item->value->kind == EX_STRING && type_is_array(item->type);
}

/* Do the items write every byte? */
static bool covers(struct lower *L, struct init *init, uint64_t size)
{
	uint64_t end = 0;

	vec_for (item, &init->items) {
		if (item->bitfield || item->offset != end)
			return false;
		end = item->offset + type_size(L->ts, item->type);
	}
	return end >= size;
}

static bool is_table(struct lower *L, struct init *init)
{
	int64_t n;

	if (init->items.n < COPY_ITEMS)
		return false;
	vec_for (item, &init->items) {
		if (!is_string(item) &&
			(lower_is_record(item->type) || !lower_constant(L, item->value, &n)))
			return false;
	}
	return true;
}

static void init_item(
	struct lower *L, const struct place *object, struct init_item *item, bool zeroed)
{
	struct place p = *object;

	p.off += (int64_t)item->offset;
	B(L)->loc = item->value->loc;
	if (is_string(item)) {
		init_string(L, &p, item, zeroed);
		return;
	}
	if (zeroed && item->value->kind == EX_INT &&
		!(item->value->u.value.lo | item->value->u.value.hi))
		return;
	struct value v = lower_expr(L, item->value);

	if (item->bitfield) {
		p.bits = item->bitfield;
		p.bit_offset = item->bitfield->bit_offset;
		p.bit_room = (uint64_t)-1; /* inside its record, which is inside the slot */
	}
	lower_store(L, &p, item->type, v);
}

static void init_object(struct lower *L, struct place *p, struct qtype t, struct init *init)
{
	uint64_t size = type_size(L->ts, t);
	bool zeroed = !covers(L, init, size);

	if (size > UINT32_MAX) { /* before anybody asks for that much memory */
		diag(L->ds, DIAG_OBJECT_TOO_LARGE, B(L)->loc, (unsigned long long)size);
		return;
	}
	if (is_table(L, init)) {
		copy_data(L, p, lower_data(L, t, init, type_align(L->ts, t)));
		return;
	}
	if (zeroed)
		zero(L, p, size);
	vec_for (item, &init->items)
		init_item(L, p, item, zeroed);
}

void lower_init_local(struct lower *L, struct decl *d)
{
	struct local *l = d->lowered ? d->lowered : lower_local(L, d);
	struct init *init = d->u.var.init;
	struct place p = lower_decl_place(L, d);

	B(L)->loc = d->loc;
	if (!init) {
		/* Each time around a loop it is a new object. */
		if (l->kind == LOCAL_VAR)
			lower_store(L, &p, d->type, lower_undef(L, d->type));
		return;
	}
	if (type_strip(d->type).quals & QUAL_VOLATILE)
		p.flags |= INSF_VOLATILE;
	if (l->kind == LOCAL_VAR && !init->items.n) {
		struct value none = {lower_zero(L, d->type), 0};

		if (l->wide)
			none = (struct value){lower_i64(L, 0), lower_i64(L, 0)};
		lower_store(L, &p, d->type, none);
	} else if (l->kind == LOCAL_VAR) {
		lower_store(L, &p, d->type, lower_expr(L, init->items.p[0].value));
	} else {
		init_object(L, &p, d->type, init);
	}
}
