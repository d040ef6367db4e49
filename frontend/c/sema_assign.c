/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Assignment (C11 6.5.16), and the conversion "as if by assignment" of initialisers, arguments and
 * return values, with clang's verdicts on each mismatch.
 */
#include "sema.h"

/* What is being converted to what, for messages. */
struct passage {
	struct parser *p;
	enum assign_context why;
	struct qtype to, from;
	struct expr *e;
	src_loc loc;
	const struct param *param;
};

static const char *describe(struct passage *c, bool incompatible)
{
	struct parser *p = c->p;
	const char *to = sema_quoted(p, c->to), *from = sema_quoted(p, c->from);
	const char *word = incompatible ? "incompatible " : "";

	switch (c->why) {
	case ASSIGN_SET:
		return arena_printf(p->arena, "assigning to %s from %s%s%s", to, word,
			incompatible ? "type " : "", from);
	case ASSIGN_INIT:
		return arena_printf(p->arena, "initializing %s with an expression of %stype %s", to,
			word, from);
	case ASSIGN_PASS:
		return arena_printf(
			p->arena, "passing %s to parameter of %stype %s", from, word, to);
	default:
		return arena_printf(p->arena, "returning %s from a function with %sresult type %s",
			from, word, to);
	}
}

static void complain_with(struct passage *c, enum diag_id id, const char *extra)
{
	struct parser *p = c->p;

	diag(p->ds, id, c->loc ? c->loc : c->e->loc, describe(c, id == DIAG_ASSIGN_INCOMPATIBLE),
		extra);
	sema_range(p, c->e);
	if (c->param && c->param->loc)
		diag(p->ds, DIAG_NOTE_PASSING, c->param->loc,
			c->param->name ? arena_printf(p->arena, " '%s'", c->param->name->name)
				       : "");
}

static void complain(struct passage *c, enum diag_id id)
{
	complain_with(c, id, "");
}

/* ---- pointers ---- */

enum pointer_match { PTR_SAME, PTR_QUALIFIERS, PTR_ADDRESS_SPACE, PTR_SIGN, PTR_FUNC, PTR_OTHER };

/* The integer kind with its signedness dropped. */
static unsigned unsigned_kind(struct qtype q)
{
	struct type *t = type_strip(q).t;

	if (t->kind == TY_ENUM && t->u.enumeration->underlying)
		t = t->u.enumeration->underlying;
	switch (t->kind) {
	case TY_CHAR:
	case TY_SCHAR: return TY_UCHAR;
	case TY_SHORT:
	case TY_INT:
	case TY_LONG:
	case TY_LLONG:
	case TY_INT128: return t->kind + 1u;
	default: return t->kind;
	}
}

static bool differ_in_sign(struct qtype a, struct qtype b)
{
	return type_is_integer(a) && type_is_integer(b) && unsigned_kind(a) == unsigned_kind(b);
}

bool sema_same_pointee(struct parser *p, struct qtype a, struct qtype b)
{
	return type_compatible(&p->types, a, b, false);
}

/* 6.5.16.1p1: may a pointer to `b` become one to `a`? */
static enum pointer_match match_pointees(struct parser *p, struct qtype a, struct qtype b)
{
	struct qtype sa = type_strip(a), sb = type_strip(b);
	uint32_t cvr = QUAL_CONST | QUAL_VOLATILE | QUAL_RESTRICT;
	bool lost = sb.quals & ~sa.quals & cvr & ~(uint32_t)QUAL_RESTRICT;

	if (sa.quals >> QUAL_AS_SHIFT != sb.quals >> QUAL_AS_SHIFT)
		return PTR_ADDRESS_SPACE;
	if (sa.t->kind == TY_VOID || sb.t->kind == TY_VOID || sema_same_pointee(p, a, b))
		return lost ? PTR_QUALIFIERS : PTR_SAME;
	if (sa.t->kind == TY_FUNC && sb.t->kind == TY_FUNC)
		return PTR_FUNC;
	if (sa.t->kind == TY_PTR && sb.t->kind == TY_PTR)
		return match_pointees(p, sa.t->u.base, sb.t->u.base) == PTR_QUALIFIERS && !lost
			       ? PTR_QUALIFIERS
			       : PTR_OTHER;
	if (differ_in_sign(sa, sb))
		return lost ? PTR_QUALIFIERS : PTR_SIGN;
	return PTR_OTHER;
}

static struct expr *pointer_to_pointer(struct passage *c)
{
	if (sema_is_null(c->p, c->e)) /* of any address space */
		return sema_convert(c->p, c->e, c->to);
	switch (match_pointees(c->p, type_pointee(c->to), type_pointee(c->from))) {
	case PTR_SAME: break;
	case PTR_QUALIFIERS: complain(c, DIAG_POINTER_QUALIFIERS); break;
	case PTR_ADDRESS_SPACE: complain(c, DIAG_POINTER_ADDRESS_SPACE); break;
	case PTR_SIGN: complain(c, DIAG_POINTER_SIGN); break;
	case PTR_FUNC: complain(c, DIAG_POINTER_FUNCTION); break;
	case PTR_OTHER: complain(c, DIAG_POINTER_INCOMPATIBLE); break;
	}
	return sema_convert(c->p, c->e, c->to);
}

static struct expr *integer_to_pointer(struct passage *c)
{
	struct parser *p = c->p;
	struct const_value v;

	if (c->e->kind == EX_INT && !c->e->op && !c->e->u.value.enumerator &&
		!(c->e->u.value.lo | c->e->u.value.hi))
		return sema_convert(p, c->e, c->to);
	if (const_eval(p, c->e, false, &v) && v.kind == CV_INT && !(v.lo | v.hi)) {
		diag(p->ds, DIAG_NULL_EXPRESSION, c->e->loc, sema_quoted(p, c->to));
		sema_range(p, c->e);
		return sema_convert(p, c->e, c->to);
	}
	struct decl *root = expr_root(expr_bare(c->e));
	bool take_address = root && expr_bare(c->e)->is_lvalue &&
			    type_compatible(&p->types, type_pointee(c->to), c->from, false);

	complain_with(c, DIAG_INT_TO_POINTER, take_address ? "; take the address with &" : "");
	if (take_address)
		diag_fixit(p->ds, c->e->range.begin, 0, "&");
	return sema_convert(p, c->e, c->to);
}

static struct expr *pointer_to_integer(struct passage *c)
{
	struct parser *p = c->p;
	bool deref = type_compatible(&p->types, type_pointee(c->from), c->to, false);

	complain_with(c, DIAG_POINTER_TO_INT, deref ? "; dereference with *" : "");
	if (deref)
		diag_fixit(p->ds, c->e->range.begin, 0, "*");
	return sema_convert(p, c->e, c->to);
}

/* ---- integers ---- */

/* 300 into a char. */
static void warn_constant(struct passage *c)
{
	struct parser *p = c->p;
	struct const_value v, w;
	unsigned bits = type_bits(&p->types, c->to);
	const struct expr *bare = expr_bare(c->e);

	if (bits >= type_bits(&p->types, c->from) || type_strip(c->to).t->kind == TY_BOOL)
		return;
	if (bare->kind == EX_DECL || bare->kind == EX_CALL || bare->kind == EX_DEREF ||
		bare->kind == EX_MEMBER || !const_eval(p, c->e, false, &v) || v.kind != CV_INT)
		return;
	w = v;
	const_wrap(p, &w, c->to);
	if (w.lo == v.lo && w.hi == v.hi)
		return;
	if (!type_is_signed(c->to) && const_negative(&v)) { /* -1 as all ones is usual */
		uint64_t top = ~low_mask(bits) | 1ull << (bits - 1);

		if ((v.lo & top) == top)
			return;
	}
	/* exactly as wide: only a signed value that turns negative, and char holds any byte */
	if (type_is_signed(c->to) && !const_negative(&v) && !v.hi && !(v.lo & ~low_mask(bits)) &&
		(!type_is_signed(c->from) || type_strip(c->to).t->kind == TY_CHAR))
		return;
	diag(p->ds, DIAG_CONSTANT_CONVERSION, c->e->loc, sema_quoted(p, c->from),
		sema_quoted(p, c->to), const_text(p->arena, &v, type_is_signed(c->from)),
		const_text(p->arena, &w, type_is_signed(c->to)));
	sema_range(p, c->e);
}

static struct expr *arithmetic(struct passage *c)
{
	if (type_is_integer(c->to) && type_is_integer(c->from))
		warn_constant(c);
	return sema_convert(c->p, c->e, c->to);
}

/* ---- everything ---- */

/* An argument for a transparent union: converted as for the first member that takes it. */
static struct expr *to_transparent_union(struct passage *c)
{
	struct parser *p = c->p;
	struct record *r = type_strip(c->to).t->u.record;

	vec_for (f, &r->fields) {
		bool takes = type_compatible(&p->types, f->type, c->from, false);

		if (!takes && type_is_pointer(f->type))
			takes = sema_is_null(p, c->e) ||
				(type_is_pointer(c->from) &&
					match_pointees(p, type_pointee(f->type),
						type_pointee(c->from)) <= PTR_QUALIFIERS);
		if (takes)
			return expr_cast(p, sema_convert(p, c->e, f->type), c->to, CAST_UNION);
	}
	return NULL;
}

static struct expr *incompatible(struct passage *c)
{
	struct parser *p = c->p;

	if (type_is_record(c->to) && !sema_require_complete(p, c->to, c->e->loc))
		return expr_error(p, c->e->loc);
	if (c->why == ASSIGN_SET && type_is_array(c->to))
		diag(p->ds, DIAG_ARRAY_NOT_ASSIGNABLE, c->e->loc, sema_quoted(p, c->to));
	else
		complain(c, DIAG_ASSIGN_INCOMPATIBLE);
	return expr_error(p, c->e->loc);
}

static struct expr *convert_as_assigned(struct passage *c)
{
	struct parser *p = c->p;
	struct type *to = type_strip(c->to).t, *from = type_strip(c->from).t;

	if (to->kind == TY_RECORD) {
		if (from->kind == TY_RECORD &&
			type_compatible(&p->types, type_q(to), type_q(from), false))
			return c->e;
		if (to->u.record->transparent_union && c->why == ASSIGN_PASS) {
			struct expr *e = to_transparent_union(c);

			if (e)
				return e;
		}
		return incompatible(c);
	}
	if (to->kind == TY_VA_LIST && from->kind == TY_VA_LIST)
		return c->e;
	if (!type_is_scalar(c->to) || !type_is_scalar(c->from))
		return incompatible(c);
	if (to->kind == TY_PTR && from->kind == TY_PTR)
		return pointer_to_pointer(c);
	if (to->kind == TY_PTR)
		return type_is_float(c->from) ? incompatible(c) : integer_to_pointer(c);
	if (from->kind == TY_PTR && to->kind != TY_BOOL)
		return type_is_float(c->to) ? incompatible(c) : pointer_to_integer(c);
	return arithmetic(c);
}

static struct expr *assign_convert(struct parser *p, struct qtype to, struct expr *e,
	enum assign_context why, const struct param *param, src_loc loc)
{
	e = sema_rvalue(p, e);
	if (expr_is_error(e) || type_strip(to).t->kind == TY_ERROR)
		return e;
	struct qtype plain = type_strip(to).quals ? type_q(type_strip(to).t) : to;
	struct passage c = {p, why, plain, e->type, e, loc, param};

	if (why != ASSIGN_SET)
		c.to = to; /* as it is declared */
	e = convert_as_assigned(&c);
	return e;
}

struct expr *sema_assign_convert(
	struct parser *p, struct qtype to, struct expr *e, enum assign_context why)
{
	return assign_convert(p, to, e, why, NULL, 0);
}

struct expr *sema_pass(struct parser *p, struct qtype to, struct expr *e, const struct param *param)
{
	return assign_convert(p, to, e, ASSIGN_PASS, param, 0);
}

/* ---- 6.5.16: the operators ---- */

/* 9 into a field of three bits; -1 as all ones is usual. */
static void warn_bitfield(struct parser *p, struct expr *l, struct expr *r, src_loc loc)
{
	const struct field *f = expr_bitfield(l);
	struct const_value v, w;
	unsigned drop;

	if (!f || r->kind != EX_INT || !f->bit_width || f->bit_width >= 64 ||
		type_strip(f->type).t->kind == TY_BOOL)
		return;
	v = w = (struct const_value){.kind = CV_INT, .lo = r->u.value.lo, .hi = r->u.value.hi};
	drop = 64 - f->bit_width;
	if (const_negative(&v) && (int64_t)(v.lo << drop) >> drop == (int64_t)v.lo)
		return;
	w.lo = type_is_signed(f->type) ? (uint64_t)((int64_t)(v.lo << drop) >> drop)
				       : v.lo << drop >> drop;
	w.hi = type_is_signed(f->type) && (int64_t)w.lo < 0 ? ~0ull : 0;
	if (w.lo == v.lo && (w.hi == v.hi || !type_is_signed(r->type)))
		return;
	diag(p->ds, DIAG_BITFIELD_CONVERSION, loc, sema_quoted(p, r->type),
		const_text(p->arena, &v, type_is_signed(r->type)),
		const_text(p->arena, &w, type_is_signed(f->type)));
	sema_range(p, r);
}

static struct expr *simple_assign(struct parser *p, struct expr *l, struct expr *r, src_loc loc)
{
	r = assign_convert(p, l->type, r, ASSIGN_SET, NULL, loc);
	if (expr_is_error(r))
		return expr_error(p, loc);
	warn_bitfield(p, l, r, loc);
	sema_mark_assigned(l);
	return expr_binary(p, EX_ASSIGN, OPR_NONE, l, r, type_q(type_strip(l->type).t), loc);
}

static struct expr *compound(struct parser *p, enum expr_op op, struct expr *l, struct expr *r,
	struct qtype computed, src_loc loc)
{
	struct expr *e =
		expr_binary(p, EX_COMPOUND_ASSIGN, op, l, r, type_q(type_strip(l->type).t), loc);

	e->u.assign.l = l;
	e->u.assign.r = r;
	e->u.assign.computed = computed;
	sema_mark_assigned(l);
	return e;
}

static struct expr *compound_assign(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	struct expr *probe =
		sema_rvalue(p, l); /* the left value, to see what the operator makes of it */
	struct expr *both = sema_operate(p, op, probe, r, loc);

	if (expr_is_error(both))
		return expr_error(p, loc);
	if (both->kind != EX_BINARY) /* folded: floating */
		both = NULL;
	if (type_is_pointer(l->type) || !both) {
		if (!both)
			return expr_error(p, loc);
		if (!type_is_pointer(both->type)) { /* p -= q */
			struct passage c = {p, ASSIGN_SET, l->type, both->type, both, loc, NULL};

			complain(&c, DIAG_INT_TO_POINTER);
			return expr_error(p, loc);
		}
		return compound(p, op, l, both->u.b.r, l->type, loc);
	}
	if (type_is_pointer(both->type)) { /* i += p */
		struct passage c = {p, ASSIGN_SET, l->type, both->type, both, loc, NULL};

		complain(&c, DIAG_POINTER_TO_INT);
		return expr_error(p, loc);
	}
	return compound(p, op, l, both->u.b.r, both->type, loc);
}

struct expr *sema_assign(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	if (expr_is_error(l) || expr_is_error(r))
		return expr_error(p, loc);
	if (!sema_modifiable(p, l, loc))
		return expr_error(p, loc);
	return op == OPR_NONE ? simple_assign(p, l, r, loc) : compound_assign(p, op, l, r, loc);
}

/* 6.5.2.4, 6.5.3.1: ++ and -- */
struct expr *sema_incdec(struct parser *p, enum expr_op op, struct expr *e, src_loc loc)
{
	struct qtype q = type_strip(e->type), to;

	if (expr_is_error(e))
		return expr_error(p, loc);
	if (!sema_modifiable(p, e, loc))
		return expr_error(p, loc);
	if (!type_is_scalar(q)) {
		diag(p->ds, DIAG_INCDEC_TYPE, loc,
			op == OPR_PREINC || op == OPR_POSTINC ? "increment" : "decrement",
			sema_quoted(p, e->type));
		sema_range(p, e);
		return expr_error(p, loc);
	}
	to = q.t->kind == TY_PTR ? type_strip(q.t->u.base) : q;
	if (q.t->kind == TY_PTR && to.t->kind != TY_VOID && to.t->kind != TY_FUNC &&
		!sema_require_complete(p, to, loc))
		return expr_error(p, loc);
	sema_mark_assigned(e);
	struct expr *i = expr_unary(p, EX_INCDEC, e, type_q(q.t), loc);

	i->op = (uint8_t)op;
	return i;
}
