/* SPDX-License-Identifier: BSD-2-Clause */
/* Warnings about code that is legal and probably not meant; names and levels are clang's. */
#include "sema.h"

static bool in_macro(struct parser *p, src_loc loc)
{
	const struct src_entry *e = source_entry(p->ds->sources, loc);

	return e && e->name;
}

/* ---- -Wunused-value, -Wunused-comparison, -Wunused-result ---- */

static bool is_comparison(const struct expr *e)
{
	return (e->kind == EX_BINARY || e->kind == EX_INT) && e->op >= OPR_EQ && e->op <= OPR_GE;
}

static const struct decl *called_decl(const struct expr *e)
{
	const struct expr *fn = e->kind == EX_CALL ? expr_bare(e->u.call.fn) : NULL;

	return fn && fn->kind == EX_DECL ? fn->u.decl : NULL;
}

static void warn_dropped_call(struct parser *p, const struct expr *e)
{
	const struct decl *d = called_decl(e);

	if (!d || !d->attrs)
		return;
	if (d->attrs->warn_unused_result)
		diag(p->ds, DIAG_UNUSED_RESULT, e->loc, d->name->name, "warn_unused_result");
	else if (d->attrs->pure || d->attrs->is_const)
		diag(p->ds, DIAG_UNUSED_CALL, e->loc, d->name->name,
			d->attrs->pure ? "pure" : "const");
	else
		return;
	sema_range(p, e);
}

/* Does evaluating e do nothing but give a value? */
static bool is_useless(const struct expr *e)
{
	switch (e->kind) {
	case EX_INT:
	case EX_FLOAT:
	case EX_STRING:
	case EX_BINARY:
	case EX_UNARY:
	case EX_ADDR:
	case EX_MEMBER:
	case EX_DECL: return true;
	case EX_DEREF: return true;
	case EX_CAST:
		return (e->implicit || e->u.cast.kind != CAST_VOID) && is_useless(e->u.cast.a);
	case EX_COND: return (!e->u.cond.t || is_useless(e->u.cond.t)) && is_useless(e->u.cond.f);
	case EX_LOGICAL: return is_useless(e->u.b.r);
	default: return false;
	}
}

static void warn_useless(struct parser *p, const struct expr *e)
{
	const struct expr *b = expr_bare(e);

	if (source_in_system(p->ds->sources, e->loc))
		return;
	if (b->is_lvalue && (type_strip(b->type).quals & QUAL_VOLATILE))
		return;
	if (is_comparison(b)) {
		diag(p->ds, DIAG_UNUSED_COMPARISON, b->loc,
			b->op == OPR_EQ   ? "equality"
			: b->op == OPR_NE ? "inequality"
					  : "relational");
	} else {
		const struct src_entry *entry = source_entry(p->ds->sources, e->loc);

		if (entry && entry->name) /* a macro's value that this use does not need */
			return;
		diag(p->ds, DIAG_UNUSED_VALUE, b->loc);
	}
	sema_range(p, e);
}

/* `x = e;`, `x += e;`, `x++;` for a plain variable do not use it. */
static void uncount_store(const struct expr *e)
{
	const struct expr *l;

	switch (e->kind) {
	case EX_ASSIGN: l = e->u.b.l; break;
	case EX_COMPOUND_ASSIGN: l = e->u.assign.l; break;
	case EX_INCDEC: l = e->u.a; break;
	default: return;
	}
	if (l->kind == EX_DECL && !(l->type.quals & QUAL_VOLATILE))
		l->u.decl->uses--;
}

struct expr *sema_discard_left(struct parser *p, struct expr *e)
{
	struct expr *v = sema_rvalue(p, e);
	const struct expr *last = v->kind == EX_COMMA ? v->u.b.r : v;

	if (expr_is_error(v) || p->unevaluated || !is_useless(last) || in_macro(p, v->loc))
		return v;
	diag(p->ds, DIAG_UNUSED_COMMA, last->loc);
	sema_range(p, last);
	return v;
}

struct expr *sema_discard(struct parser *p, struct expr *e)
{
	struct expr *v = sema_rvalue(p, e);

	uncount_store(e);
	if (expr_is_error(v) || p->unevaluated)
		return v;
	if (v->kind == EX_CALL)
		warn_dropped_call(p, v);
	else if (is_useless(v))
		warn_useless(p, v);
	return v;
}

/* ---- -Wparentheses and its kin ---- */

void sema_warn_condition(struct parser *p, struct expr *e)
{
	if (expr_is_error(e))
		return;
	if (e->kind == EX_ASSIGN && !e->parenthesized) {
		diag(p->ds, DIAG_CONDITION_ASSIGN, e->loc);
		sema_range(p, e);
		diag(p->ds, DIAG_NOTE_PARENTHESES_ASSIGN, e->loc);
		diag(p->ds, DIAG_NOTE_USE_EQUAL, e->loc);
		diag_fixit(p->ds, e->loc, 1, "==");
	}
}

void sema_warn_question(struct parser *p, const struct expr *e, src_loc loc)
{
	if (e->kind != EX_BINARY || e->parenthesized || e->op >= OPR_EQ || in_macro(p, loc))
		return;
	if (expr_is_error(e) || e->op == OPR_AND || e->op == OPR_OR || e->op == OPR_XOR ||
		!is_comparison(expr_bare(e->u.b.r)))
		return;
	diag(p->ds, DIAG_PARENTHESES_QUESTION, loc, sema_op_text(e->op), sema_op_text(e->op));
	sema_range(p, e);
}

static bool is_op(const struct expr *e, enum expr_kind kind, enum expr_op op)
{
	bool same = e->kind == kind || (kind == EX_BINARY && e->kind == EX_INT); /* folded */

	return same && e->op == op && !e->parenthesized;
}

/* `inner`, without parentheses, is an operand of the operator at loc. */
static void within(struct parser *p, enum diag_id id, const struct expr *inner, enum expr_op outer,
	src_loc loc)
{
	const char *in = sema_op_text(inner->op), *out = sema_op_text(outer);

	if (in_macro(p, loc) || in_macro(p, inner->loc))
		return;
	if (id == DIAG_PARENTHESES_SHIFT)
		diag(p->ds, id, inner->loc, out, in, in);
	else
		diag(p->ds, id, inner->loc, in, out);
	sema_range(p, inner);
	diag(p->ds, DIAG_NOTE_PARENTHESES, inner->loc, in);
	diag_fixit(p->ds, inner->range.begin, 0, "(");
	diag_fixit(p->ds, inner->range.end, 0, ")");
}

/* a & b == c: the comparison binds tighter */
static void warn_bitwise(struct parser *p, enum expr_op op, struct expr *side, src_loc loc)
{
	if (!is_comparison(side) || side->parenthesized || in_macro(p, loc))
		return;
	diag(p->ds, DIAG_PARENTHESES_COMPARE, loc, sema_op_text(op), sema_op_text(side->op),
		sema_op_text(side->op));
	sema_range(p, side);
	diag(p->ds, DIAG_NOTE_PARENTHESES, side->loc, sema_op_text(side->op));
}

static void warn_shift(struct parser *p, enum expr_op op, struct expr *side, src_loc loc)
{
	if (is_op(side, EX_BINARY, OPR_ADD) || is_op(side, EX_BINARY, OPR_SUB))
		within(p, DIAG_PARENTHESES_SHIFT, side, op, loc);
}

static void warn_not(struct parser *p, enum expr_op op, struct expr *l, src_loc loc)
{
	if (!is_op(l, EX_UNARY, OPR_LNOT) || in_macro(p, loc) || expr_is_error(l))
		return;
	if (type_strip(l->u.a->type).t->kind == TY_BOOL)
		return;
	diag(p->ds, DIAG_LOGICAL_NOT, l->loc,
		op == OPR_AND || op == OPR_OR ? "bitwise operator" : "comparison");
	diag_range(p->ds, loc, loc + 1);
}

/* The same plain variable on both sides of a comparison. */
static void warn_same(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	if (l->kind != EX_DECL || r->kind != EX_DECL || l->u.decl != r->u.decl ||
		in_macro(p, loc) || type_is_float(l->type) ||
		(type_strip(l->type).quals & QUAL_VOLATILE))
		return;
	bool yes = op == OPR_EQ || op == OPR_LE || op == OPR_GE;

	diag(p->ds, DIAG_TAUTOLOGY_SAME, loc, yes ? "true" : "false");
	sema_range(p, l);
	sema_range(p, r);
}

static void warn_string(struct parser *p, struct expr *l, struct expr *r, src_loc loc)
{
	if (l->kind == EX_STRING || r->kind == EX_STRING)
		diag(p->ds, DIAG_STRING_COMPARE, loc);
}

void sema_warn_binary(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc)
{
	switch (op) {
	case OPR_AND:
	case OPR_OR:
	case OPR_XOR:
		warn_bitwise(p, op, l, loc);
		warn_bitwise(p, op, r, loc);
		if (op == OPR_OR || op == OPR_XOR) {
			if (is_op(l, EX_BINARY, OPR_AND))
				within(p, DIAG_PARENTHESES_AND_OR, l, op, loc);
			if (is_op(r, EX_BINARY, OPR_AND))
				within(p, DIAG_PARENTHESES_AND_OR, r, op, loc);
		}
		if (op == OPR_AND)
			warn_not(p, op, l, loc);
		break;
	case OPR_LOR:
		if (is_op(l, EX_LOGICAL, OPR_LAND))
			within(p, DIAG_PARENTHESES_LOGICAL, l, op, loc);
		if (is_op(r, EX_LOGICAL, OPR_LAND))
			within(p, DIAG_PARENTHESES_LOGICAL, r, op, loc);
		break;
	case OPR_SHL:
	case OPR_SHR:
		warn_shift(p, op, l, loc);
		warn_shift(p, op, r, loc);
		break;
	case OPR_EQ:
	case OPR_NE:
	case OPR_LT:
	case OPR_GT:
	case OPR_LE:
	case OPR_GE:
		warn_not(p, op, l, loc);
		warn_same(p, op, l, r, loc);
		warn_string(p, l, r, loc);
		break;
	default: break;
	}
}
