/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The controlling expression of #if and #elif (6.10.1): integer constants in intmax_t and
 * uintmax_t, both 64 bits; names that are no macros are 0. Operands that are not evaluated (behind
 * && || ?:) are parsed all the same, but then nothing is said about division by zero and the like.
 */
#include "literal.h"
#include "pp_impl.h"

struct value {
	uint64_t v;
	bool is_unsigned;
};

struct expr {
	struct pp *pp;
	struct token t; /* the next one */
	unsigned depth;
	unsigned unused; /* > 0: the value does not matter */
	bool failed;     /* reported */
};

static struct value conditional(struct expr *e);

static void advance(struct expr *e)
{
	pp_expanded(e->pp, &e->t);
}

static struct value fail(struct expr *e, enum diag_id id)
{
	if (!e->failed)
		diag(e->pp->ds, id, e->t.loc, (int)e->t.len,
			e->t.kind == TOK_EOD ? "" : tok_text(&e->t));
	e->failed = true;
	return (struct value){0};
}

/* defined X, defined(X); t is `defined` */
static struct value defined_operator(struct expr *e)
{
	struct pp *pp = e->pp;
	struct value v = {0};

	pp_raw(pp, &e->t);
	bool paren = e->t.kind == TOK_LPAREN;

	if (paren)
		pp_raw(pp, &e->t);
	if (!tok_is_name(&e->t))
		return fail(e, DIAG_DEFINED_NAME);
	v.v = pp_macro(pp, e->t.id) != NULL;
	if (paren) {
		pp_raw(pp, &e->t);
		if (e->t.kind != TOK_RPAREN)
			return fail(e, DIAG_CONDITION_PAREN);
	}
	advance(e);
	return v;
}

static struct value number(struct expr *e)
{
	struct lit_number n;

	if (!literal_number(e->pp->ds, &e->t, &n)) {
		e->failed = true;
		return (struct value){0};
	}
	if (n.is_float)
		return fail(e, DIAG_CONDITION_FLOAT);
	advance(e);
	/* 6.10.1p4: every type acts as [u]intmax_t */
	return (struct value){n.value, n.is_unsigned || n.value > INT64_MAX};
}

static struct value character(struct expr *e)
{
	enum lit_prefix prefix;
	int64_t v = 0;

	if (!literal_char(e->pp->ds, &e->t, e->pp->opts->unsigned_char, &v, &prefix))
		e->failed = true;
	advance(e);
	return (struct value){(uint64_t)v, prefix == LIT_U16 || prefix == LIT_U32};
}

static struct value name(struct expr *e)
{
	struct value v = {0};

	if (e->t.id == e->pp->id_defined)
		return defined_operator(e);
	if (!e->unused)
		diag(e->pp->ds, DIAG_UNDEF, e->t.loc, e->t.id->name);
	v.v = e->t.kind == TOK_TRUE;
	if (!e->t.id->keyword && pp_at_lparen(e->pp) && !e->failed) {
		diag(e->pp->ds, DIAG_CONDITION_CALL, e->t.loc, e->t.id->name);
		e->failed = true;
	}
	advance(e);
	return v;
}

static struct value primary(struct expr *e)
{
	struct value v;

	switch (e->t.kind) {
	case TOK_NUMBER: return number(e);
	case TOK_CHAR: return character(e);
	case TOK_LPAREN:
		advance(e);
		v = conditional(e);
		if (e->t.kind != TOK_RPAREN)
			return fail(e, DIAG_CONDITION_PAREN);
		advance(e);
		return v;
	case TOK_EOD: return fail(e, DIAG_CONDITION_VALUE);
	default: return tok_is_name(&e->t) ? name(e) : fail(e, DIAG_CONDITION_TOKEN);
	}
}

static struct value unary(struct expr *e)
{
	enum tok op = e->t.kind;
	struct value v;

	if (op != TOK_PLUS && op != TOK_MINUS && op != TOK_TILDE && op != TOK_BANG)
		return primary(e);
	if (++e->depth > EXPR_DEPTH_MAX)
		return fail(e, DIAG_CONDITION_DEPTH);
	advance(e);
	v = unary(e);
	e->depth--;
	switch (op) {
	case TOK_MINUS: v.v = -v.v; break;
	case TOK_TILDE: v.v = ~v.v; break;
	case TOK_BANG: v = (struct value){!v.v, false}; break;
	default: break;
	}
	return v;
}

/* Binding strength of binary operators; 0: none. ?: is apart. */
static int strength(enum tok op)
{
	switch (op) {
	case TOK_STAR:
	case TOK_SLASH:
	case TOK_PERCENT: return 10;
	case TOK_PLUS:
	case TOK_MINUS: return 9;
	case TOK_SHL:
	case TOK_SHR: return 8;
	case TOK_LT:
	case TOK_GT:
	case TOK_LE:
	case TOK_GE: return 7;
	case TOK_EQ:
	case TOK_NE: return 6;
	case TOK_AMP: return 5;
	case TOK_CARET: return 4;
	case TOK_PIPE: return 3;
	case TOK_ANDAND: return 2;
	case TOK_OROR: return 1;
	default: return 0;
	}
}

static struct value divide(struct expr *e, enum tok op, struct value a, struct value b, src_loc loc)
{
	struct value r = {0, a.is_unsigned || b.is_unsigned};

	if (!b.v) {
		if (!e->unused && !e->failed) {
			diag(e->pp->ds, DIAG_CONDITION_DIVIDES, loc);
			e->failed = true;
		}
	} else if (r.is_unsigned) {
		r.v = op == TOK_SLASH ? a.v / b.v : a.v % b.v;
	} else if (b.v == UINT64_MAX) {
		r.v = op == TOK_SLASH ? -a.v : 0; /* INT64_MIN / -1 */
	} else {
		r.v = (uint64_t)(op == TOK_SLASH ? (int64_t)a.v / (int64_t)b.v
						 : (int64_t)a.v % (int64_t)b.v);
	}
	return r;
}

/* As clang: beyond the width everything is shifted out; a negative count shifts the other way. */
static struct value shift(enum tok op, struct value a, struct value b)
{
	bool left = op == TOK_SHL;

	if (!b.is_unsigned && (int64_t)b.v < 0) {
		left = !left;
		b.v = -b.v;
	}
	bool negative = !a.is_unsigned && (int64_t)a.v < 0;

	if (b.v >= 64)
		a.v = negative && !left ? UINT64_MAX : 0;
	else if (left)
		a.v <<= b.v;
	else
		a.v = a.is_unsigned ? a.v >> b.v : (uint64_t)((int64_t)a.v >> b.v);
	return a;
}

static bool less(struct value a, struct value b)
{
	return a.is_unsigned || b.is_unsigned ? a.v < b.v : (int64_t)a.v < (int64_t)b.v;
}

static struct value apply(struct expr *e, enum tok op, struct value a, struct value b, src_loc loc)
{
	bool u = a.is_unsigned || b.is_unsigned;

	switch (op) {
	case TOK_STAR: return (struct value){a.v * b.v, u};
	case TOK_SLASH:
	case TOK_PERCENT: return divide(e, op, a, b, loc);
	case TOK_PLUS: return (struct value){a.v + b.v, u};
	case TOK_MINUS: return (struct value){a.v - b.v, u};
	case TOK_SHL:
	case TOK_SHR: return shift(op, a, b);
	case TOK_LT: return (struct value){less(a, b), false};
	case TOK_GT: return (struct value){less(b, a), false};
	case TOK_LE: return (struct value){!less(b, a), false};
	case TOK_GE: return (struct value){!less(a, b), false};
	case TOK_EQ: return (struct value){a.v == b.v, false};
	case TOK_NE: return (struct value){a.v != b.v, false};
	case TOK_AMP: return (struct value){a.v & b.v, u};
	case TOK_CARET: return (struct value){a.v ^ b.v, u};
	case TOK_PIPE: return (struct value){a.v | b.v, u};
	case TOK_ANDAND: return (struct value){a.v && b.v, false};
	default: return (struct value){a.v || b.v, false};
	}
}

/* Operators that bind at least as strongly as `least`, left to right. */
static struct value binary(struct expr *e, int least)
{
	struct value a, b;

	if (++e->depth > EXPR_DEPTH_MAX)
		return fail(e, DIAG_CONDITION_DEPTH);
	a = unary(e);
	for (int s; !e->failed && (s = strength(e->t.kind)) >= least && s;) {
		enum tok op = e->t.kind;
		bool known = (op == TOK_ANDAND && !a.v) || (op == TOK_OROR && a.v);
		src_loc loc = e->t.loc;

		e->unused += known;
		advance(e);
		b = binary(e, s + 1);
		e->unused -= known;
		a = apply(e, op, a, b, loc);
	}
	e->depth--;
	return a;
}

static struct value conditional(struct expr *e)
{
	struct value c = binary(e, 1), a, b;

	if (e->t.kind != TOK_QUESTION || e->failed)
		return c;
	if (++e->depth > EXPR_DEPTH_MAX)
		return fail(e, DIAG_CONDITION_DEPTH);
	advance(e);
	e->unused += !c.v;
	a = e->t.kind == TOK_COLON ? c : conditional(e); /* GNU: c ?: b */
	e->unused -= !c.v;
	if (e->t.kind != TOK_COLON)
		return fail(e, DIAG_CONDITION_COLON);
	advance(e);
	e->unused += c.v != 0;
	b = conditional(e);
	e->unused -= c.v != 0;
	e->depth--;
	return (struct value){c.v ? a.v : b.v, a.is_unsigned || b.is_unsigned};
}

bool pp_condition(struct pp *pp, bool *value)
{
	struct expr e = {.pp = pp};

	pp->in_condition = true;
	advance(&e);
	struct value v = conditional(&e);

	if (!e.failed && e.t.kind != TOK_EOD)
		fail(&e, e.t.kind == TOK_RPAREN ? DIAG_CONDITION_UNMATCHED : DIAG_CONDITION_TOKEN);
	pp->in_condition = false;
	*value = !e.failed && v.v;
	return !e.failed;
}
