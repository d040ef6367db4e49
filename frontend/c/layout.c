/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sizes, alignments and the layout of records, as clang does them for the BPF target (the Itanium
 * C++ ABI's C part over the System V rules). tests/sema/layout_oracle.c compares them with
 * libclang.
 *
 * A member goes to the next multiple of its alignment. A bit-field goes to the next bit, unless it
 * would then cross a storage unit of its declared type: then to the next unit. Alignments are cut
 * to 1 by packed, raised by aligned, and capped by #pragma pack, in this order.
 */
#include "type.h"

#include "ast.h"

static const uint8_t sizes[TY_COUNT] = {
	[TY_VOID] = 1,
	[TY_FUNC] = 1,
	[TY_BOOL] = 1,
	[TY_CHAR] = 1,
	[TY_SCHAR] = 1,
	[TY_UCHAR] = 1,
	[TY_SHORT] = 2,
	[TY_USHORT] = 2,
	[TY_INT] = 4,
	[TY_UINT] = 4,
	[TY_LONG] = 8,
	[TY_ULONG] = 8,
	[TY_LLONG] = 8,
	[TY_ULLONG] = 8,
	[TY_INT128] = 16,
	[TY_UINT128] = 16,
	[TY_FLOAT16] = 2,
	[TY_FLOAT] = 4,
	[TY_DOUBLE] = 8,
	[TY_LDOUBLE] = 8,
	[TY_FLOAT128] = 16,
	[TY_PTR] = 8,
	[TY_VA_LIST] = 8,
};

static bool record_ready(struct types *ts, struct record *r)
{
	if (r->lazy)
		ts->complete(ts->ctx, r);
	return r->is_complete;
}

uint64_t type_size(struct types *ts, struct qtype q)
{
	uint64_t n = 1;

	for (;;) {
		struct type *t = type_strip(q).t;

		switch (t->kind) {
		case TY_ARRAY: /* the declarator saw to it that the product is small enough */
			n *= t->u.array.n;
			q = t->u.array.elem;
			continue;
		case TY_RECORD: return record_ready(ts, t->u.record) ? n * t->u.record->size : 0;
		case TY_ENUM: return n * sizes[t->u.enumeration->underlying->kind];
		default: return n * sizes[t->kind];
		}
	}
}

uint32_t type_align(struct types *ts, struct qtype q)
{
	for (;;) {
		struct type *t = q.t;

		switch (t->kind) {
		case TY_TYPEDEF: /* the attribute replaces what the type wants, also downwards */
			if (t->typedef_align)
				return t->typedef_align;
			q = t->u.base;
			continue;
		case TY_TAG: q = t->u.base; continue;
		case TY_ARRAY: q = t->u.array.elem; continue;
		case TY_RECORD: return record_ready(ts, t->u.record) ? t->u.record->align : 1;
		case TY_ENUM: return sizes[t->u.enumeration->underlying->kind];
		default: return sizes[t->kind] ? sizes[t->kind] : 1;
		}
	}
}

unsigned type_bits(struct types *ts, struct qtype q)
{
	return (unsigned)type_size(ts, q) * 8;
}

/* Everything in bits. */
struct layout {
	const struct record *r;
	uint64_t end;  /* of the last member */
	uint64_t size; /* of the largest member of a union */
	uint32_t align;
};

/* What `aligned` asks for is subject to #pragma pack, too. */
static uint64_t capped(const struct layout *l, uint64_t align)
{
	return l->r->pack ? min_u64(align, l->r->pack * 8u) : align;
}

static void place(struct layout *l, struct field *f, uint64_t offset, uint64_t size, uint64_t align)
{
	f->bit_offset = offset;
	l->end = offset + size;
	l->size = max_u64(l->size, align_up(l->end, 8));
	l->align = (uint32_t)max_u64(l->align, align);
}

static void place_member(struct types *ts, struct layout *l, struct field *f)
{
	bool packed = l->r->is_packed || f->packed;
	uint64_t own = packed ? 8 : type_align(ts, f->type) * 8u;
	uint64_t align = capped(l, max_u64(own, f->align * 8u));
	uint64_t at = l->r->is_union ? 0 : align_up(align_up(l->end, 8), align);

	place(l, f, at, type_size(ts, f->type) * 8, align);
}

static void place_bitfield(struct types *ts, struct layout *l, struct field *f)
{
	uint64_t unit = type_size(ts, f->type) * 8, wanted = f->align * 8u;
	uint64_t align = type_align(ts, f->type) * 8u;
	uint64_t at = l->r->is_union ? 0 : l->end;

	if ((l->r->is_packed || f->packed) && f->bit_width)
		align = 1;
	align = max_u64(align, wanted);
	if (f->bit_width)
		align = capped(l, align);
	if (!f->bit_width || (!l->r->pack && at % align + f->bit_width > unit))
		at = align_up(at, align);
	else if (wanted && capped(l, wanted) == wanted)
		at = align_up(at, wanted);
	/* An unnamed one moves what follows but leaves the record's alignment alone. */
	place(l, f, at, f->bit_width, f->name ? align : 8);
}

void layout_record(struct types *ts, struct record *r)
{
	struct layout l = {.r = r, .align = 8};

	vec_for (f, &r->fields) {
		if (f->is_bitfield)
			place_bitfield(ts, &l, f);
		else
			place_member(ts, &l, f);
	}
	r->align = (uint32_t)max_u64(max_u64(l.align, 8) / 8, r->user_align);
	r->size = align_up(l.size / 8, r->align);
}

/* ---- members by name ---- */

/* The record behind an anonymous member, or NULL. */
static struct record *anonymous_record(const struct field *f)
{
	struct type *t = type_strip(f->type).t;

	return !f->name && !f->is_bitfield && t->kind == TY_RECORD ? t->u.record : NULL;
}

/* Enter the names of `inner` (r itself, or reached through r's member `index`). */
static void index_names(
	struct types *ts, struct record *r, struct record *inner, uint32_t index, bool top)
{
	for (uint32_t i = 0; i < inner->fields.n; i++) {
		struct field *f = &inner->fields.p[i];
		struct record *sub = anonymous_record(f);
		uint32_t at = top ? i : index;

		if (f->name) {
			uint64_t *slot = map_put(ts->arena, &r->by_name, map_key(f->name));

			*slot = *slot ? *slot : at + 1;
		} else if (sub) {
			index_names(ts, r, sub, at, false);
		}
	}
}

unsigned record_find(
	struct types *ts, struct record *r, struct ident *name, struct field **path, unsigned max)
{
	for (unsigned n = 0; record_ready(ts, r) && n < max;) {
		if (!r->by_name.n && r->fields.n)
			index_names(ts, r, r, 0, true);
		uint64_t *slot = map_get(&r->by_name, map_key(name));

		if (!slot)
			return 0;
		path[n] = &r->fields.p[*slot - 1];
		if (path[n++]->name)
			return n;
		r = anonymous_record(path[n - 1]);
	}
	return 0;
}
