/* SPDX-License-Identifier: BSD-2-Clause */
/* Binary operators (C11 6.5.5 to 6.5.14), the conditional operator and the comma. */
#include "sema.h"

static const char *const op_texts[] = {
	[OPR_ADD] = "+",
	[OPR_SUB] = "-",
	[OPR_MUL] = "*",
	[OPR_DIV] = "/",
	[OPR_MOD] = "%",
	[OPR_AND] = "&",
	[OPR_OR] = "|",
	[OPR_XOR] = "^",
	[OPR_SHL] = "<<",
	[OPR_SHR] = ">>",
	[OPR_EQ] = "==",
	[OPR_NE] = "!=",
	[OPR_LT] = "<",
	[OPR_GT] = ">",
	[OPR_LE] = "<=",
	[OPR_GE] = ">=",
	[OPR_LAND] = "&&",
	[OPR_LOR] = "||",
	[OPR_NEG] = "-",
	[OPR_NOT] = "~",
	[OPR_LNOT] = "!",
	[OPR_PLUS] = "+",
	[OPR_PREINC] = "++",
	[OPR_PREDEC] = "--",
	[OPR_POSTINC] = "++",
	[OPR_POSTDEC] = "--",
};

const char *sema_op_text(enum expr_op op)
{
	return op_texts[op];
}

/* A diagnostic about two operands: both types are named, both are underlined. */
static void about(struct parser *p, enum diag_id id, src_loc loc, struct expr *l, struct expr *r)
{
	diag(p->ds, id, loc, sema_quoted(p, l->type), sema_quoted(p, r->type));
	sema_range(p, l);
	sema_range(p, r);
}

static struct expr *invalid(struct parser *p, struct expr *l, struct expr *r, src_loc loc)
{
	about(p, DIAG_INVALID_OPERANDS, loc, l, r);
	return expr_error(p, loc);
}

/* ---- what is wrong with the right operand ---- */

static void check_divisor(struct parser *p, enum expr_op op, struct expr *r, src_loc loc)
{
	uint64_t x;

	if (!p->dead && type_is_integer(r->type) && const_int(p, r, &x) && !x) {
		diag(p->ds, op == OPR_DIV ? DIAG_DIVISION_BY_ZERO : DIAG_REMAINDER_BY_ZERO, loc);
		sema_range(p, r);
	}
}

static void check_shift(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	struct const_value v;
	unsigned bits = type_bits(&p->types, l->type);

	if (p->dead)
		return;
	if (op == OPR_SHL && l->kind == EX_INT && type_is_signed(l->type) && l->u.value.hi) {
		diag(p->ds, DIAG_SHIFT_OF_NEGATIVE, loc);
		sema_range(p, l);
	}
	if (!const_eval(p, r, false, &v) || v.kind != CV_INT)
		return;
	if (type_is_signed(r->type) && const_negative(&v)) {
		diag(p->ds, DIAG_SHIFT_NEGATIVE, loc);
		sema_range(p, r);
	} else if (v.hi || v.lo >= bits) {
		diag(p->ds, DIAG_SHIFT_TOO_FAR, loc);
		sema_range(p, r);
	}
}

/* ---- arithmetic ---- */

static struct expr *fold(struct parser *p, struct expr *e)
{
	return type_is_float(e->u.b.l->type) ? sema_fold_float(p, e) : sema_fold_int(p, e);
}

static struct expr *arithmetic(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	bool integer = op == OPR_MOD || op == OPR_AND || op == OPR_OR || op == OPR_XOR;
	struct qtype type;

	if (!type_is_arith(l->type) || !type_is_arith(r->type) ||
		(integer && (type_is_float(l->type) || type_is_float(r->type))))
		return invalid(p, l, r, loc);
	if (op == OPR_DIV || op == OPR_MOD)
		check_divisor(p, op, r, loc);
	type = sema_usual(p, &l, &r);
	return fold(p, expr_binary(p, EX_BINARY, op, l, r, type, loc));
}

static struct expr *shift(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	if (!type_is_integer(l->type) || !type_is_integer(r->type))
		return invalid(p, l, r, loc);
	l = sema_promote(p, l);
	r = sema_promote(p, r);
	check_shift(p, op, l, r, loc);
	return fold(p, expr_binary(p, EX_BINARY, op, l, r, l->type, loc));
}

/* ---- pointers ---- */

/* 6.5.6p2: may be moved by elements; void and functions count 1 (GNU). */
static bool can_step(struct parser *p, struct expr *ptr, src_loc loc)
{
	struct qtype to = type_pointee(ptr->type);

	return type_is_void(to) || type_is_func(to) || sema_require_complete(p, to, loc);
}

static struct expr *to_index(struct parser *p, struct expr *i)
{
	bool sign = type_is_signed(sema_promoted_type(p, i));

	return sema_convert(p, i, type_basic(p, sign ? TY_LONG : TY_ULONG));
}

static struct expr *move_pointer(
	struct parser *p, enum expr_op op, struct expr *ptr, struct expr *i, src_loc loc)
{
	struct src_range range = {
		min_u64(ptr->range.begin, i->range.begin), max_u64(ptr->range.end, i->range.end)};
	struct expr *e;

	if (!can_step(p, ptr, loc))
		return expr_error(p, loc);
	e = expr_binary(p, EX_BINARY, op, ptr, to_index(p, i), ptr->type, loc);
	e->range = range;
	return e;
}

static struct expr *pointer_difference(
	struct parser *p, struct expr *l, struct expr *r, src_loc loc)
{
	struct qtype a = type_pointee(l->type), b = type_pointee(r->type);

	if (!sema_same_pointee(p, a, b) && !(type_is_void(a) || type_is_void(b))) {
		about(p, DIAG_POINTER_DIFFERENCE, loc, l, r);
		return expr_error(p, loc);
	}
	if (!can_step(p, l, loc))
		return expr_error(p, loc);
	return expr_binary(p, EX_BINARY, OPR_SUB, l, r, type_basic(p, TY_LONG), loc);
}

static struct expr *additive(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	bool lp = type_is_pointer(l->type), rp = type_is_pointer(r->type);

	if (!lp && !rp)
		return arithmetic(p, op, l, r, loc);
	if (op == OPR_SUB && lp && rp)
		return pointer_difference(p, l, r, loc);
	if (lp && type_is_integer(r->type))
		return move_pointer(p, op, l, r, loc);
	if (op == OPR_ADD && rp && type_is_integer(l->type))
		return move_pointer(p, op, r, l, loc);
	return invalid(p, l, r, loc);
}

/* ---- comparisons ---- */

static void check_pointers(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	struct qtype a = type_pointee(l->type), b = type_pointee(r->type);

	if (sema_same_pointee(p, a, b))
		return;
	if ((op == OPR_EQ || op == OPR_NE) && (type_is_void(a) || type_is_void(b)))
		return;
	about(p, DIAG_COMPARE_POINTERS, loc, l, r);
}

static void check_pointer_integer(
	struct parser *p, bool ordered, struct expr *l, struct expr *r, src_loc loc)
{
	struct expr *num = type_is_pointer(l->type) ? r : l;

	if (sema_is_null(p, num))
		return;
	about(p, ordered ? DIAG_ORDER_POINTER_INTEGER : DIAG_COMPARE_POINTER_INTEGER, loc, l, r);
}

/* -Wsign-compare: a signed value that may be negative is compared as unsigned. */
static void check_signs(struct parser *p, bool equality, struct expr *l, struct expr *r,
	struct qtype common, src_loc loc)
{
	struct expr *s = type_is_signed(l->type) ? l : r, *u = s == l ? r : l;

	if (p->ds->state[DIAG_SIGN_COMPARE] == DIAG_IGNORED || type_is_signed(common) ||
		!type_is_signed(s->type) || type_is_signed(u->type))
		return;
	if (sema_int_range(p, s).nonnegative)
		return;
	if (equality && sema_int_range(p, u).width < type_bits(&p->types, common))
		return;
	diag(p->ds, DIAG_SIGN_COMPARE, loc, sema_quoted(p, l->type), sema_quoted(p, r->type));
	sema_range(p, l);
	sema_range(p, r);
}

static struct expr *compare(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	bool lp = type_is_pointer(l->type), rp = type_is_pointer(r->type);
	bool ordered = op != OPR_EQ && op != OPR_NE;
	struct expr *l0 = l, *r0 = r;

	if (lp && rp) {
		check_pointers(p, op, l, r, loc);
		r = sema_convert(p, r, l->type);
	} else if (lp && type_is_integer(r->type)) {
		check_pointer_integer(p, ordered, l, r, loc);
		r = sema_convert(p, r, l->type);
	} else if (rp && type_is_integer(l->type)) {
		check_pointer_integer(p, ordered, l, r, loc);
		l = sema_convert(p, l, r->type);
	} else if (type_is_arith(l->type) && type_is_arith(r->type)) {
		struct qtype common = sema_usual(p, &l, &r);

		if (type_is_integer(common))
			check_signs(
				p, !ordered, sema_promote(p, l0), sema_promote(p, r0), common, loc);
	} else {
		return invalid(p, l, r, loc);
	}
	return fold(p, expr_binary(p, EX_BINARY, op, l, r, type_basic(p, TY_INT), loc));
}

/* ---- all of them ---- */

static struct expr *logical(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	if (!type_is_scalar(l->type) || !type_is_scalar(r->type))
		return invalid(p, l, r, loc);
	return expr_binary(p, EX_LOGICAL, op, l, r, type_basic(p, TY_INT), loc);
}

struct expr *sema_binary(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	sema_warn_binary(p, op, l, r, loc);
	return sema_operate(p, op, l, r, loc);
}

struct expr *sema_operate(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	l = sema_rvalue(p, l);
	r = sema_rvalue(p, r);
	if (expr_is_error(l) || expr_is_error(r))
		return expr_error(p, loc);
	switch (op) {
	case OPR_ADD:
	case OPR_SUB: return additive(p, op, l, r, loc);
	case OPR_SHL:
	case OPR_SHR: return shift(p, op, l, r, loc);
	case OPR_EQ:
	case OPR_NE:
	case OPR_LT:
	case OPR_GT:
	case OPR_LE:
	case OPR_GE: return compare(p, op, l, r, loc);
	case OPR_LAND:
	case OPR_LOR: return logical(p, op, l, r, loc);
	default: return arithmetic(p, op, l, r, loc);
	}
}

struct expr *sema_comma(struct parser *p, struct expr *l, struct expr *r, src_loc loc)
{
	l = sema_discard_left(p, l);
	r = sema_rvalue(p, r);
	if (expr_is_error(l) || expr_is_error(r))
		return expr_error(p, loc);
	return expr_binary(p, EX_COMMA, OPR_NONE, l, r, r->type, loc);
}

/* ---- 6.5.15: ? : ---- */

struct arms {
	struct expr *t, *f;
	src_loc question;
};

/* 6.5.15p6: the pointer type that both become; TY_ERROR's when they cannot. */
static struct qtype pointer_arms(struct parser *p, struct arms *a)
{
	struct qtype x = type_pointee(a->t->type), y = type_pointee(a->f->type), to;
	uint32_t quals = type_strip(x).quals | type_strip(y).quals;

	if (sema_is_null(p, a->f) && !sema_is_null(p, a->t))
		return a->t->type;
	if (sema_is_null(p, a->t) && !sema_is_null(p, a->f))
		return a->f->type;
	if (sema_same_pointee(p, x, y)) {
		to = type_strip(x).quals == quals   ? x
		     : type_strip(y).quals == quals ? y
						    : type_composite(&p->types, x, y);
		to.quals |= quals & ~type_strip(to).quals;
	} else {
		if (!type_is_void(x) && !type_is_void(y))
			about(p, DIAG_COND_POINTERS, a->question, a->t, a->f);
		to = type_basic(p, TY_VOID);
		to.quals = quals;
	}
	return type_q(type_pointer(&p->types, to));
}

static struct qtype mixed_arms(struct parser *p, struct arms *a)
{
	bool tp = type_is_pointer(a->t->type);
	struct expr *num = tp ? a->f : a->t, *ptr = tp ? a->t : a->f;

	if (!sema_is_null(p, num))
		about(p, DIAG_COND_POINTER_INTEGER, a->question, a->t, a->f);
	return ptr->type;
}

static struct qtype arms_type(struct parser *p, struct arms *a)
{
	struct qtype x = a->t->type, y = a->f->type;

	if (type_is_arith(x) && type_is_arith(y))
		return sema_usual(p, &a->t, &a->f);
	if (type_is_pointer(x) && type_is_pointer(y))
		return pointer_arms(p, a);
	if ((type_is_pointer(x) && type_is_integer(y)) ||
		(type_is_integer(x) && type_is_pointer(y)))
		return mixed_arms(p, a);
	if (type_is_void(x) || type_is_void(y)) /* GNU: one is enough */
		return type_basic(p, TY_VOID);
	if (type_is_record(x) && type_is_record(y) && type_compatible(&p->types, x, y, false))
		return x;
	about(p, DIAG_COND_INCOMPATIBLE, a->question, a->t, a->f);
	return type_basic(p, TY_ERROR);
}

struct expr *sema_conditional(struct parser *p, struct expr *c, struct expr *t, struct expr *f,
	src_loc question, src_loc colon)
{
	struct arms a = {t ? sema_rvalue(p, t) : c, sema_rvalue(p, f), question};
	struct qtype type;
	struct expr *e;

	if (expr_is_error(c) || expr_is_error(a.t) || expr_is_error(a.f))
		return expr_error(p, question);
	type = arms_type(p, &a);
	if (type_strip(type).t->kind == TY_ERROR)
		return expr_error(p, question);
	if (!type_is_record(type)) {
		a.t = sema_convert(p, a.t, type);
		a.f = sema_convert(p, a.f, type);
	}
	e = expr_new(p, EX_COND, type, question);
	e->range = (struct src_range){c->range.begin, a.f->range.end};
	e->u.cond.c = c;
	e->u.cond.t = t ? a.t : NULL;
	e->u.cond.f = a.f;
	expr_above(p, e, c);
	expr_above(p, e, a.t);
	expr_above(p, e, a.f);
	return e;
}
