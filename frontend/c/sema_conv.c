/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Conversions (C11 6.3): lvalues to values, integer promotions, the usual arithmetic conversions,
 * casts. Assignment's conversions and their many complaints are in sema_assign.c.
 */
#include "sema.h"

/* ---- names of types in messages ---- */

enum { MAX_DESUGAR = 32 };

/* The type without any typedef's name in it, as far as pointers and arrays go. */
static struct qtype desugar(struct parser *p, struct qtype q, int depth)
{
	struct qtype s = type_strip(q), inner;

	if (depth > MAX_DESUGAR)
		return s;
	if (s.t->kind == TY_PTR) {
		inner = desugar(p, s.t->u.base, depth + 1);
		s.t = type_pointer(&p->types, inner);
	} else if (s.t->kind == TY_ARRAY && !s.t->u.array.incomplete) {
		inner = desugar(p, s.t->u.array.elem, depth + 1);
		s.t = type_array(&p->types, inner, s.t->u.array.n);
	}
	return s;
}

const char *sema_quoted(struct parser *p, struct qtype q)
{
	const char *name = type_name(p->arena, q);
	const char *plain = type_name(p->arena, desugar(p, q, 0));

	if (!strcmp(name, plain) || !strcmp(plain, "_Bool"))
		return arena_printf(p->arena, "'%s'", name);
	return arena_printf(p->arena, "'%s' (aka '%s')", name, plain);
}

/* ---- 6.3.2.1: lvalues, arrays, functions ---- */

struct qtype sema_value_type(struct qtype q)
{
	struct qtype s = type_strip(q);

	return s.quals ? type_q(s.t) : q;
}

static struct expr *read_lvalue(struct parser *p, struct expr *e)
{
	if (type_is_void(e->type))
		return e;
	if (type_is_record(e->type) && !sema_require_complete(p, e->type, e->loc))
		return expr_error(p, e->loc);
	return expr_cast(p, e, sema_value_type(e->type), CAST_LVALUE);
}

struct expr *sema_rvalue(struct parser *p, struct expr *e)
{
	struct qtype q = type_strip(e->type);

	switch (q.t->kind) {
	case TY_ERROR: return e;
	case TY_ARRAY: {
		struct qtype elem = q.t->u.array.elem;

		elem.quals |= q.quals;
		sema_mark_address(e);
		return expr_cast(p, e, type_q(type_pointer(&p->types, elem)), CAST_ARRAY);
	}
	case TY_FUNC: return expr_cast(p, e, type_q(type_pointer(&p->types, e->type)), CAST_FUNC);
	default: return e->is_lvalue ? read_lvalue(p, e) : e;
	}
}

struct qtype sema_deduced_type(struct parser *p, struct expr *e)
{
	return sema_value_type(sema_rvalue(p, e)->type);
}

/* ---- 6.3.1.1, 6.3.1.8: arithmetic ---- */

static struct qtype promoted_kind(struct parser *p, struct qtype q)
{
	struct type *t = type_strip(q).t;

	if (t->kind == TY_ENUM && t->u.enumeration->underlying)
		t = type_strip(type_q(t->u.enumeration->underlying)).t;
	if (t->kind < TY_INT)
		return type_basic(p, TY_INT);
	return t == type_strip(q).t ? q : type_q(t);
}

struct qtype sema_promoted_type(struct parser *p, const struct expr *e)
{
	const struct field *f;

	if (!type_is_integer(e->type))
		return e->type;
	f = expr_bitfield(e);
	if (f && f->bit_width < 32)
		return type_basic(p, TY_INT);
	if (f && f->bit_width == 32)
		return type_basic(p, type_is_signed(e->type) ? TY_INT : TY_UINT);
	return sema_value_type(promoted_kind(p, e->type));
}

struct expr *sema_promote(struct parser *p, struct expr *e)
{
	return expr_is_error(e) ? e : sema_convert(p, e, sema_promoted_type(p, e));
}

static int float_rank(struct qtype q)
{
	switch (type_strip(q).t->kind) {
	case TY_FLOAT16: return 1;
	case TY_FLOAT: return 2;
	case TY_DOUBLE: return 3;
	case TY_LDOUBLE: return 4;
	case TY_FLOAT128: return 5;
	default: return 0;
	}
}

/* Both promoted integers. Kinds stand in pairs, signed before unsigned, by rank. */
static struct qtype common_integer(struct parser *p, struct qtype l, struct qtype r)
{
	unsigned a = type_strip(l).t->kind, b = type_strip(r).t->kind;
	unsigned lrank = (a - TY_INT) / 2, rrank = (b - TY_INT) / 2;

	_Static_assert(TY_UINT == TY_INT + 1 && TY_LONG == TY_INT + 2 && TY_UINT128 == TY_INT + 7,
		"integer kinds in pairs by rank");
	if (a == b)
		return l;
	if ((a - TY_INT) % 2 == (b - TY_INT) % 2)
		return lrank > rrank ? l : r;
	struct qtype u = (a - TY_INT) % 2 ? l : r, s = (a - TY_INT) % 2 ? r : l;
	unsigned urank = (a - TY_INT) % 2 ? lrank : rrank, srank = (a - TY_INT) % 2 ? rrank : lrank;

	if (urank >= srank)
		return u;
	if (type_bits(&p->types, s) > type_bits(&p->types, u))
		return s;
	return type_basic(p, (enum type_kind)(type_strip(s).t->kind + 1));
}

struct qtype sema_usual(struct parser *p, struct expr **l, struct expr **r)
{
	int lf = float_rank((*l)->type), rf = float_rank((*r)->type);
	struct qtype common;

	if (lf || rf)
		common = lf >= rf ? (*l)->type : (*r)->type;
	else
		common = common_integer(p, sema_promoted_type(p, *l), sema_promoted_type(p, *r));
	common = sema_value_type(common);
	*l = sema_convert(p, *l, common);
	*r = sema_convert(p, *r, common);
	return common;
}

/* ---- conversions between scalars ---- */

static bool same_representation(struct type *a, struct type *b)
{
	if (a->kind == TY_ENUM && a->u.enumeration->underlying)
		a = a->u.enumeration->underlying;
	if (b->kind == TY_ENUM && b->u.enumeration->underlying)
		b = b->u.enumeration->underlying;
	return a->kind == b->kind;
}

static enum cast_kind scalar_cast(struct parser *p, struct expr *e, struct qtype to)
{
	struct qtype from = e->type;
	struct type *a = type_strip(from).t, *b = type_strip(to).t;

	if (type_is_float(from) || type_is_float(to))
		return CAST_FLOAT;
	if (b->kind == TY_BOOL)
		return a->kind == TY_BOOL ? CAST_NONE : CAST_BOOL;
	if (a->kind == TY_PTR)
		return b->kind != TY_PTR ? CAST_PTR_INT
		       : type_address_space(type_pointee(from)) ==
					       type_address_space(type_pointee(to)) ||
				       sema_is_null(p, e)
			       ? CAST_NONE
			       : CAST_SPACE;
	if (b->kind == TY_PTR)
		return CAST_INT_PTR;
	return same_representation(a, b) ? CAST_NONE : CAST_INT;
}

/* An integer constant is converted at once: the tree stays small. */
static struct expr *convert_constant(
	struct parser *p, struct expr *e, struct qtype to, enum cast_kind kind)
{
	struct expr *c = arena_dup(p->arena, e, sizeof(*e));
	struct const_value v = {.kind = CV_INT, .lo = e->u.value.lo, .hi = e->u.value.hi};

	if (kind == CAST_BOOL)
		v = (struct const_value){.lo = (v.lo | v.hi) != 0};
	else
		const_wrap(p, &v, to);
	c->u.value.lo = v.lo;
	c->u.value.hi = v.hi;
	c->type = to;
	return c;
}

struct expr *sema_convert(struct parser *p, struct expr *e, struct qtype to)
{
	struct type *a = type_strip(e->type).t, *b = type_strip(to).t;
	enum cast_kind kind;

	if (expr_is_error(e) || b->kind == TY_ERROR)
		return e;
	if (b->kind == TY_VOID)
		return expr_cast(p, e, to, CAST_VOID);
	if (a == b)
		return e;
	kind = scalar_cast(p, e, to);
	if (e->kind == EX_INT && (kind == CAST_INT || kind == CAST_NONE || kind == CAST_BOOL))
		return convert_constant(p, e, to, kind);
	struct expr *c = expr_cast(p, e, to, kind);

	return kind == CAST_FLOAT ? sema_fold_float(p, c) : c;
}

/* ---- 6.3.2.3p3: null pointer constants ---- */

static bool is_void_pointer(struct qtype q)
{
	struct qtype to;

	if (!type_is_pointer(q))
		return false;
	to = type_pointee(q);
	return !to.quals && type_strip(to).t->kind == TY_VOID && !type_strip(to).quals;
}

bool sema_is_null(struct parser *p, struct expr *e)
{
	struct const_value v;

	while (e->kind == EX_CAST && is_void_pointer(e->type) &&
		(e->u.cast.kind == CAST_INT_PTR || e->u.cast.kind == CAST_NONE))
		e = e->u.cast.a; /* (void *)0 */
	if (!type_is_integer(e->type))
		return false;
	if (e->kind == EX_INT)
		return !e->u.value.lo && !e->u.value.hi;
	return const_eval(p, e, false, &v) && v.kind == CV_INT && !v.lo && !v.hi && !v.folded;
}

/* ---- conditions ---- */

/* -Wpointer-bool-conversion: an array, or a function that cannot be missing, is never null. */
static void warn_never_null(struct parser *p, const struct expr *e)
{
	const struct expr *b = expr_bare(e);
	const struct ident *name = NULL;
	bool is_func = b->kind == EX_DECL && type_is_func(b->type);

	if (b->kind == EX_DECL && (is_func || type_is_array(b->type)))
		name = b->u.decl->attrs && b->u.decl->attrs->weak ? NULL : b->u.decl->name;
	else if (b->kind == EX_MEMBER && type_is_array(b->type))
		name = b->u.member.field->name;
	if (!name || b == e)
		return;
	diag(p->ds, DIAG_POINTER_BOOL, e->loc, is_func ? "function" : "array", name->name);
	sema_range(p, e);
}

struct expr *sema_condition(struct parser *p, struct expr *e)
{
	e = sema_rvalue(p, e);
	if (!expr_is_error(e))
		warn_never_null(p, e);
	if (expr_is_error(e))
		return e;
	if (type_is_scalar(e->type))
		return e;
	diag(p->ds, DIAG_NOT_SCALAR, e->loc, sema_quoted(p, e->type));
	sema_range(p, e);
	return expr_error(p, e->loc);
}

/* ---- 6.5.4: casts ---- */

static struct expr *cast_to_union(struct parser *p, struct qtype to, struct expr *e)
{
	struct record *r = type_strip(to).t->u.record;

	vec_for (f, &r->fields) {
		if (!f->is_bitfield && type_compatible(&p->types, f->type, e->type, false)) {
			struct expr *c = expr_cast(p, e, to, CAST_UNION);

			c->implicit = false;
			return c;
		}
	}
	diag(p->ds, DIAG_CAST_TO_UNION, e->loc, sema_quoted(p, e->type));
	sema_range(p, e);
	return expr_error(p, e->loc);
}

static struct expr *cast_aggregate(struct parser *p, struct qtype to, struct expr *e, src_loc open)
{
	if (type_is_record(to)) {
		if (!sema_require_complete(p, to, open))
			return expr_error(p, open);
		if (type_strip(to).t == type_strip(e->type).t)
			return e;
		if (type_strip(to).t->u.record->is_union)
			return cast_to_union(p, to, e);
	}
	if (type_is_scalar(to) && !type_is_void(e->type)) {
		diag(p->ds, DIAG_CAST_NEEDS_SCALAR, e->loc, sema_quoted(p, e->type));
		sema_range(p, e);
	} else if (type_is_scalar(to)) {
		diag(p->ds, DIAG_CAST_NEEDS_SCALAR, e->loc, "'void'");
		sema_range(p, e);
	} else {
		diag(p->ds, DIAG_CAST_TO_AGGREGATE, open, sema_quoted(p, to));
		sema_range(p, e);
	}
	return expr_error(p, open);
}

static void warn_cast(struct parser *p, struct qtype to, struct expr *e, src_loc open)
{
	uint64_t from_size = type_size(&p->types, e->type), to_size = type_size(&p->types, to);
	bool from_int = type_is_integer(e->type), to_int = type_is_integer(to);

	if (from_int && type_is_pointer(to) && from_size < to_size &&
		expr_bare(e)->kind != EX_INT && type_strip(e->type).t->kind != TY_BOOL &&
		!sema_is_null(p, e)) {
		struct const_value v;

		if (const_eval(p, e, false, &v))
			return;
		bool to_void = type_is_void(type_pointee(to));

		diag(p->ds, to_void ? DIAG_INT_TO_VOID_POINTER_CAST : DIAG_INT_TO_POINTER_CAST,
			open, sema_quoted(p, to), sema_quoted(p, e->type));
		sema_range(p, e);
	} else if (type_is_pointer(e->type) && to_int && to_size < from_size &&
		   type_strip(to).t->kind != TY_BOOL) {
		bool from_void = type_is_void(type_pointee(e->type));
		bool to_enum = type_strip(to).t->kind == TY_ENUM;

		diag(p->ds,
			to_enum     ? (from_void ? DIAG_VOID_POINTER_TO_ENUM_CAST
						 : DIAG_POINTER_TO_ENUM_CAST)
			: from_void ? DIAG_VOID_POINTER_TO_INT_CAST
				    : DIAG_POINTER_TO_INT_CAST,
			open, sema_quoted(p, to), sema_quoted(p, e->type));
		sema_range(p, e);
	}
}

struct expr *sema_cast(struct parser *p, struct qtype to, struct expr *e, src_loc open)
{
	struct qtype s = type_strip(to);
	struct expr *c;

	e = sema_rvalue(p, e);
	if (expr_is_error(e) || s.t->kind == TY_ERROR)
		return expr_error(p, open);
	if (s.t->kind == TY_ENUM && !sema_require_complete(p, to, open))
		return expr_error(p, open);
	if (s.t->kind == TY_VOID) {
		c = expr_cast(p, e, to, CAST_VOID);
	} else if (!type_is_scalar(to) || !type_is_scalar(e->type)) {
		c = cast_aggregate(p, to, e, open);
		if (expr_is_error(c))
			return c;
		if (c == e)
			c = expr_cast(p, e, sema_value_type(to), CAST_NONE);
	} else if ((type_is_float(to) && type_is_pointer(e->type)) ||
		   (type_is_float(e->type) && type_is_pointer(to))) {
		if (type_is_pointer(to))
			diag(p->ds, DIAG_CAST_FLOAT_POINTER, e->loc, sema_quoted(p, e->type));
		else
			diag(p->ds, DIAG_CAST_POINTER_FLOAT, e->loc, sema_quoted(p, to));
		sema_range(p, e);
		return expr_error(p, open);
	} else {
		warn_cast(p, to, e, open);
		c = expr_cast(p, e, sema_value_type(to), scalar_cast(p, e, to));
		if (c->u.cast.kind == CAST_FLOAT)
			c = sema_fold_float(p, c);
	}
	c->implicit = false;
	c->loc = open;
	c->range = (struct src_range){open, e->range.end};
	return c;
}
