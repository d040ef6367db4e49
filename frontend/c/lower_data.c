/* SPDX-License-Identifier: BSD-2-Clause */
/* Static objects: bytes in target order, and the symbols whose addresses are among them. */
#include "constexpr.h"
#include "lower.h"
#include "parse.h"

bool lower_constant(struct lower *L, struct expr *e, int64_t *value)
{
	struct const_value v;

	if (!const_eval(L->fe->parser, e, false, &v) || v.kind != CV_INT)
		return false;
	*value = (int64_t)v.lo;
	return true;
}

/* ---- strings ---- */

struct lower_string {
	struct ir_sym *sym;
	struct lower_string *next;
};

struct ir_sym *lower_anon_data(struct lower *L, const char *name, struct ir_data *data)
{
	struct ir_sym *s = ir_sym_new(L->m, IR_SYM_DATA, name);

	s->linkage = IR_LINK_STATIC;
	s->data = data;
	data->is_const = true;
	return s;
}

static uint64_t bytes_hash(const char *p, uint64_t n, uint32_t char_size)
{
	uint64_t h = 14695981039346656037ull ^ char_size;

	for (uint64_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)p[i]) * 1099511628211ull;
	return h;
}

struct ir_sym *lower_string(struct lower *L, const struct expr *e)
{
	uint64_t size = e->u.string.size;
	uint32_t width = e->u.string.char_size;
	uint64_t *chain =
		map_put(L->arena, &L->strings, bytes_hash(e->u.string.bytes, size, width));
	struct lower_string *s = (struct lower_string *)(uintptr_t)*chain;

	for (; s; s = s->next) {
		const struct ir_data *d = s->sym->data;

		if (d->size == size && d->align == width &&
			!memcmp(d->bytes, e->u.string.bytes, size))
			return s->sym;
	}
	struct ir_data *d = arena_new(L->arena, struct ir_data);

	d->bytes = arena_dup(L->arena, e->u.string.bytes, size);
	d->size = size;
	d->align = width;
	d->string = true;
	s = arena_new(L->arena, struct lower_string);
	s->sym = lower_anon_data(L,
		L->any_string ? arena_printf(L->arena, ".L.str.%u", ++L->n_unique) : ".L.str", d);
	L->any_string = true;
	/* Where the linker may merge equal ones: those with no NUL but the last character. */
	if (width == 1 && size && !memchr(e->u.string.bytes, 0, size - 1))
		s->sym->section = ".rodata.str1.1";
	s->next = (struct lower_string *)(uintptr_t)*chain;
	*chain = map_key(s);
	return s->sym;
}

/* ---- bytes ---- */

static void put(struct lower *L, uint8_t *at, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		at[L->m->big_endian ? size - 1 - i : i] = (uint8_t)(value >> (8 * i));
}

static void put_bits(struct lower *L, uint8_t *record, const struct field *f, uint64_t value)
{
	for (uint32_t i = 0; i < f->bit_width; i++) {
		/* Big endian counts from the most significant bit, value and bytes alike. */
		uint64_t bit = f->bit_offset + i;
		uint32_t from = L->m->big_endian ? f->bit_width - 1 - i : i;
		unsigned in_byte = L->m->big_endian ? 7 - bit % 8 : bit % 8;
		uint8_t mask = (uint8_t)(1 << in_byte);

		record[bit / 8] &= (uint8_t)~mask;
		if (value >> from & 1)
			record[bit / 8] |= mask;
	}
}

static struct ir_sym *base_sym(struct lower *L, struct expr *base)
{
	struct ir_sym *s;

	if (base->kind == EX_STRING)
		return lower_string(L, base);
	s = lower_sym(L, base->u.decl);
	if (s->kind == IR_SYM_FN)
		vec_push(L->arena, &L->taken, s);
	return s;
}

static void put_value(struct lower *L, struct ir_data *d, uint64_t offset, struct init_item *item)
{
	uint64_t size = type_is_pointer(item->type) ? 8 : type_size(L->ts, item->type);
	struct const_value v;

	if (!const_eval(L->fe->parser, item->value, true, &v)) {
		diag(L->ds, DIAG_INIT_NOT_CONSTANT, item->value->loc);
		return;
	}
	if (item->bitfield) {
		put_bits(L, d->bytes + offset, item->bitfield, v.lo);
	} else if (v.kind == CV_FLOAT && size != 4 && size != 8) {
		diag(L->ds, DIAG_NO_FLOAT, item->value->loc);
	} else if (v.kind == CV_FLOAT) {
		put(L, d->bytes + offset, lower_float_bits(v.f, size), (unsigned)size);
	} else if (v.kind == CV_ADDR) {
		struct ir_reloc r = {.offset = (uint32_t)offset,
			.width = (uint8_t)size,
			.sym = base_sym(L, v.base),
			.addend = v.offset};

		vec_push(L->arena, &d->relocs, r);
	} else if (size == 16) {
		put(L, d->bytes + offset + (L->m->big_endian ? 8 : 0), v.lo, 8);
		put(L, d->bytes + offset + (L->m->big_endian ? 0 : 8), v.hi, 8);
	} else {
		put(L, d->bytes + offset, v.lo, (unsigned)size);
	}
}

/* A constant record value: a compound literal, or a const object that is named. */
static struct init *record_init(struct expr *e)
{
	while (e->kind == EX_CAST)
		e = e->u.cast.a;
	if (e->kind != EX_COMPOUND && e->kind != EX_DECL)
		return NULL;
	return e->u.decl->canonical ? e->u.decl->canonical->u.var.init : e->u.decl->u.var.init;
}

static void fill(struct lower *L, struct ir_data *d, uint64_t at, struct init *init)
{
	vec_for (item, &init->items) {
		uint64_t offset = at + item->offset;

		if (item->value->kind == EX_STRING && type_is_array(item->type)) {
			memcpy(d->bytes + offset, item->value->u.string.bytes,
				min_u64(item->value->u.string.size, type_size(L->ts, item->type)));
		} else if (lower_is_record(item->type)) {
			struct init *inner = record_init(item->value);

			if (inner)
				fill(L, d, offset, inner);
			else
				diag(L->ds, DIAG_INIT_NOT_CONSTANT, item->value->loc);
		} else {
			put_value(L, d, offset, item);
		}
	}
}

struct ir_data *lower_data(struct lower *L, struct qtype t, struct init *init, uint32_t align)
{
	struct ir_data *d = arena_new(L->arena, struct ir_data);
	bool zero = true;

	d->size = type_size(L->ts, t);
	d->align = align;
	if (!init || !init->items.n)
		return d;
	/* A flexible array member can reach past the type's size. */
	vec_for (item, &init->items) {
		if (!item->bitfield)
			d->size = max_u64(d->size, item->offset + type_size(L->ts, item->type));
	}
	if (d->size > UINT32_MAX)
		return d; /* no map can hold it: the back end says so */
	d->bytes = arena_alloc(L->arena, d->size);
	fill(L, d, 0, init);
	for (uint64_t i = 0; i < d->size && zero; i++)
		zero = !d->bytes[i];
	if (zero && !d->relocs.n)
		d->bytes = NULL;
	return d;
}
