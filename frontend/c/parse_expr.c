/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Expressions (C11 6.5), by precedence climbing: parse_binary() loops over operators and recurses
 * only for a tighter right operand, so a chain of any length makes a left spine without recursion.
 * Chains of `?:` are collected and folded from the right. Prefix operators and brackets recurse,
 * under parse_enter(). Forms with a grammar of their own are in parse_special.c.
 */
#include "parse_expr.h"

/* ---- 6.5.1: primary expressions ---- */

void parse_close_after(struct parser *p, const struct expr *e, enum tok kind, src_loc open)
{
	if (expr_is_error(e) && !parse_at(p, kind))
		parse_skip_close(p, kind);
	else
		parse_expect_close(p, kind, open);
}

static struct expr *parse_paren(struct parser *p)
{
	src_loc open = p->tok.loc;
	struct expr *e;

	if (parse_peek(p, 1)->kind == TOK_LBRACE)
		return parse_stmt_expr(p);
	if (!parse_enter(p)) {
		parse_leave(p);
		return expr_error(p, open);
	}
	parse_next(p);
	e = parse_expr(p);
	parse_close_after(p, e, TOK_RPAREN, open);
	parse_leave(p);
	e->parenthesized = true;
	e->range = (struct src_range){open, p->prev_end};
	return e;
}

static struct expr *parse_name(struct parser *p)
{
	struct ident *id = p->tok.id;
	src_loc loc = p->tok.loc;

	parse_next(p);
	if (parse_at(p, TOK_LPAREN) && !sema_find(p, id)) {
		const struct builtin_row *row = sema_builtin_named(p, id, NULL);

		if (row)
			return parse_builtin_call(p, row, loc);
	}
	return sema_name(p, id, loc, parse_at(p, TOK_LPAREN));
}

static struct expr *parse_literal(struct parser *p)
{
	struct token t = p->tok;
	struct lit_string s;

	if (t.kind == TOK_STRING) {
		if (!parse_string(p, &s))
			return expr_error(p, t.loc);
		return sema_string(p, &s, t.loc);
	}
	parse_next(p);
	return t.kind == TOK_NUMBER ? sema_number(p, &t) : sema_char(p, &t);
}

/* C23's named constants. */
static struct expr *parse_constant_name(struct parser *p)
{
	struct token t = p->tok;
	struct expr *e;

	parse_next(p);
	if (t.kind == TOK_NULLPTR)
		e = sema_convert(p, expr_int(p, 0, type_basic(p, TY_INT), t.loc),
			type_q(type_pointer(&p->types, type_basic(p, TY_VOID))));
	else
		e = expr_int(p, t.kind == TOK_TRUE, type_basic(p, TY_BOOL), t.loc);
	e->range.end = p->prev_end;
	return e;
}

static struct expr *parse_function_name(struct parser *p)
{
	src_loc loc = p->tok.loc;
	struct decl *d;
	struct expr *e;

	parse_next(p);
	if (!p->fn) {
		diag(p->ds, DIAG_FUNC_NAME_OUTSIDE, loc);
		return sema_string(p, &(struct lit_string){.width = 1, .data = ""}, loc);
	}
	d = sema_function_name(p, loc);
	e = sema_decl_ref(p, d, loc);
	e->range.end = p->prev_end;
	return e;
}

static struct expr *expected_expression(struct parser *p)
{
	src_loc loc = p->tok.loc;

	if (!p->stopped)
		diag(p->ds, DIAG_EXPECTED_EXPRESSION, loc);
	return expr_error(p, loc);
}

static struct expr *parse_primary(struct parser *p)
{
	switch (p->tok.kind) {
	case TOK_IDENT: return parse_name(p);
	case TOK_NUMBER:
	case TOK_CHAR:
	case TOK_STRING: return parse_literal(p);
	case TOK_LPAREN: return parse_paren(p);
	case TOK_GENERIC: return parse_generic(p);
	case TOK_FUNC_NAME: return parse_function_name(p);
	case TOK_TRUE:
	case TOK_FALSE:
	case TOK_NULLPTR: return parse_constant_name(p);
	case TOK_BUILTIN_CHOOSE_EXPR: return parse_choose_expr(p);
	case TOK_BUILTIN_OFFSETOF: return parse_offsetof(p);
	case TOK_BUILTIN_TYPES_COMPATIBLE_P: return parse_types_compatible(p);
	case TOK_BUILTIN_VA_ARG: return parse_va_arg(p);
	default: return expected_expression(p);
	}
}

/* ---- 6.5.2: postfix expressions ---- */

struct expr **parse_arguments(struct parser *p, uint32_t *n, src_loc *close)
{
	VEC(struct expr *) args = {0};
	src_loc open = p->tok.loc;

	parse_next(p);
	if (!parse_enter(p))
		parse_skip_to(p, TOK_RPAREN, TOK_RPAREN);
	while (!parse_at(p, TOK_RPAREN) && !parse_at(p, TOK_EOF)) {
		vec_push(p->arena, &args, parse_assign_expr(p));
		if (!parse_accept(p, TOK_COMMA))
			break;
		if (parse_at(p, TOK_RPAREN))
			vec_push(p->arena, &args, expected_expression(p));
	}
	*close = p->tok.loc;
	if (!parse_at(p, TOK_RPAREN)) {
		if (!args.n || !expr_is_error(vec_last(&args)))
			parse_expect_close(p, TOK_RPAREN, open);
		else
			parse_close_after(p, vec_last(&args), TOK_RPAREN, open);
		vec_push(p->arena, &args, expr_error(p, open));
	} else {
		parse_next(p);
	}
	parse_leave(p);
	*n = args.n;
	return args.p;
}

struct expr *parse_builtin_call(struct parser *p, const struct builtin_row *row, src_loc loc)
{
	src_loc close;
	uint32_t n;
	bool dead = row->check == BC_CONSTANT_P || row->check == BC_CORE_FIELD ||
		    row->check == BC_CORE_TYPE || row->check == BC_CORE_ENUM;

	p->unevaluated += dead;
	struct expr **args = parse_arguments(p, &n, &close);

	p->unevaluated -= dead;
	return sema_builtin_call(p, row, args, n, loc, close);
}

static struct expr *parse_call(struct parser *p, struct expr *fn)
{
	src_loc open = p->tok.loc, close;
	uint32_t n;
	struct expr **args = parse_arguments(p, &n, &close);

	for (uint32_t i = 0; i < n; i++)
		if (expr_is_error(args[i]))
			return expr_error(p, open);
	return expr_is_error(fn) ? fn : sema_call(p, fn, args, n, open, close);
}

static struct expr *parse_index(struct parser *p, struct expr *a)
{
	src_loc open = p->tok.loc;
	struct expr *i;

	parse_next(p);
	if (!parse_enter(p)) {
		parse_leave(p);
		return expr_error(p, open);
	}
	i = parse_expr(p);
	parse_close_after(p, i, TOK_RBRACKET, open);
	parse_leave(p);
	struct expr *e = sema_index(p, a, i, open);

	e->range = (struct src_range){a->range.begin, p->prev_end};
	return e;
}

static struct expr *parse_member(struct parser *p, struct expr *base)
{
	bool arrow = p->tok.kind == TOK_ARROW;
	src_loc op = p->tok.loc, loc = op;
	struct ident *name;

	parse_next(p);
	name = p->tok.kind > TOK_IDENT ? NULL : parse_ident(p, &loc);
	if (!name && p->tok.kind > TOK_IDENT) /* a keyword can be no member's name */
		diag(p->ds, DIAG_EXPECTED_IDENT, p->tok.loc);
	return name ? sema_member(p, base, name, loc, arrow, op) : expr_error(p, op);
}

static struct expr *parse_postfix_ops(struct parser *p, struct expr *e)
{
	for (;;) {
		src_loc loc = p->tok.loc;

		switch (p->tok.kind) {
		case TOK_LPAREN: e = parse_call(p, e); break;
		case TOK_LBRACKET: e = parse_index(p, e); break;
		case TOK_DOT:
		case TOK_ARROW: e = parse_member(p, e); break;
		case TOK_INC:
		case TOK_DEC: {
			enum expr_op op = p->tok.kind == TOK_INC ? OPR_POSTINC : OPR_POSTDEC;

			parse_next(p);
			e = sema_incdec(p, op, e, loc);
			e->range.end = p->prev_end;
			break;
		}
		default: return e;
		}
	}
}

/* ---- 6.5.3, 6.5.4: unary expressions and casts ---- */

/* '(' type-name ')' then '{': a compound literal; else a cast. */
static struct expr *parse_cast(struct parser *p)
{
	src_loc open = p->tok.loc;
	struct qtype type;

	parse_next(p);
	type = parse_type_name(p);
	parse_expect_close(p, TOK_RPAREN, open);
	if (parse_at(p, TOK_LBRACE))
		return parse_postfix_ops(p, parse_compound_literal(p, type, open));
	return sema_cast(p, type, parse_unary(p), open);
}

static struct expr *parse_prefix(struct parser *p, enum expr_op op)
{
	src_loc loc = p->tok.loc;

	parse_next(p);
	struct expr *e = parse_unary(p);

	if (op == OPR_PREINC || op == OPR_PREDEC)
		return sema_incdec(p, op, e, loc);
	return sema_unary(p, op, e, loc);
}

static struct expr *parse_star_or_amp(struct parser *p)
{
	bool star = p->tok.kind == TOK_STAR;
	src_loc loc = p->tok.loc;

	parse_next(p);
	struct expr *e = parse_unary(p);

	return star ? sema_deref(p, e, loc) : sema_addr(p, e, loc);
}

/* GNU: &&label */
static struct expr *parse_label_address(struct parser *p)
{
	src_loc loc = p->tok.loc;

	diag(p->ds, DIAG_COMPUTED_GOTO, loc);
	parse_next(p);
	if (tok_is_name(&p->tok))
		parse_next(p);
	return expr_error(p, loc);
}

static struct expr *parse_unary_inner(struct parser *p)
{
	switch (p->tok.kind) {
	case TOK_INC: return parse_prefix(p, OPR_PREINC);
	case TOK_DEC: return parse_prefix(p, OPR_PREDEC);
	case TOK_PLUS: return parse_prefix(p, OPR_PLUS);
	case TOK_MINUS: return parse_prefix(p, OPR_NEG);
	case TOK_TILDE: return parse_prefix(p, OPR_NOT);
	case TOK_BANG: return parse_prefix(p, OPR_LNOT);
	case TOK_STAR:
	case TOK_AMP: return parse_star_or_amp(p);
	case TOK_ANDAND: return parse_label_address(p);
	case TOK_SIZEOF:
	case TOK_ALIGNOF:
	case TOK_GNU_ALIGNOF: return parse_sizeof(p);
	case TOK_EXTENSION: parse_next(p); return parse_unary(p);
	case TOK_REAL:
	case TOK_IMAG:
		diag(p->ds, DIAG_COMPLEX, p->tok.loc);
		parse_next(p);
		return parse_unary(p);
	default: return parse_cast(p);
	}
}

struct expr *parse_unary(struct parser *p)
{
	struct expr *e;
	bool simple;

	switch (p->tok.kind) {
	case TOK_INC:
	case TOK_DEC:
	case TOK_PLUS:
	case TOK_MINUS:
	case TOK_TILDE:
	case TOK_BANG:
	case TOK_STAR:
	case TOK_AMP:
	case TOK_ANDAND:
	case TOK_SIZEOF:
	case TOK_ALIGNOF:
	case TOK_GNU_ALIGNOF:
	case TOK_EXTENSION:
	case TOK_REAL:
	case TOK_IMAG: simple = false; break;
	case TOK_LPAREN: simple = !parse_is_type(p, parse_peek(p, 1)); break;
	default: simple = true; break;
	}
	if (simple)
		return parse_postfix_ops(p, parse_primary(p));
	e = parse_enter(p) ? parse_unary_inner(p) : expr_error(p, p->tok.loc);
	parse_leave(p);
	return e;
}

/* ---- 6.5.5 to 6.5.14: binary operators ---- */

struct operator
{
	uint8_t level; /* 0: not a binary operator; higher binds tighter */
	uint8_t op;    /* enum expr_op */
};

static struct operator binary_operator(enum tok kind)
{
	switch (kind) {
	case TOK_STAR: return (struct operator){10, OPR_MUL};
	case TOK_SLASH: return (struct operator){10, OPR_DIV};
	case TOK_PERCENT: return (struct operator){10, OPR_MOD};
	case TOK_PLUS: return (struct operator){9, OPR_ADD};
	case TOK_MINUS: return (struct operator){9, OPR_SUB};
	case TOK_SHL: return (struct operator){8, OPR_SHL};
	case TOK_SHR: return (struct operator){8, OPR_SHR};
	case TOK_LT: return (struct operator){7, OPR_LT};
	case TOK_GT: return (struct operator){7, OPR_GT};
	case TOK_LE: return (struct operator){7, OPR_LE};
	case TOK_GE: return (struct operator){7, OPR_GE};
	case TOK_EQ: return (struct operator){6, OPR_EQ};
	case TOK_NE: return (struct operator){6, OPR_NE};
	case TOK_AMP: return (struct operator){5, OPR_AND};
	case TOK_CARET: return (struct operator){4, OPR_XOR};
	case TOK_PIPE: return (struct operator){3, OPR_OR};
	case TOK_ANDAND: return (struct operator){2, OPR_LAND};
	case TOK_OROR: return (struct operator){1, OPR_LOR};
	default: return (struct operator){0, OPR_NONE};
	}
}

/* Does the left operand's value keep `&&`, `||` from evaluating the right one? A chain's earlier
 * operands are not looked at again. */
static bool short_circuits(struct parser *p, enum expr_op op, struct expr *l)
{
	if ((op != OPR_LAND && op != OPR_LOR) || l->kind == EX_LOGICAL)
		return false;
	return op == OPR_LAND ? const_is_false(p, l) : const_is_true(p, l);
}

/* Operators of at least this level. The recursion is at most ten deep. */
static struct expr *parse_binary(struct parser *p, struct expr *l, unsigned level)
{
	for (;;) {
		struct operator o = binary_operator(p->tok.kind);
		src_loc loc = p->tok.loc;

		if (!o.level || o.level < level)
			return l;
		bool dead = short_circuits(p, o.op, l);

		parse_next(p);
		p->dead += dead;
		struct expr *r = parse_unary(p);

		if (binary_operator(p->tok.kind).level > o.level)
			r = parse_binary(p, r, o.level + 1u);
		p->dead -= dead;
		l = sema_binary(p, o.op, l, r, loc);
	}
}

/* ---- 6.5.15: ?: ---- */

struct question {
	struct expr *c, *t; /* t NULL: c ?: f */
	src_loc loc, colon;
};

/* c is a condition and '?' is current. */
static struct expr *parse_conditional(struct parser *p, struct expr *c)
{
	VEC(struct question) chain = {0};
	struct expr *e = c;

	while (parse_at(p, TOK_QUESTION)) {
		struct question q = {.c = sema_condition(p, e), .loc = p->tok.loc};

		sema_warn_question(p, e, q.loc);
		parse_next(p);
		bool is_false = const_is_false(p, q.c), is_true = const_is_true(p, q.c);

		p->dead += is_false;
		if (!parse_at(p, TOK_COLON))
			q.t = parse_enter(p) ? parse_expr(p) : expr_error(p, q.loc);
		if (q.t)
			parse_leave(p);
		p->dead -= is_false;
		q.colon = p->tok.loc;
		if (!parse_accept(p, TOK_COLON)) {
			if (!p->stopped) {
				diag(p->ds, DIAG_EXPECTED, p->tok.loc, ":");
				diag(p->ds, DIAG_NOTE_TO_MATCH, q.loc, "?");
			}
			return expr_error(p, q.loc);
		}
		vec_push(p->arena, &chain, q);
		p->dead += is_true;
		e = parse_binary(p, parse_unary(p), 1);
		p->dead -= is_true;
	}
	for (uint32_t i = chain.n; i-- > 0 && !p->stopped;)
		e = sema_conditional(
			p, chain.p[i].c, chain.p[i].t, e, chain.p[i].loc, chain.p[i].colon);
	return e;
}

/* ---- 6.5.16, 6.5.17 ---- */

static enum expr_op assign_operator(enum tok kind)
{
	switch (kind) {
	case TOK_PLUS_ASSIGN: return OPR_ADD;
	case TOK_MINUS_ASSIGN: return OPR_SUB;
	case TOK_STAR_ASSIGN: return OPR_MUL;
	case TOK_SLASH_ASSIGN: return OPR_DIV;
	case TOK_PERCENT_ASSIGN: return OPR_MOD;
	case TOK_AMP_ASSIGN: return OPR_AND;
	case TOK_PIPE_ASSIGN: return OPR_OR;
	case TOK_CARET_ASSIGN: return OPR_XOR;
	case TOK_SHL_ASSIGN: return OPR_SHL;
	case TOK_SHR_ASSIGN: return OPR_SHR;
	default: return OPR_NONE;
	}
}

static struct expr *parse_assign_rest(struct parser *p, struct expr *e)
{
	enum expr_op op = assign_operator(p->tok.kind);
	src_loc loc = p->tok.loc;

	if (op == OPR_NONE && !parse_at(p, TOK_ASSIGN))
		return e;
	parse_next(p);
	struct expr *r = parse_enter(p) ? parse_assign_expr(p) : expr_error(p, loc);

	parse_leave(p);
	return sema_assign(p, op, e, r, loc);
}

static struct expr *parse_after_unary(struct parser *p, struct expr *e)
{
	e = parse_binary(p, e, 1);
	if (parse_at(p, TOK_QUESTION))
		e = parse_conditional(p, e);
	return parse_assign_rest(p, e);
}

struct expr *parse_assign_expr(struct parser *p)
{
	return parse_after_unary(p, parse_unary(p));
}

struct expr *parse_expr(struct parser *p)
{
	struct expr *e = parse_assign_expr(p);

	while (parse_at(p, TOK_COMMA)) {
		src_loc loc = p->tok.loc;

		parse_next(p);
		e = sema_comma(p, e, parse_assign_expr(p), loc);
	}
	return e;
}

/* ---- 6.6 ---- */

struct expr *parse_const_expr(struct parser *p)
{
	struct expr *e = parse_binary(p, parse_unary(p), 1);

	if (parse_at(p, TOK_QUESTION))
		e = parse_conditional(p, e);
	return sema_const_int(p, e);
}
