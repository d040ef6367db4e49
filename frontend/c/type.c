/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making, classifying and comparing types. Pointers and arrays are made once for each pair of
 * target and qualifiers, so equal pointers mean equal types for all that has no function in it;
 * comparing walks only where that quick test fails. Chains of pointers are walked by loops, not
 * recursion: a program can make them as long as it likes.
 */
#include "type.h"

#include "ast.h"

/* Function types nest only as deep as declarators do, or through typedefs; deeper ones than this
 * are taken to be equal. */
#define TYPE_MAX_DEPTH 256

static struct type *new_type(struct types *ts, enum type_kind kind)
{
	struct type *t = arena_new(ts->arena, struct type);

	t->kind = (uint8_t)kind;
	t->id = ts->next_id++;
	return t;
}

void types_init(struct types *ts, struct arena *a, bool short_enums, bool unsigned_char)
{
	static const uint8_t is_signed[] = {
		TY_SCHAR, TY_SHORT, TY_INT, TY_LONG, TY_LLONG, TY_INT128};

	*ts = (struct types){.arena = a, .next_id = 1, .short_enums = short_enums};
	for (int k = TY_ERROR; k < TY_COUNT; k++) {
		bool derived = k == TY_ENUM || (k >= TY_PTR && k != TY_VA_LIST);

		ts->basic[k] = derived ? NULL : new_type(ts, k);
	}
	for (size_t i = 0; i < ARRAY_LEN(is_signed); i++)
		ts->basic[is_signed[i]]->is_signed = true;
	ts->basic[TY_CHAR]->is_signed = !unsigned_char;
}

static uint64_t mix(uint64_t h, uint64_t x)
{
	h = (h ^ x) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 29;
}

/*
 * The place of the derived type that `same` accepts, or of a new one. Keys that collide follow each
 * other: the search goes on at key + 1.
 */
static uint64_t *derived_slot(struct types *ts, uint64_t key, enum type_kind kind, struct qtype of,
	uint64_t n, bool incomplete)
{
	for (;; key++) {
		uint64_t *slot = map_put(ts->arena, &ts->derived, key);
		struct type *t = (struct type *)(uintptr_t)*slot;

		if (!t)
			return slot;
		if (t->kind != kind || t->u.base.t != of.t || t->u.base.quals != of.quals)
			continue;
		if (kind == TY_PTR || (t->u.array.n == n && t->u.array.incomplete == incomplete))
			return slot;
	}
}

static struct type *derived(
	struct types *ts, enum type_kind kind, struct qtype of, uint64_t n, bool incomplete)
{
	uint64_t key = mix(mix(mix(kind + incomplete * 64u, of.t->id), of.quals), n);
	uint64_t *slot = derived_slot(ts, key, kind, of, n, incomplete);

	if (!*slot) {
		struct type *t = new_type(ts, kind);

		t->u.base = of; /* array.elem is the same place */
		if (kind == TY_ARRAY) {
			t->u.array.n = n;
			t->u.array.incomplete = incomplete;
		}
		*slot = map_key(t);
	}
	return (struct type *)(uintptr_t)*slot;
}
_Static_assert(offsetof(struct type, u.base) == offsetof(struct type, u.array.elem), "same place");

struct type *type_pointer(struct types *ts, struct qtype to)
{
	if (to.quals >= ARRAY_LEN(to.t->ptr_to))
		return derived(ts, TY_PTR, to, 0, false);
	if (!to.t->ptr_to[to.quals]) {
		struct type *t = new_type(ts, TY_PTR);

		t->u.base = to;
		to.t->ptr_to[to.quals] = t;
	}
	return to.t->ptr_to[to.quals];
}

struct type *type_array(struct types *ts, struct qtype elem, uint64_t n)
{
	return derived(ts, TY_ARRAY, elem, n, false);
}

struct type *type_array_incomplete(struct types *ts, struct qtype elem)
{
	return derived(ts, TY_ARRAY, elem, 0, true);
}

struct type *type_func(
	struct types *ts, struct qtype ret, struct param *params, uint32_t n, bool variadic)
{
	struct type *t = new_type(ts, TY_FUNC);

	t->u.func.ret = ret;
	t->u.func.params = params;
	t->u.func.n = n;
	t->u.func.variadic = variadic;
	return t;
}

struct type *type_record_new(struct types *ts, struct ident *tag, bool is_union)
{
	struct type *t = new_type(ts, TY_RECORD);

	t->u.record = arena_new(ts->arena, struct record);
	t->u.record->tag = tag;
	t->u.record->is_union = is_union;
	t->u.record->align = 1;
	return t;
}

struct type *type_enum_new(struct types *ts, struct ident *tag)
{
	struct type *t = new_type(ts, TY_ENUM);

	t->u.enumeration = arena_new(ts->arena, struct enum_def);
	t->u.enumeration->tag = tag;
	t->u.enumeration->underlying = ts->basic[TY_UINT];
	return t;
}

static struct type *sugar(struct types *ts, enum type_kind kind, struct qtype base)
{
	struct type *t = new_type(ts, kind);

	t->u.base = base;
	t->stripped = type_strip(base);
	return t;
}

struct type *type_typedef(struct types *ts, struct decl *d, struct qtype base)
{
	struct type *t = sugar(ts, TY_TYPEDEF, base);

	t->decl = d;
	return t;
}

struct type *type_tagged(struct types *ts, const char *tag, struct qtype base)
{
	struct type *t = sugar(ts, TY_TAG, base);

	t->tag = tag;
	return t;
}

/* ---- looking at types ---- */

struct qtype type_strip(struct qtype q)
{
	if (q.t->kind != TY_TYPEDEF && q.t->kind != TY_TAG)
		return q;
	return (struct qtype){q.t->stripped.t, q.t->stripped.quals | q.quals};
}

struct qtype type_unqual(struct qtype q)
{
	return type_q(type_strip(q).t);
}

static enum type_kind kind_of(struct qtype q)
{
	return type_strip(q).t->kind;
}

struct enum_def *type_enum(struct types *ts, struct type *t)
{
	if (t->u.enumeration->lazy)
		ts->values(ts->ctx, t);
	return t->u.enumeration;
}

bool type_complete(struct types *ts, struct qtype q)
{
	for (;;) {
		struct type *t = type_strip(q).t;

		switch (t->kind) {
		case TY_VOID: return false;
		case TY_ENUM: return t->u.enumeration->is_complete;
		case TY_ARRAY:
			if (t->u.array.incomplete)
				return false;
			q = t->u.array.elem;
			continue;
		case TY_RECORD:
			if (t->u.record->lazy)
				ts->complete(ts->ctx, t->u.record);
			return t->u.record->is_complete;
		default: return true;
		}
	}
}

bool type_is_integer(struct qtype q)
{
	enum type_kind k = kind_of(q);

	return k >= TY_BOOL && k <= TY_ENUM;
}

bool type_is_signed(struct qtype q)
{
	struct type *t = type_strip(q).t;

	return t->kind == TY_ENUM ? t->u.enumeration->underlying->is_signed : t->is_signed;
}

bool type_is_float(struct qtype q)
{
	enum type_kind k = kind_of(q);

	return k >= TY_FLOAT16 && k <= TY_FLOAT128;
}

bool type_is_arith(struct qtype q)
{
	return type_is_integer(q) || type_is_float(q);
}

bool type_is_scalar(struct qtype q)
{
	return type_is_arith(q) || type_is_pointer(q);
}

bool type_is_pointer(struct qtype q)
{
	return kind_of(q) == TY_PTR;
}

bool type_is_func(struct qtype q)
{
	return kind_of(q) == TY_FUNC;
}

bool type_is_array(struct qtype q)
{
	return kind_of(q) == TY_ARRAY;
}

bool type_is_record(struct qtype q)
{
	return kind_of(q) == TY_RECORD;
}

bool type_is_void(struct qtype q)
{
	return kind_of(q) == TY_VOID;
}

uint32_t type_address_space(struct qtype q)
{
	struct qtype s = type_strip(q);

	while (!(s.quals >> QUAL_AS_SHIFT) && type_is_array(s))
		s = type_strip(type_pointee(s));
	return s.quals >> QUAL_AS_SHIFT;
}

struct qtype type_pointee(struct qtype q)
{
	struct qtype s = type_strip(q);
	struct qtype to = s.t->u.base;

	if (s.t->kind == TY_ARRAY)
		to.quals |= s.quals; /* a qualified array has qualified elements (6.7.3p9) */
	return to;
}

/* ---- comparing ---- */

static bool compatible(struct types *ts, struct qtype a, struct qtype b, bool quals, int depth);

/* An enum is compatible with the integer type it is stored as (6.7.2.2p4). */
static bool enum_compatible(const struct type *a, const struct type *b)
{
	return a->kind == TY_ENUM && a->u.enumeration->is_complete &&
	       a->u.enumeration->underlying == b;
}

static bool func_compatible(struct types *ts, const struct type *a, const struct type *b, int depth)
{
	if (!compatible(ts, a->u.func.ret, b->u.func.ret, true, depth + 1))
		return false;
	if (a->u.func.no_proto || b->u.func.no_proto)
		return true;
	if (a->u.func.n != b->u.func.n || a->u.func.variadic != b->u.func.variadic)
		return false;
	for (uint32_t i = 0; i < a->u.func.n; i++)
		if (!compatible(ts, a->u.func.params[i].type, b->u.func.params[i].type, false,
			    depth + 1))
			return false;
	return true;
}

static bool compatible(struct types *ts, struct qtype a, struct qtype b, bool quals, int depth)
{
	if (depth > TYPE_MAX_DEPTH)
		return true;
	for (;; quals = true) {
		a = type_strip(a);
		b = type_strip(b);
		if (a.t->kind == TY_ARRAY && b.t->kind == TY_ARRAY) {
			if (!a.t->u.array.incomplete && !b.t->u.array.incomplete &&
				a.t->u.array.n != b.t->u.array.n)
				return false;
		} else if (quals && a.quals != b.quals) {
			return false;
		} else if (a.t == b.t || a.t->kind == TY_ERROR || b.t->kind == TY_ERROR) {
			return true;
		} else if (a.t->kind != b.t->kind) {
			return enum_compatible(a.t, b.t) || enum_compatible(b.t, a.t);
		} else if (a.t->kind == TY_FUNC) {
			return func_compatible(ts, a.t, b.t, depth);
		} else if (a.t->kind != TY_PTR) {
			return false;
		}
		a = type_pointee(a);
		b = type_pointee(b);
	}
}

bool type_compatible(struct types *ts, struct qtype a, struct qtype b, bool quals)
{
	return compatible(ts, a, b, quals, 0);
}

static struct qtype composite(struct types *ts, struct qtype a, struct qtype b, int depth);

static struct qtype func_composite(struct types *ts, struct type *a, struct type *b, int depth)
{
	if (a->u.func.no_proto)
		return type_q(b);
	if (b->u.func.no_proto)
		return type_q(a);
	uint32_t n = a->u.func.n;
	struct param *params = arena_array(ts->arena, struct param, n);

	for (uint32_t i = 0; i < n; i++) {
		struct param *pa = &a->u.func.params[i], *pb = &b->u.func.params[i];

		params[i] = pb->name ? *pb : *pa;
		params[i].type = composite(ts, pa->type, pb->type, depth + 1);
	}
	return type_q(type_func(ts, composite(ts, a->u.func.ret, b->u.func.ret, depth + 1), params,
		n, a->u.func.variadic));
}

static struct qtype composite(struct types *ts, struct qtype a, struct qtype b, int depth)
{
	struct qtype sa = type_strip(a), sb = type_strip(b), r;

	if (sa.t == sb.t || sa.t->kind != sb.t->kind || depth > TYPE_MAX_DEPTH)
		return a;
	switch (sa.t->kind) {
	case TY_PTR:
		r = composite(ts, sa.t->u.base, sb.t->u.base, depth + 1);
		if (r.t == sa.t->u.base.t)
			return a;
		return (struct qtype){type_pointer(ts, r), sa.quals};
	case TY_ARRAY:
		if (sa.t->u.array.incomplete && !sb.t->u.array.incomplete)
			return b;
		return a;
	case TY_FUNC:
		r = func_composite(ts, sa.t, sb.t, depth);
		r.quals = a.quals;
		return r;
	default: return a;
	}
}

struct qtype type_composite(struct types *ts, struct qtype a, struct qtype b)
{
	return composite(ts, a, b, 0);
}
