/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Expressions with a grammar of their own: statement expressions, _Generic, sizeof and alignof,
 * compound literals, and the builtins whose arguments are types.
 */
#include "parse_expr.h"

/* GNU: ( compound-statement ); its value is that of the last statement, if that is an expression.
 */
struct expr *parse_stmt_expr(struct parser *p)
{
	src_loc open = p->tok.loc;
	uint16_t height = p->height;
	struct qtype type = type_basic(p, TY_VOID);
	struct stmt *body, *last = NULL;
	struct expr *e;

	parse_next(p);
	if (!p->fn) {
		diag(p->ds, DIAG_STMT_EXPR_OUTSIDE, open);
		parse_skip_to(p, TOK_RPAREN, TOK_RPAREN);
		parse_accept(p, TOK_RPAREN);
		return expr_error(p, open);
	}
	p->height = 0;
	body = parse_value_block(p);
	parse_expect_close(p, TOK_RPAREN, open);
	for (struct stmt *s = body->u.block.first; s; s = s->next)
		last = s;
	while (last && last->kind == ST_LABEL)
		last = last->u.label.body;
	if (last && last->kind == ST_EXPR)
		type = last->u.expr->type;
	e = expr_new(p, EX_STMT, type, open);
	e->u.stmt.body = body;
	e->range = (struct src_range){open, p->prev_end};
	expr_above(p, e, &(struct expr){.height = p->height});
	if (height > p->height)
		p->height = height;
	return type_strip(type).t->kind == TY_ERROR ? expr_error(p, open) : e;
}

/* ---- 6.5.1.1: _Generic ---- */

struct generic {
	struct qtype control;
	struct expr *chosen, *deflt;
	src_loc default_loc;
	VEC(struct qtype) types;
};

static bool generic_type(struct parser *p, struct generic *g, bool *match)
{
	src_loc loc = p->tok.loc;
	struct qtype t = parse_type_name(p);

	if (type_strip(t).t->kind == TY_ERROR)
		return false;
	vec_for (old, &g->types) {
		if (type_compatible(&p->types, *old, t, true)) {
			diag(p->ds, DIAG_GENERIC_DUPLICATE, loc, sema_quoted(p, t),
				sema_quoted(p, *old));
			return false;
		}
	}
	vec_push(p->arena, &g->types, t);
	*match = type_compatible(&p->types, g->control, t, true);
	return true;
}

/* type-name : assignment-expression  |  default : assignment-expression */
static bool generic_association(struct parser *p, struct generic *g)
{
	bool is_default = parse_at(p, TOK_DEFAULT), match = false;
	src_loc loc = p->tok.loc;

	if (is_default) {
		if (g->deflt)
			diag(p->ds, DIAG_GENERIC_DEFAULTS, loc);
		g->default_loc = loc;
		parse_next(p);
	} else if (!generic_type(p, g, &match)) {
		parse_skip_to(p, TOK_COLON, TOK_RPAREN);
	}
	if (!parse_expect(p, TOK_COLON))
		return false;
	struct expr *e = parse_assign_expr(p);

	if (is_default)
		g->deflt = e;
	else if (match && !g->chosen)
		g->chosen = e;
	return true;
}

/* _Generic ( assignment-expression , association-list ) */
struct expr *parse_generic(struct parser *p)
{
	src_loc loc = p->tok.loc, open;
	struct generic g = {0};
	struct expr *control;

	parse_next(p);
	open = p->tok.loc;
	if (!parse_expect(p, TOK_LPAREN))
		return expr_error(p, loc);
	if (!parse_enter(p)) {
		parse_leave(p);
		return expr_error(p, loc);
	}
	p->unevaluated++;
	control = parse_assign_expr(p);
	p->unevaluated--;
	g.control = sema_deduced_type(p, control);
	while (parse_accept(p, TOK_COMMA) && generic_association(p, &g))
		;
	parse_expect_close(p, TOK_RPAREN, open);
	parse_leave(p);
	if (!g.chosen)
		g.chosen = g.deflt;
	if (expr_is_error(control) || p->stopped)
		return expr_error(p, loc);
	if (g.chosen)
		return g.chosen;
	diag(p->ds, DIAG_GENERIC_NO_MATCH, control->loc, sema_quoted(p, g.control));
	sema_range(p, control);
	return expr_error(p, loc);
}

/* ---- 6.5.3.4: sizeof, _Alignof ---- */

static const char *size_operator(enum tok kind)
{
	return kind == TOK_SIZEOF ? "sizeof" : kind == TOK_ALIGNOF ? "_Alignof" : "__alignof";
}

static struct expr *size_of_type(struct parser *p, enum tok kind, struct qtype q, src_loc loc)
{
	struct qtype s = type_strip(q);
	uint64_t value;

	if (s.t->kind == TY_ERROR)
		return expr_error(p, loc);
	if (s.t->kind != TY_VOID && s.t->kind != TY_FUNC && !type_complete(&p->types, q)) {
		diag(p->ds, DIAG_SIZEOF_INCOMPLETE, loc, size_operator(kind), sema_quoted(p, q));
		return expr_error(p, loc);
	}
	if (s.t->kind == TY_VOID || s.t->kind == TY_FUNC)
		diag(p->ds, DIAG_SIZEOF_VOID, loc, size_operator(kind),
			s.t->kind == TY_VOID ? "void" : "function");
	value = kind == TOK_SIZEOF ? type_size(&p->types, q) : type_align(&p->types, q);
	return expr_int(p, value, type_basic(p, TY_ULONG), loc);
}

/* A declared object's or member's own alignment counts. */
static uint32_t declared_align(const struct expr *e)
{
	const struct decl *d = e->kind == EX_DECL ? e->u.decl : NULL;

	if (e->kind == EX_MEMBER)
		return e->u.member.field->align;
	return d && d->attrs ? d->attrs->align : 0;
}

static struct expr *size_of_expr(struct parser *p, enum tok kind, struct expr *e, src_loc loc)
{
	struct expr *size;

	if (expr_is_error(e))
		return expr_error(p, loc);
	if (e->kind == EX_MEMBER && e->u.member.field->is_bitfield) {
		diag(p->ds, DIAG_SIZEOF_BITFIELD, loc, size_operator(kind));
		sema_range(p, e);
		return expr_error(p, loc);
	}
	size = size_of_type(p, kind, e->type, loc);
	if (size->kind == EX_INT && kind != TOK_SIZEOF && declared_align(e))
		size->u.value.lo = declared_align(e);
	return size;
}

/* sizeof unary-expression  |  sizeof ( type-name ) */
struct expr *parse_sizeof(struct parser *p)
{
	enum tok kind = p->tok.kind;
	src_loc loc = p->tok.loc, open;
	struct expr *e;

	parse_next(p);
	open = p->tok.loc;
	if (parse_at(p, TOK_LPAREN) && parse_is_type(p, parse_peek(p, 1))) {
		struct expr *count;

		parse_next(p);
		struct qtype q = parse_sized_type_name(p, &count);

		parse_expect_close(p, TOK_RPAREN, open);
		if (!count && parse_at(p, TOK_LBRACE)) {
			p->unevaluated++;
			e = parse_compound_literal(p, q, open);
			p->unevaluated--;
			q = e->type;
		}
		e = size_of_type(p, kind, q, loc);
		if (count && kind == TOK_SIZEOF && e->kind == EX_INT) /* 6.5.3.4p2: evaluated */
			e = sema_operate(p, OPR_MUL, count, e, loc);
	} else {
		p->unevaluated++;
		e = parse_unary(p);
		p->unevaluated--;
		e = size_of_expr(p, kind, e, loc);
	}
	e->range = (struct src_range){loc, p->prev_end};
	return e;
}

/* ---- 6.5.2.5: compound literals ---- */

struct expr *parse_compound_literal(struct parser *p, struct qtype type, src_loc open)
{
	uint16_t height = p->height;
	struct init *init;
	struct expr *e;

	p->height = 0;
	init = parse_braced_init(p, &type, !p->fn);
	if (type_strip(type).t->kind == TY_ERROR || !init)
		return expr_error(p, open);
	if (!sema_require_complete(p, type, open))
		return expr_error(p, open);
	e = expr_new(p, EX_COMPOUND, type, open);
	e->u.decl = sema_unnamed_var(p, type, init, open);
	e->is_lvalue = true;
	e->range = (struct src_range){open, p->prev_end};
	expr_above(p, e, &(struct expr){.height = p->height});
	if (height > p->height)
		p->height = height;
	return e;
}

/* ---- builtins over types ---- */

/* __builtin_types_compatible_p ( type-name , type-name ) */
struct expr *parse_types_compatible(struct parser *p)
{
	src_loc loc = p->tok.loc, open;
	struct qtype a, b;
	bool same;

	parse_next(p);
	open = p->tok.loc;
	if (!parse_expect(p, TOK_LPAREN))
		return expr_error(p, loc);
	a = parse_type_name(p);
	if (!parse_expect(p, TOK_COMMA))
		return expr_error(p, loc);
	b = parse_type_name(p);
	parse_expect_close(p, TOK_RPAREN, open);
	same = type_compatible(&p->types, a, b, false);
	struct expr *e = expr_int(p, same, type_basic(p, TY_INT), loc);

	e->range = (struct src_range){loc, p->prev_end};
	return e;
}

/* __builtin_choose_expr ( constant , expression , expression ): the chosen one as it is */
struct expr *parse_choose_expr(struct parser *p)
{
	src_loc loc = p->tok.loc, open;
	struct expr *c, *t, *f;

	parse_next(p);
	open = p->tok.loc;
	if (!parse_expect(p, TOK_LPAREN))
		return expr_error(p, loc);
	if (!parse_enter(p)) {
		parse_leave(p);
		return expr_error(p, loc);
	}
	c = sema_const_int(p, parse_assign_expr(p));
	parse_expect(p, TOK_COMMA);
	t = parse_assign_expr(p);
	parse_expect(p, TOK_COMMA);
	f = parse_assign_expr(p);
	parse_expect_close(p, TOK_RPAREN, open);
	parse_leave(p);
	if (expr_is_error(c))
		return c;
	return c->u.value.lo | c->u.value.hi ? t : f;
}

/* __builtin_va_arg ( list , type-name ) */
struct expr *parse_va_arg(struct parser *p)
{
	src_loc loc = p->tok.loc, open;
	struct expr *list, *e, **args = arena_array(p->arena, struct expr *, 1);
	struct qtype type;

	parse_next(p);
	open = p->tok.loc;
	if (!parse_expect(p, TOK_LPAREN))
		return expr_error(p, loc);
	list = parse_assign_expr(p);
	if (!parse_expect(p, TOK_COMMA))
		return expr_error(p, loc);
	type = parse_type_name(p);
	parse_expect_close(p, TOK_RPAREN, open);
	if (expr_is_error(list))
		return list;
	args[0] = list;
	e = expr_call(p, EX_BUILTIN, NULL, args, 1, sema_value_type(type), loc);
	e->u.call.builtin = BI_VA_ARG;
	e->range = (struct src_range){loc, p->prev_end};
	return e;
}

/* ---- offsetof ---- */

/* `.name` and `[index]`, as often as they come. */
static struct expr *offsetof_path(struct parser *p, struct expr *e)
{
	while (!expr_is_error(e)) {
		src_loc loc = p->tok.loc, name_loc = loc;

		if (parse_accept(p, TOK_DOT)) {
			struct ident *name = parse_ident(p, &name_loc);

			e = name ? sema_member(p, e, name, name_loc, false, loc)
				 : expr_error(p, loc);
		} else if (parse_accept(p, TOK_LBRACKET)) {
			e = sema_index(p, e, parse_expr(p), loc);
			parse_expect_close(p, TOK_RBRACKET, loc);
		} else {
			return e;
		}
	}
	return e;
}

static struct expr *offsetof_value(struct parser *p, struct expr *member, src_loc loc)
{
	struct qtype size_type = type_basic(p, TY_ULONG);
	struct const_value v;
	struct expr *e;

	if (expr_is_error(member))
		return expr_error(p, loc);
	if (member->kind == EX_MEMBER && member->u.member.field->is_bitfield) {
		const struct ident *name = member->u.member.field->name;

		diag(p->ds, DIAG_OFFSETOF_BITFIELD, loc, name ? name->name : "");
		return expr_error(p, loc);
	}
	e = sema_convert(p, sema_addr(p, member, loc), size_type);
	if (!const_eval(p, e, true, &v))
		return e; /* an index that is not constant */
	return expr_int(p, v.lo, size_type, loc);
}

/* __builtin_offsetof ( type-name , identifier path ): &((T *)0)->path as a number */
struct expr *parse_offsetof(struct parser *p)
{
	src_loc loc = p->tok.loc, open, name_loc;
	struct qtype type;
	struct ident *name;
	struct expr *e;

	parse_next(p);
	open = p->tok.loc;
	if (!parse_expect(p, TOK_LPAREN))
		return expr_error(p, loc);
	type = parse_type_name(p);
	if (!parse_expect(p, TOK_COMMA))
		return expr_error(p, loc);
	name = parse_ident(p, &name_loc);
	if (!name || type_strip(type).t->kind == TY_ERROR) {
		parse_skip_to(p, TOK_RPAREN, TOK_RPAREN);
		parse_accept(p, TOK_RPAREN);
		return expr_error(p, loc);
	}
	if (type_is_record(type)) {
		struct expr *null = expr_int(p, 0, type_basic(p, TY_INT), loc);

		null = sema_convert(p, null, type_q(type_pointer(&p->types, type)));
		e = sema_member(p, sema_deref(p, null, loc), name, name_loc, false, name_loc);
	} else {
		diag(p->ds, DIAG_OFFSETOF_TYPE, loc, sema_quoted(p, type));
		e = expr_error(p, loc);
	}
	if (!parse_enter(p))
		e = expr_error(p, loc);
	e = offsetof_path(p, e);
	parse_leave(p);
	if (expr_is_error(e))
		parse_skip_to(p, TOK_RPAREN, TOK_RPAREN);
	parse_expect_close(p, TOK_RPAREN, open);
	e = offsetof_value(p, e, loc);
	e->range = (struct src_range){loc, p->prev_end};
	return e;
}
