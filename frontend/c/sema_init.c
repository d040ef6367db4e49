/* SPDX-License-Identifier: BSD-2-Clause */
/* Initialisers' values and their order: see init.h. C11 6.7.9. */
#include <stdlib.h>

#include "init.h"

/* An initialiser of so many values takes all memory there is before it takes this many. */
#define INIT_MAX_ITEMS (1u << 22)

/* ---- entering ---- */

static void enter(struct init_reader *r, struct init_item item, uint64_t begin, uint64_t end)
{
	if (begin == end && (r->is_static || !item.value)) /* an empty record's value has effects */
		return;
	if (begin < r->end)
		r->disordered = true;
	r->end = max_u64(r->end, end);
	vec_push(r->p->arena, &r->entries,
		((struct init_entry){item, begin, end, r->entries.n, false}));
}

static void enter_slot(struct init_reader *r, const struct slot *s, struct expr *value)
{
	struct init_item item = {s->offset, s->type, NULL, value};
	uint64_t begin = s->offset * 8, bits = type_size(&r->p->types, s->type) * 8;

	if (s->field && s->field->is_bitfield) {
		item.bitfield = s->field;
		begin += s->field->bit_offset;
		bits = s->field->bit_width;
	}
	enter(r, item, begin, begin + bits);
}

static const struct expr *bare(const struct expr *e)
{
	while (e->kind == EX_CAST && e->implicit)
		e = e->u.cast.a;
	return e;
}

bool init_splice(struct init_reader *r, const struct slot *s, const struct expr *e)
{
	const struct init *from;

	e = bare(e);
	if (e->kind != EX_COMPOUND || !e->u.decl->u.var.init ||
		!type_compatible(&r->p->types, e->type, s->type, false))
		return false;
	from = e->u.decl->u.var.init;
	r->init->zero_rest |= from->zero_rest;
	vec_for (it, &from->items) {
		struct init_item item = *it;
		uint64_t begin, bits = type_size(&r->p->types, it->type) * 8;

		item.offset += s->offset;
		begin = item.offset * 8 + (it->bitfield ? it->bitfield->bit_offset : 0);
		enter(r, item, begin, begin + (it->bitfield ? it->bitfield->bit_width : bits));
	}
	return true;
}

void init_enter(struct init_reader *r, const struct slot *s, struct expr *e)
{
	struct parser *p = r->p;

	if (r->is_static && type_is_record(s->type) && init_splice(r, s, e))
		return;
	e = sema_assign_convert(p, type_unqual(s->type), e, ASSIGN_INIT);
	if (e->kind == EX_ERROR || type_strip(s->type).t->kind == TY_ERROR)
		return;
	if (r->is_static && !sema_static_constant(p, &e)) {
		diag(p->ds, DIAG_INIT_NOT_CONSTANT, e->loc);
		diag_range(p->ds, e->range.begin, e->range.end);
		return;
	}
	enter_slot(r, s, e);
}

/* ---- strings ---- */

bool init_is_string(struct init_reader *r, const struct slot *s, const struct expr *e)
{
	const struct type *t = type_strip(s->type).t;
	const struct type *elem;

	if (t->kind != TY_ARRAY || e->kind != EX_STRING)
		return false;
	elem = type_strip(t->u.array.elem).t;
	if (e->u.string.char_size == 1)
		return elem->kind == TY_CHAR || elem->kind == TY_SCHAR || elem->kind == TY_UCHAR;
	return type_is_integer(t->u.array.elem) &&
	       type_size(&r->p->types, t->u.array.elem) == e->u.string.char_size;
}

uint64_t init_enter_string(struct init_reader *r, const struct slot *s, struct expr *e)
{
	const struct type *t = type_strip(s->type).t;
	uint64_t have = e->u.string.size / e->u.string.char_size;
	uint64_t n = t->u.array.incomplete ? have : t->u.array.n;
	struct slot whole = *s;

	if (have - 1 > n) {
		diag(r->p->ds, DIAG_INIT_EXCESS_STRING, e->loc);
		diag_range(r->p->ds, e->range.begin, e->range.end);
	}
	whole.type = type_q(type_array(&r->p->types, t->u.array.elem, n));
	if (have < n)
		r->init->zero_rest = true;
	init_erase(r, &whole);
	enter_slot(r, &whole, e);
	return n;
}

/* ---- overriding ---- */

void init_erase(struct init_reader *r, const struct slot *s)
{
	if (s->offset * 8 < r->end)
		enter_slot(r, s, NULL);
}

void init_repeat(
	struct init_reader *r, uint32_t first, uint64_t lo, uint64_t hi, uint64_t size, src_loc loc)
{
	uint32_t n = r->entries.n - first;

	if (n && (hi - lo > INIT_MAX_ITEMS || (hi - lo) * n + r->entries.n > INIT_MAX_ITEMS)) {
		diag(r->p->ds, DIAG_INIT_RANGE_LARGE, loc, INIT_MAX_ITEMS);
		return;
	}
	for (uint64_t i = 1; n && i <= hi - lo; i++) {
		for (uint32_t k = 0; k < n; k++) {
			struct init_entry e = r->entries.p[first + k];

			e.item.offset += i * size;
			enter(r, e.item, e.begin + i * size * 8, e.end + i * size * 8);
		}
	}
}

static int by_place(const void *pa, const void *pb)
{
	const struct init_entry *a = pa, *b = pb;

	if (a->begin != b->begin)
		return a->begin < b->begin ? -1 : 1;
	return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static void override(struct init_reader *r, struct init_entry *old, const struct init_entry *new)
{
	old->dead = true;
	if (!old->item.value || !new->item.value)
		return;
	diag(r->p->ds, DIAG_INIT_OVERRIDES, new->item.value->loc);
	diag(r->p->ds, DIAG_NOTE_PREVIOUS_INIT, old->item.value->loc);
}

/*
 * Places are nested or disjoint. A later one that covers an earlier one replaces it; one that lies
 * inside an earlier one (a member of a record value) stays behind it and is stored after it.
 */
static void resolve(struct init_reader *r)
{
	struct init_entry *e = r->entries.p;
	uint32_t n = r->entries.n;

	qsort(e, n, sizeof(*e), by_place);
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t j = i + 1; j < n && !e[i].dead && e[j].begin < e[i].end; j++) {
			if (e[j].dead)
				continue;
			if (e[j].seq < e[i].seq)
				override(r, &e[j], &e[i]);
			else if (e[j].begin == e[i].begin && e[j].end >= e[i].end)
				override(r, &e[i], &e[j]);
		}
	}
}

void init_finish(struct init_reader *r)
{
	if (r->disordered)
		resolve(r);
	vec_reserve(r->p->arena, &r->init->items, r->entries.n);
	vec_for (e, &r->entries) {
		if (!e->dead && e->item.value)
			vec_push(r->p->arena, &r->init->items, e->item);
	}
}
