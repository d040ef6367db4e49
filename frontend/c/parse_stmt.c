/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Statements (C11 6.8). Chains that real code makes long do not recurse: `else if`, and labels in a
 * row. Nested statements recurse under parse_enter().
 */
#include "stmt.h"

#include "decl.h"
#include "parse_expr.h"

struct stmt *stmt_new(struct parser *p, enum stmt_kind kind, src_loc loc)
{
	struct stmt *s = arena_new(parse_nodes(p), struct stmt);

	s->kind = (uint8_t)kind;
	s->loc = s->end = loc;
	return s;
}

/* ---- 6.8.2: blocks ---- */

struct local_label {
	struct ident *name;
	struct label *outer;
};

struct block {
	struct stmt **tail;
	VEC(struct local_label) labels;
};

static void append(struct block *b, struct stmt *s)
{
	while (s) {
		*b->tail = s;
		b->tail = &s->next;
		s = s->next;
	}
}

/* GNU: __label__ a, b; */
static void parse_local_labels(struct parser *p, struct block *b)
{
	while (parse_accept(p, TOK_LABEL)) {
		do {
			src_loc loc;
			struct ident *name = parse_ident(p, &loc);

			if (!name)
				break;
			vec_push(p->arena, &b->labels,
				((struct local_label){name, sema_local_label(p, name, loc)}));
		} while (parse_accept(p, TOK_COMMA));
		parse_expect_semi(p, "declaration");
	}
}

static void parse_block_items(struct parser *p, struct block *b, bool value)
{
	parse_local_labels(p, b);
	while (!parse_at(p, TOK_RBRACE) && !parse_at(p, TOK_EOF)) {
		if (parse_at_declaration(p))
			append(b, parse_block_declaration(p));
		else
			append(b, parse_statement(p, value));
	}
}

static struct stmt *parse_braces(struct parser *p, bool value, bool scope)
{
	struct stmt *s = stmt_new(p, ST_BLOCK, p->tok.loc);
	struct block b = {.tail = &s->u.block.first};
	src_loc open = p->tok.loc;

	if (!parse_expect(p, TOK_LBRACE))
		return s;
	if (scope)
		scope_push(&p->scopes);
	if (parse_enter(p))
		parse_block_items(p, &b, value);
	parse_leave(p);
	for (uint32_t i = b.labels.n; i-- > 0;)
		sema_restore_label(p, b.labels.p[i].name, b.labels.p[i].outer);
	s->end = p->tok.loc;
	if (!p->stopped)
		parse_expect_close(p, TOK_RBRACE, open);
	if (scope) {
		sema_leave_scope(p);
		scope_pop(&p->scopes);
	}
	return s;
}

struct stmt *parse_value_block(struct parser *p)
{
	return parse_braces(p, true, true);
}

struct stmt *parse_function_body(struct parser *p)
{
	struct stmt *body = parse_braces(p, false, false);

	if (!p->stopped) {
		sema_check_labels(p);
		sema_warn_return(p, body);
	}
	return body;
}

/* ---- 6.8.3: expression statements ---- */

/* Only empty statements and '}' follow: this expression is the value of ({ ... }). */
static bool at_value_end(struct parser *p)
{
	while (parse_at(p, TOK_SEMI))
		parse_next(p);
	return parse_at(p, TOK_RBRACE);
}

static struct stmt *parse_expression_statement(struct parser *p, bool value)
{
	struct stmt *s = stmt_new(p, ST_EXPR, p->tok.loc);
	struct token first = p->tok;
	struct expr *e = parse_expr(p);

	if (expr_is_error(e) && p->tok.loc == first.loc && p->tok.kind != TOK_EOF &&
		p->tok.kind != TOK_SEMI && p->tok.kind != TOK_RBRACE)
		parse_next(p); /* nothing was taken: always get on */
	s->end = p->prev_end;
	if (expr_is_error(e) && !parse_at(p, TOK_SEMI)) {
		parse_skip_to(p, TOK_SEMI, TOK_SEMI);
		parse_accept(p, TOK_SEMI);
	} else {
		parse_expect_semi(p, "expression");
	}
	s->u.expr = value && at_value_end(p) ? sema_rvalue(p, e) : sema_discard(p, e);
	return s;
}

/* ---- 6.8.4: selection ---- */

/* ( expression ), as a value */
static struct expr *parse_parenthesized(struct parser *p, const char *after)
{
	src_loc open = p->tok.loc;
	struct expr *e;

	if (!parse_accept(p, TOK_LPAREN)) {
		if (!p->stopped)
			diag(p->ds, DIAG_EXPECTED_AFTER, p->tok.loc, "(",
				arena_printf(p->arena, "'%s'", after));
		parse_skip_to(p, TOK_SEMI, TOK_LBRACE);
		return expr_error(p, open);
	}
	if (parse_enter(p))
		e = parse_expr(p);
	else
		e = expr_error(p, open);
	parse_leave(p);
	parse_close_after(p, e, TOK_RPAREN, open);
	return e;
}

static struct expr *parse_condition(struct parser *p, const char *after)
{
	struct expr *e = parse_parenthesized(p, after);

	sema_warn_condition(p, e);
	return sema_condition(p, e);
}

/* A statement that is not a block's item: it is a scope of its own. */
static struct stmt *parse_substatement(struct parser *p)
{
	struct stmt *s;

	if (!parse_enter(p)) {
		parse_leave(p);
		return stmt_new(p, ST_EMPTY, p->tok.loc);
	}
	if (!parse_at(p, TOK_LBRACE) && parse_at_declaration(p) && !parse_at(p, TOK_ATTRIBUTE)) {
		diag(p->ds, DIAG_DECL_NOT_STATEMENT, p->tok.loc);
		s = stmt_new(p, ST_BLOCK, p->tok.loc);
		scope_push(&p->scopes);
		s->u.block.first = parse_block_declaration(p);
		scope_pop(&p->scopes);
	} else {
		s = parse_statement(p, false);
	}
	parse_leave(p);
	return s;
}

static void warn_empty_body(struct parser *p, src_loc close_line, const struct stmt *body)
{
	if (body->kind != ST_EMPTY || p->stopped)
		return;
	struct src_pos a = source_pos(p->ds->sources, close_line);
	struct src_pos b = source_pos(p->ds->sources, body->loc);

	if (a.source != b.source || a.line != b.line ||
		source_entry(p->ds->sources, body->loc)->name)
		return;
	diag(p->ds, DIAG_EMPTY_IF, body->loc);
	diag(p->ds, DIAG_NOTE_EMPTY_BODY, body->loc);
}

/* if ( expression ) statement [ else statement ] */
static struct stmt *parse_if(struct parser *p)
{
	struct stmt *head = NULL, **at = &head;

	while (parse_at(p, TOK_IF)) {
		struct stmt *s = stmt_new(p, ST_IF, p->tok.loc);

		*at = s;
		at = &s->u.if_.other;
		parse_next(p);
		s->u.if_.cond = parse_condition(p, "if");
		src_loc close = p->prev_loc;

		s->u.if_.then = parse_substatement(p);
		s->end = p->prev_end;
		if (!parse_at(p, TOK_ELSE)) {
			if (!expr_is_error(s->u.if_.cond))
				warn_empty_body(p, close, s->u.if_.then);
			if (s->u.if_.then->kind == ST_IF && s->u.if_.then->u.if_.other)
				diag(p->ds, DIAG_DANGLING_ELSE, s->u.if_.then->loc);
			return head;
		}
		parse_next(p);
		if (!parse_at(p, TOK_IF)) {
			*at = parse_substatement(p);
			return head;
		}
	}
	return head;
}

/* switch ( expression ) statement */
static struct stmt *parse_switch(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_SWITCH, p->tok.loc), *outer = p->fn->sw;
	struct expr *e;
	struct qtype written;

	parse_next(p);
	e = sema_rvalue(p, parse_parenthesized(p, "switch"));
	written = e->type;
	if (!expr_is_error(e) && !type_is_integer(e->type)) {
		diag(p->ds, DIAG_SWITCH_TYPE, e->loc, sema_quoted(p, e->type));
		sema_range(p, e);
		e = expr_error(p, e->loc);
	}
	s->u.switch_.cond = sema_promote(p, e);
	p->fn->sw = s;
	p->fn->breakable++;
	s->u.switch_.body = parse_substatement(p);
	p->fn->breakable--;
	p->fn->sw = outer;
	s->end = p->prev_end;
	sema_check_switch(p, s, written);
	return s;
}

/* ---- 6.8.5: iteration ---- */

static struct stmt *parse_loop_body(struct parser *p, struct stmt *loop)
{
	struct stmt *outer = p->fn->loop, *body;

	p->fn->loop = loop;
	p->fn->breakable++;
	body = parse_substatement(p);
	p->fn->breakable--;
	p->fn->loop = outer;
	return body;
}

static struct stmt *parse_while(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_WHILE, p->tok.loc);

	parse_next(p);
	s->u.loop.cond = parse_condition(p, "while");
	s->u.loop.body = parse_loop_body(p, s);
	s->end = p->prev_end;
	return s;
}

static struct stmt *parse_do(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_DO, p->tok.loc);

	parse_next(p);
	s->u.loop.body = parse_loop_body(p, s);
	if (!parse_accept(p, TOK_WHILE)) {
		if (!p->stopped) {
			diag(p->ds, DIAG_EXPECTED_WHILE, p->tok.loc);
			diag(p->ds, DIAG_NOTE_TO_MATCH, s->loc, "do");
		}
		s->u.loop.cond = expr_error(p, p->tok.loc);
		return s;
	}
	s->u.loop.cond = parse_condition(p, "while");
	s->end = p->prev_end;
	parse_expect_semi(p, "do/while statement");
	return s;
}

/* The ';' in a for's head; a miss skips to the end of the head. */
static bool expect_head_semi(struct parser *p)
{
	if (parse_accept(p, TOK_SEMI))
		return true;
	if (!p->stopped) {
		diag(p->ds, DIAG_EXPECTED_AFTER, p->prev_end, ";", "'for' statement specifier");
		diag_fixit(p->ds, p->prev_end, 0, ";");
	}
	parse_skip_to(p, TOK_RPAREN, TOK_RPAREN);
	return false;
}

static struct stmt *parse_for_init(struct parser *p)
{
	if (parse_accept(p, TOK_SEMI))
		return NULL;
	if (parse_at_declaration(p))
		return parse_block_declaration(p);
	struct stmt *s = stmt_new(p, ST_EXPR, p->tok.loc);

	s->u.expr = sema_discard(p, parse_expr(p));
	s->end = p->prev_end;
	expect_head_semi(p);
	return s;
}

/* for ( init ; cond ; step ) */
static void parse_for_head(struct parser *p, struct stmt *s)
{
	src_loc open = p->tok.loc;

	if (!parse_accept(p, TOK_LPAREN)) {
		if (!p->stopped)
			diag(p->ds, DIAG_EXPECTED_AFTER, p->tok.loc, "(", "'for'");
		return;
	}
	s->u.loop.init = parse_for_init(p);
	if (!parse_at(p, TOK_SEMI) && !parse_at(p, TOK_RPAREN)) {
		struct expr *e = parse_expr(p);

		sema_warn_condition(p, e);
		s->u.loop.cond = sema_condition(p, e);
	}
	if (expect_head_semi(p) && !parse_at(p, TOK_RPAREN))
		s->u.loop.step = sema_discard(p, parse_expr(p));
	parse_expect_close(p, TOK_RPAREN, open);
}

static struct stmt *parse_for(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_FOR, p->tok.loc);

	parse_next(p);
	scope_push(&p->scopes);
	parse_for_head(p, s);
	s->u.loop.body = parse_loop_body(p, s);
	s->end = p->prev_end;
	sema_leave_scope(p);
	scope_pop(&p->scopes);
	return s;
}

/* #pragma unroll and the like, then a loop */
static struct stmt *parse_pragma_statement(struct parser *p)
{
	src_loc loc = p->tok.loc;
	uint32_t unroll = parse_loop_pragmas(p);

	if (!parse_at(p, TOK_FOR) && !parse_at(p, TOK_WHILE) && !parse_at(p, TOK_DO)) {
		diag(p->ds, DIAG_PRAGMA_NEEDS_LOOP, loc);
		return parse_at(p, TOK_RBRACE) ? stmt_new(p, ST_EMPTY, loc)
					       : parse_statement(p, false);
	}
	struct stmt *s = parse_statement(p, false);

	s->u.loop.unroll = unroll;
	return s;
}

/* ---- 6.8.6: jumps ---- */

static struct stmt *parse_goto(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_GOTO, p->tok.loc);
	src_loc loc;
	struct ident *name;

	parse_next(p);
	if (parse_at(p, TOK_STAR)) {
		diag(p->ds, DIAG_COMPUTED_GOTO, p->tok.loc);
		parse_next(p);
		parse_expr(p);
		parse_expect_semi(p, "goto statement");
		s->kind = ST_EMPTY;
		return s;
	}
	name = parse_ident(p, &loc);
	if (name) {
		s->u.target = sema_label(p, name, loc);
		s->u.target->used = true;
	} else {
		s->kind = ST_EMPTY;
		parse_skip_to(p, TOK_SEMI, TOK_SEMI);
	}
	s->end = p->prev_end;
	parse_expect_semi(p, "goto statement");
	return s;
}

static struct stmt *parse_break_or_continue(struct parser *p)
{
	bool is_break = parse_at(p, TOK_BREAK);
	struct stmt *s = stmt_new(p, is_break ? ST_BREAK : ST_CONTINUE, p->tok.loc);

	if (is_break ? !p->fn->breakable : !p->fn->loop) {
		diag(p->ds, is_break ? DIAG_BREAK_OUTSIDE : DIAG_CONTINUE_OUTSIDE, s->loc);
		s->kind = ST_EMPTY;
	}
	parse_next(p);
	s->end = p->prev_end;
	parse_expect_semi(p, is_break ? "break statement" : "continue statement");
	return s;
}

static struct stmt *parse_return(struct parser *p)
{
	src_loc loc = p->tok.loc;
	struct expr *e = NULL;
	struct stmt *s;

	parse_next(p);
	if (!parse_at(p, TOK_SEMI))
		e = parse_expr(p);
	src_loc end = p->prev_end;

	if (e && expr_is_error(e) && !parse_at(p, TOK_SEMI)) {
		parse_skip_to(p, TOK_SEMI, TOK_SEMI);
		parse_accept(p, TOK_SEMI);
	} else {
		parse_expect_semi(p, "return statement");
	}
	s = sema_return(p, e, loc);
	s->end = end;
	return s;
}

/* ---- 6.8.1: labels ---- */

static bool at_label(struct parser *p)
{
	if (parse_at(p, TOK_CASE) || parse_at(p, TOK_DEFAULT))
		return true;
	return parse_at(p, TOK_IDENT) && parse_peek(p, 1)->kind == TOK_COLON;
}

/* case constant [ ... constant ] : */
static void parse_case_values(struct parser *p, struct stmt *s)
{
	bool lo, hi;

	lo = sema_case_value(p, parse_const_expr(p), &s->u.case_.lo);
	s->u.case_.hi = s->u.case_.lo;
	hi = lo;
	if (parse_accept(p, TOK_ELLIPSIS))
		hi = sema_case_value(p, parse_const_expr(p), &s->u.case_.hi);
	if (!lo || !hi || !p->fn->sw)
		s->kind = ST_EMPTY;
	else
		vec_push(p->arena, &p->fn->sw->u.switch_.cases, s);
}

static void parse_default(struct parser *p, struct stmt *s)
{
	struct stmt *sw = p->fn->sw;

	if (sw && sw->u.switch_.deflt) {
		diag(p->ds, DIAG_DEFAULT_TWICE, s->loc);
		diag(p->ds, DIAG_NOTE_PREVIOUS_CASE, sw->u.switch_.deflt->loc);
		s->kind = ST_EMPTY;
	} else if (sw) {
		sw->u.switch_.deflt = s;
	}
}

/* One label up to its ':'. */
static struct stmt *parse_one_label(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_LABEL, p->tok.loc);
	bool is_case = parse_at(p, TOK_CASE), is_default = parse_at(p, TOK_DEFAULT);

	if (is_case || is_default) {
		s->kind = is_case ? ST_CASE : ST_DEFAULT;
		if (!p->fn->sw)
			diag(p->ds, is_case ? DIAG_CASE_OUTSIDE : DIAG_DEFAULT_OUTSIDE, s->loc);
		parse_next(p);
		if (is_case)
			parse_case_values(p, s);
		else
			parse_default(p, s);
		if (!p->fn->sw)
			s->kind = ST_EMPTY;
	} else {
		s->u.label.label = sema_label(p, p->tok.id, p->tok.loc);
		sema_define_label(p, s->u.label.label, p->tok.loc);
		parse_next(p);
	}
	if (!parse_accept(p, TOK_COLON) && !p->stopped) {
		diag(p->ds, DIAG_EXPECTED_AFTER, p->prev_end, ":",
			is_case      ? "'case'"
			: is_default ? "'default'"
				     : "label");
		diag_fixit(p->ds, p->prev_end, 0, ":");
		parse_accept(p, TOK_SEMI);
	}
	if (s->kind == ST_LABEL)
		parse_attributes(p, NULL);
	return s;
}

static struct stmt **label_body(struct stmt *s)
{
	return s->kind == ST_LABEL ? &s->u.label.body : &s->u.case_.body;
}

/* What stands behind labels: a statement, or nothing before '}' or a declaration (C23). */
static struct stmt *parse_labelled(struct parser *p, bool value)
{
	if (parse_at(p, TOK_RBRACE)) {
		if (!p->c23)
			diag(p->ds, DIAG_LABEL_AT_END, p->tok.loc);
		return stmt_new(p, ST_EMPTY, p->tok.loc);
	}
	if (parse_at_declaration(p)) {
		if (!p->c23)
			diag(p->ds, DIAG_LABEL_DECLARATION, p->tok.loc);
		return stmt_new(p, ST_EMPTY, p->tok.loc);
	}
	return parse_statement(p, value);
}

static struct stmt *parse_labels(struct parser *p, bool value)
{
	struct stmt *head = NULL, **at = &head;

	do {
		struct stmt *s = parse_one_label(p);

		if (s->kind == ST_EMPTY) /* was diagnosed: what follows stays */
			continue;
		*at = s;
		at = label_body(s);
	} while (at_label(p));
	*at = parse_labelled(p, value);
	return head;
}

/* ---- 6.8: statements ---- */

/* Do attributes with nothing but ';' behind them begin here? */
static bool at_attribute_statement(struct parser *p)
{
	unsigned depth = 0, n = 1;

	if (!parse_at(p, TOK_ATTRIBUTE))
		return false;
	for (;; n++) {
		enum tok k = parse_peek(p, n)->kind;

		if (k == TOK_EOF)
			return false;
		depth += k == TOK_LPAREN;
		if (k == TOK_RPAREN && !--depth && parse_peek(p, n + 1)->kind != TOK_ATTRIBUTE)
			return parse_peek(p, n + 1)->kind == TOK_SEMI;
	}
}

static struct stmt *parse_attribute_statement(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_EMPTY, p->tok.loc);

	parse_attributes(p, NULL);
	if (parse_accept(p, TOK_SEMI))
		return s;
	return parse_statement(p, false);
}

static struct stmt *parse_empty(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_EMPTY, p->tok.loc);

	parse_next(p);
	return s;
}

static struct stmt *parse_simple_statement(struct parser *p, bool value)
{
	switch (p->tok.kind) {
	case TOK_LBRACE: return parse_braces(p, false, true);
	case TOK_SEMI: return parse_empty(p);
	case TOK_IF: return parse_if(p);
	case TOK_SWITCH: return parse_switch(p);
	case TOK_WHILE: return parse_while(p);
	case TOK_DO: return parse_do(p);
	case TOK_FOR: return parse_for(p);
	case TOK_GOTO: return parse_goto(p);
	case TOK_BREAK:
	case TOK_CONTINUE: return parse_break_or_continue(p);
	case TOK_RETURN: return parse_return(p);
	case TOK_ASM: return parse_asm(p);
	case TOK_PRAGMA: return parse_pragma_statement(p);
	default: return parse_expression_statement(p, value);
	}
}

struct stmt *parse_statement(struct parser *p, bool value)
{
	struct stmt *s;

	if (!parse_enter(p)) {
		parse_leave(p);
		return stmt_new(p, ST_EMPTY, p->tok.loc);
	}
	if (at_label(p))
		s = parse_labels(p, value);
	else if (parse_at_attribute(p) && (at_attribute_statement(p) || parse_at(p, TOK_LBRACKET)))
		s = parse_attribute_statement(p);
	else
		s = parse_simple_statement(p, value);
	parse_leave(p);
	return s;
}
