/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the language asks for a constant (C11 6.6): integers, and initialisers of static storage.
 */
#include "const_arith.h"
#include "sema.h"

/* ---- folding while the tree is made ---- */

static void become(struct expr *e, const struct const_value *v)
{
	memset(&e->u, 0, sizeof(e->u));
	if (v->kind == CV_FLOAT) {
		e->kind = EX_FLOAT;
		e->u.f = v->f;
	} else {
		e->kind = EX_INT;
		e->u.value.lo = v->lo;
		e->u.value.hi = v->hi;
	}
	e->height = 0;
}

struct expr *sema_fold_float(struct parser *p, struct expr *e)
{
	struct const_value v;

	if (const_eval(p, e, false, &v) && v.kind != CV_ADDR)
		become(e, &v);
	return e;
}

static bool is_literal(const struct expr *e)
{
	return e->kind == EX_INT;
}

/* The exact value of a sum, difference or product does not fit the type. */
static bool overflows(struct parser *p, const struct expr *e)
{
	struct const_value l = {.lo = e->u.b.l->u.value.lo, .hi = e->u.b.l->u.value.hi};
	struct const_value r = {.lo = e->u.b.r->u.value.lo, .hi = e->u.b.r->u.value.hi};
	u128 x;

	if (e->op > OPR_DIV || !type_is_signed(e->type))
		return false;
	return const_int_op(e->op, const_bits(&l), const_bits(&r), type_bits(&p->types, e->type),
		       true, &x) == ARITH_OVERFLOW;
}

struct expr *sema_fold_int(struct parser *p, struct expr *e)
{
	struct const_value v;
	bool unary = e->kind == EX_UNARY, over;

	if (!is_literal(unary ? e->u.a : e->u.b.l) || (!unary && !is_literal(e->u.b.r)))
		return e;
	if (!const_eval(p, e, false, &v))
		return e;
	over = !unary && overflows(p, e);
	become(e, &v);
	if (over && !p->unevaluated && !p->dead) {
		diag(p->ds, DIAG_INTEGER_OVERFLOW, e->loc, const_text(p->arena, &v, true),
			sema_quoted(p, e->type));
		sema_range(p, e);
	}
	return e;
}

/* ---- where a constant must stand ---- */

struct expr *sema_const_int(struct parser *p, struct expr *e)
{
	struct const_value v;
	struct expr *c;

	e = sema_rvalue(p, e);
	if (expr_is_error(e))
		return expr_error(p, e->loc);
	if (!type_is_integer(e->type)) {
		diag(p->ds, DIAG_CONST_NOT_INTEGER, e->loc, sema_quoted(p, e->type));
		sema_range(p, e);
		return expr_error(p, e->loc);
	}
	if (!const_eval(p, e, true, &v) || v.kind != CV_INT) {
		diag(p->ds, DIAG_CONST_EXPECTED, e->loc);
		sema_range(p, e);
		return expr_error(p, e->loc);
	}
	if (v.folded) {
		diag(p->ds, DIAG_CONST_FOLDED, e->loc);
		sema_range(p, e);
	}
	c = expr_int(p, v.lo, e->type, e->loc);
	c->u.value.hi = v.hi;
	c->range = e->range;
	if (e->kind == EX_INT)
		c->u.value.enumerator = e->u.value.enumerator;
	return c;
}

static bool constant_scalar(struct parser *p, struct expr **e)
{
	struct const_value v;
	struct expr *c;

	if (!const_eval(p, *e, true, &v))
		return false;
	if (v.kind == CV_ADDR)
		return type_size(&p->types, (*e)->type) == 8;
	if (v.kind == CV_INT && type_is_pointer((*e)->type))
		return true;
	c = expr_new(p, EX_INT, (*e)->type, (*e)->loc);
	c->range = (*e)->range;
	become(c, &v);
	*e = c;
	return true;
}

/* GNU: a compound literal of constants initialises an object of its type. */
static bool constant_record(struct parser *p, struct expr *e)
{
	if (e->kind == EX_CAST && e->u.cast.kind == CAST_UNION)
		return constant_scalar(p, &e->u.cast.a);
	while (e->kind == EX_CAST && (e->u.cast.kind == CAST_LVALUE || e->u.cast.kind == CAST_NONE))
		e = e->u.cast.a;
	if (e->kind != EX_COMPOUND || !e->u.decl->u.var.init)
		return false;
	vec_for (item, &e->u.decl->u.var.init->items)
		if (!sema_static_constant(p, &item->value))
			return false;
	return true;
}

bool sema_static_constant(struct parser *p, struct expr **e)
{
	if (expr_is_error(*e) || (*e)->kind == EX_STRING)
		return true;
	return type_is_scalar((*e)->type) ? constant_scalar(p, e) : constant_record(p, *e);
}
