/* SPDX-License-Identifier: BSD-2-Clause */
/* Reaching objects: members, elements, `*` and `&`; what may be assigned to
 * (C11 6.3.2.1, 6.5.2, 6.5.3). */
#include "sema.h"

enum { MAX_MEMBER_PATH = 64 };

/* ---- what happens to objects ---- */

void sema_mark_address(struct expr *e)
{
	struct decl *d = expr_root(e);

	if (!d)
		return;
	d->address_taken = d->assigned = true;
	if (d->canonical)
		d->canonical->address_taken = d->canonical->assigned = true;
}

void sema_mark_assigned(struct expr *e)
{
	struct decl *d = expr_root(e);

	if (!d)
		return;
	d->assigned = true;
	if (d->canonical)
		d->canonical->assigned = true;
}

/* ---- 6.5.2.3: members ---- */

static struct expr *member_node(struct parser *p, struct expr *base, struct record *r,
	struct field *f, bool arrow, src_loc loc)
{
	struct qtype q = f->type;
	struct expr *e;

	q.quals |=
		type_strip(base->type).quals & (QUAL_CONST | QUAL_VOLATILE | ~0u << QUAL_AS_SHIFT);
	e = expr_unary(p, EX_MEMBER, base, q, loc);
	e->u.member.base = base;
	e->u.member.field = f;
	e->u.member.record = r;
	e->u.member.arrow = arrow;
	e->is_lvalue = base->is_lvalue;
	return e;
}

/* The record that `.` or `->` looks into; NULL: diagnosed. *base becomes its lvalue or value. */
static struct record *member_base(
	struct parser *p, struct expr **base, struct ident *name, bool *arrow, src_loc op)
{
	struct expr *e = *base;
	struct qtype q = type_strip(e->type), to;

	if (!*arrow && q.t->kind == TY_PTR && type_is_record(q.t->u.base)) {
		diag(p->ds, DIAG_MEMBER_DOT_POINTER, op, sema_quoted(p, e->type));
		sema_range(p, e);
		diag_fixit(p->ds, op, 1, "->");
		*arrow = true;
	} else if (*arrow && q.t->kind == TY_RECORD) {
		diag(p->ds, DIAG_MEMBER_ARROW_VALUE, op, sema_quoted(p, e->type));
		sema_range(p, e);
		diag_fixit(p->ds, op, 2, ".");
		*arrow = false;
	}
	if (*arrow) {
		e = sema_rvalue(p, e);
		if (expr_is_error(e))
			return NULL;
		if (!type_is_pointer(e->type)) {
			diag(p->ds, DIAG_MEMBER_NOT_POINTER, op, sema_quoted(p, e->type));
			sema_range(p, e);
			return NULL;
		}
		to = type_pointee(e->type);
		*base = expr_unary(p, EX_DEREF, e, to, e->loc);
		(*base)->range = e->range;
		(*base)->is_lvalue = true;
		q = type_strip(to);
	}
	if (q.t->kind == TY_ERROR)
		return NULL;
	if (q.t->kind != TY_RECORD) {
		diag(p->ds, DIAG_MEMBER_OF_NON_RECORD, op, sema_quoted(p, (*base)->type));
		sema_range(p, *base);
		return NULL;
	}
	return sema_require_complete(p, q, op) ? q.t->u.record : NULL;
}

static void no_member(
	struct parser *p, struct expr *base, struct record *r, struct ident *name, src_loc loc)
{
	struct ident *other = suggest_member(p, r, name);
	const char *in = sema_quoted(p, type_q(type_strip(base->type).t));

	if (other) {
		diag(p->ds, DIAG_NO_MEMBER_SUGGEST, loc, name->name, in, other->name);
		diag_fixit(p->ds, loc, name->len, other->name);
	} else {
		diag(p->ds, DIAG_NO_MEMBER, loc, name->name, in);
	}
}

struct expr *sema_member(struct parser *p, struct expr *base, struct ident *name, src_loc name_loc,
	bool arrow, src_loc op)
{
	struct field *path[MAX_MEMBER_PATH];
	struct record *r;
	unsigned n;

	if (expr_is_error(base))
		return expr_error(p, name_loc);
	r = member_base(p, &base, name, &arrow, op);
	if (!r)
		return expr_error(p, name_loc);
	n = record_find(&p->types, r, name, path, MAX_MEMBER_PATH);
	if (!n) {
		no_member(p, base, r, name, name_loc);
		return expr_error(p, name_loc);
	}
	for (unsigned i = 0; i < n; i++) {
		base = member_node(p, base, r, path[i], arrow && !i, name_loc);
		if (i + 1 < n)
			r = type_strip(path[i]->type).t->u.record;
	}
	base->range.end = name_loc + name->len;
	return base;
}

/* ---- 6.5.3.2: * ---- */

struct expr *sema_deref(struct parser *p, struct expr *e, src_loc loc)
{
	struct qtype to;
	struct expr *d;

	e = sema_rvalue(p, e);
	if (expr_is_error(e))
		return expr_error(p, loc);
	if (!type_is_pointer(e->type)) {
		diag(p->ds, DIAG_DEREF_TYPE, loc, sema_quoted(p, sema_promoted_type(p, e)));
		sema_range(p, e);
		return expr_error(p, loc);
	}
	to = type_pointee(e->type);
	d = expr_unary(p, EX_DEREF, e, to, loc);
	d->is_lvalue = !type_is_func(to);
	return d;
}

/* ---- 6.5.2.1: [] ---- */

struct expr *sema_index(struct parser *p, struct expr *a, struct expr *i, src_loc loc)
{
	struct expr *ptr, *sum, *e;

	a = sema_rvalue(p, a);
	i = sema_rvalue(p, i);
	if (expr_is_error(a) || expr_is_error(i))
		return expr_error(p, loc);
	ptr = type_is_pointer(a->type) ? a : i;
	if (!type_is_pointer(ptr->type)) {
		diag(p->ds, DIAG_SUBSCRIPT_BASE, loc);
		sema_range(p, a);
		return expr_error(p, loc);
	}
	struct expr *num = ptr == a ? i : a;

	if (!type_is_integer(num->type)) {
		diag(p->ds, DIAG_SUBSCRIPT_INDEX, loc);
		sema_range(p, num);
		return expr_error(p, loc);
	}
	if (type_is_func(type_pointee(ptr->type))) {
		diag(p->ds, DIAG_SUBSCRIPT_FUNCTION, loc, sema_quoted(p, type_pointee(ptr->type)));
		sema_range(p, ptr);
		return expr_error(p, loc);
	}
	sum = sema_binary(p, OPR_ADD, ptr, num, loc);
	if (expr_is_error(sum))
		return sum;
	e = expr_unary(p, EX_DEREF, sum, type_pointee(ptr->type), loc);
	e->is_lvalue = true;
	e->loc = a->loc;
	return e;
}

/* ---- 6.5.3.2: & ---- */

static bool addressable(struct parser *p, struct expr *e, src_loc loc)
{
	const struct decl *d = e->kind == EX_DECL ? e->u.decl : NULL;
	const struct field *f = e->kind == EX_MEMBER ? e->u.member.field : NULL;

	if (type_is_func(e->type))
		return true;
	if (!e->is_lvalue) {
		diag(p->ds, DIAG_ADDRESS_OF_RVALUE, loc, sema_quoted(p, e->type));
		sema_range(p, e);
		return false;
	}
	if (f && f->is_bitfield) {
		diag(p->ds, DIAG_ADDRESS_OF_BITFIELD, loc);
		sema_range(p, e);
		return false;
	}
	d = expr_root(e);
	if (d && d->storage == STORE_REGISTER && (d->kind == DECL_VAR || d->kind == DECL_PARAM)) {
		diag(p->ds, DIAG_ADDRESS_OF_REGISTER, loc);
		sema_range(p, e);
		return false;
	}
	return true;
}

struct expr *sema_addr(struct parser *p, struct expr *e, src_loc loc)
{
	if (expr_is_error(e))
		return expr_error(p, loc);
	if (!addressable(p, e, loc))
		return expr_error(p, loc);
	sema_mark_address(e);
	if (type_is_func(e->type)) {
		struct expr *f = sema_rvalue(p, e);

		f->range.begin = loc;
		return f;
	}
	return expr_unary(p, EX_ADDR, e, type_q(type_pointer(&p->types, e->type)), loc);
}

/* ---- 6.3.2.1p1: modifiable lvalues ---- */

/* A member declared const, at any depth. */
static const struct field *const_member(struct qtype q, int depth)
{
	struct record *r = type_strip(q).t->kind == TY_RECORD ? type_strip(q).t->u.record : NULL;

	if (!r || depth > MAX_MEMBER_PATH)
		return NULL;
	vec_for (f, &r->fields) {
		struct qtype t = f->type;
		const struct field *inner;

		while (type_is_array(t))
			t = type_pointee(t);
		if (type_strip(t).quals & QUAL_CONST || type_strip(f->type).quals & QUAL_CONST)
			return f;
		inner = const_member(t, depth + 1);
		if (inner)
			return inner;
	}
	return NULL;
}

static void not_modifiable(struct parser *p, struct expr *e, src_loc loc)
{
	const struct decl *d = expr_root(e);

	if (e->kind == EX_MEMBER && type_strip(e->u.member.field->type).quals & QUAL_CONST) {
		const struct field *f = e->u.member.field;

		diag(p->ds, DIAG_ASSIGN_CONST_MEMBER, loc, f->name ? f->name->name : "",
			sema_quoted(p, e->type));
		sema_range(p, e);
		diag(p->ds, DIAG_NOTE_CONST_MEMBER, f->loc, f->name ? f->name->name : "");
	} else if (d && d->name && type_strip(d->type).quals & QUAL_CONST) {
		diag(p->ds, DIAG_ASSIGN_CONST_VAR, loc, d->name->name, sema_quoted(p, d->type));
		sema_range(p, e);
		diag(p->ds, DIAG_NOTE_CONST_VAR, d->loc, d->name->name);
	} else {
		diag(p->ds, DIAG_ASSIGN_CONST, loc, sema_quoted(p, e->type));
		sema_range(p, e);
	}
}

bool sema_modifiable(struct parser *p, struct expr *e, src_loc loc)
{
	struct qtype q = type_strip(e->type);

	if (type_is_func(q) || !e->is_lvalue) {
		diag(p->ds, type_is_func(q) ? DIAG_ASSIGN_FUNCTION : DIAG_ASSIGN_RVALUE, loc,
			sema_quoted(p, e->type));
		sema_range(p, e);
		return false;
	}
	if (type_is_array(q)) {
		diag(p->ds, DIAG_ARRAY_NOT_ASSIGNABLE, loc, sema_quoted(p, e->type));
		sema_range(p, e);
		return false;
	}
	if (type_is_void(q) || !sema_require_complete(p, q, loc)) {
		if (type_is_void(q))
			diag(p->ds, DIAG_ASSIGN_INCOMPLETE, loc, sema_quoted(p, e->type));
		return false;
	}
	if (q.quals & QUAL_CONST) {
		not_modifiable(p, e, loc);
		return false;
	}
	if (const_member(q, 0)) {
		diag(p->ds, DIAG_ASSIGN_CONST_INSIDE, loc, sema_quoted(p, e->type));
		sema_range(p, e);
		return false;
	}
	return true;
}
