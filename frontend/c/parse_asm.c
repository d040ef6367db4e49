/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GNU inline assembly in functions:
 *	asm qualifiers ( "text" [: outputs [: inputs [: clobbers [: labels]]]] ) ;
 * What the text means is the back end's; here operands are checked as far as C is concerned.
 */
#include <ctype.h>
#include <string.h>

#include "stmt.h"

enum { MAX_ASM_OPERANDS = 30 };

/* volatile inline goto, in any order */
static void parse_qualifiers(struct parser *p, struct asm_stmt *a)
{
	for (;; parse_next(p)) {
		if (parse_at(p, TOK_VOLATILE))
			a->is_volatile = true;
		else if (parse_at(p, TOK_GOTO))
			a->is_goto = true;
		else if (!parse_at(p, TOK_INLINE) && !parse_at(p, TOK_CONST))
			return;
	}
}

/* Is ':' next? "::" is two; *half is set while its second stands open. */
static bool accept_colon(struct parser *p, bool *half)
{
	if (*half) {
		*half = false;
		return true;
	}
	if (parse_accept(p, TOK_COLONCOLON)) {
		*half = true;
		return true;
	}
	return parse_accept(p, TOK_COLON);
}

/*
 * What does not depend on the machine. Which letters there are is asked when the statement is
 * lowered: headers hold other machines' assembly in functions that nobody calls.
 */
static bool output_constraint_ok(const char *c)
{
	return (*c == '=' || *c == '+') && c[1];
}

static bool input_constraint_ok(const char *c, uint32_t n_outputs)
{
	for (; *c; c++) {
		if (*c >= '0' && *c <= '9') {
			uint32_t n = 0;

			for (; *c >= '0' && *c <= '9'; c++)
				n = n < MAX_ASM_OPERANDS ? n * 10 + (uint32_t)(*c - '0') : n;
			c--;
			if (n >= n_outputs)
				return false;
		} else if (*c == '[') { /* the output's name */
			c = strchr(c, ']');
			if (!c)
				return false;
		}
	}
	return true;
}

/* The operand can only be a place in memory. */
static bool memory_only(const char *c)
{
	return strpbrk(c, "moV") && !strpbrk(c, "rwgXin0123456789[");
}

static bool check_output(struct parser *p, struct asm_operand *o)
{
	struct expr *e = o->value;

	if (!output_constraint_ok(o->constraint)) {
		diag(p->ds, DIAG_ASM_OUTPUT_CONSTRAINT, o->loc, o->constraint);
		return false;
	}
	if (expr_is_error(e))
		return false;
	while (e->kind == EX_CAST && e->u.cast.kind == CAST_NONE && !e->implicit)
		e = e->u.cast.a; /* GNU: (type)lvalue */
	if (!e->is_lvalue) {
		diag(p->ds, DIAG_ASM_OUTPUT_LVALUE, e->loc);
		sema_range(p, e);
		return false;
	}
	if (!sema_modifiable(p, e, e->loc))
		return false;
	sema_mark_assigned(e);
	if (strchr(o->constraint, 'm'))
		sema_mark_address(e);
	return true;
}

static bool check_input(struct parser *p, struct asm_stmt *a, struct asm_operand *o)
{
	if (!input_constraint_ok(o->constraint, a->outputs.n)) {
		diag(p->ds, DIAG_ASM_INPUT_CONSTRAINT, o->loc, o->constraint);
		return false;
	}
	if (expr_is_error(o->value))
		return false;
	if (memory_only(o->constraint) && o->value->is_lvalue) {
		sema_mark_address(o->value);
		return true;
	}
	o->value = sema_rvalue(p, o->value);
	if (expr_is_error(o->value))
		return false;
	if (!type_is_scalar(o->value->type)) {
		diag(p->ds, DIAG_ASM_INPUT_TYPE, o->value->loc, sema_quoted(p, o->value->type));
		sema_range(p, o->value);
		return false;
	}
	return true;
}

/* [ '[' name ']' ] "constraint" ( expression ) */
static bool parse_operand(struct parser *p, struct asm_stmt *a, bool output)
{
	struct asm_operand o = {.loc = p->tok.loc};
	src_loc open = p->tok.loc;

	if (parse_accept(p, TOK_LBRACKET)) {
		o.name = tok_is_name(&p->tok) ? p->tok.id : NULL;
		if (o.name)
			parse_next(p);
		else
			parse_ident(p, NULL);
		parse_expect_close(p, TOK_RBRACKET, open);
	}
	o.constraint = parse_plain_string(p);
	open = p->tok.loc;
	if (!o.constraint || !parse_expect(p, TOK_LPAREN))
		return false;
	o.value = parse_expr(p);
	parse_expect_close(p, TOK_RPAREN, open);
	if (output ? check_output(p, &o) : check_input(p, a, &o)) {
		if (output)
			vec_push(p->arena, &a->outputs, o);
		else
			vec_push(p->arena, &a->inputs, o);
	} else if (output) {
		vec_push(p->arena, &a->outputs, o);
	}
	return true;
}

static bool parse_operands(struct parser *p, struct asm_stmt *a, bool output)
{
	while (parse_at(p, TOK_STRING) || parse_at(p, TOK_LBRACKET)) {
		if (!parse_operand(p, a, output))
			return false;
		if (!parse_accept(p, TOK_COMMA))
			break;
	}
	if (a->outputs.n + a->inputs.n > MAX_ASM_OPERANDS) {
		diag(p->ds, DIAG_ASM_OPERANDS, p->tok.loc, MAX_ASM_OPERANDS);
		return false;
	}
	return true;
}

static bool parse_clobbers(struct parser *p, struct asm_stmt *a)
{
	while (parse_at(p, TOK_STRING)) {
		const char *s = parse_plain_string(p);

		if (!s)
			return false;
		vec_push(p->arena, &a->clobbers, s);
		if (!parse_accept(p, TOK_COMMA))
			break;
	}
	return true;
}

static bool parse_asm_labels(struct parser *p, struct asm_stmt *a)
{
	while (parse_at(p, TOK_IDENT)) {
		struct label *l = sema_label(p, p->tok.id, p->tok.loc);

		l->used = true;
		vec_push(p->arena, &a->labels, l);
		parse_next(p);
		if (!parse_accept(p, TOK_COMMA))
			break;
	}
	return true;
}

static bool parse_sections(struct parser *p, struct asm_stmt *a)
{
	bool half = false;

	a->is_basic = true;
	if (!accept_colon(p, &half))
		return true;
	a->is_basic = false;
	if (!half && !parse_operands(p, a, true))
		return false;
	if (!accept_colon(p, &half))
		return true;
	if (!half && !parse_operands(p, a, false))
		return false;
	if (!accept_colon(p, &half))
		return true;
	if (!half && !parse_clobbers(p, a))
		return false;
	return !accept_colon(p, &half) || parse_asm_labels(p, a);
}

/* "call NAME", "NAME ll": a declaration of C that the text names is referred to. */
static void note_names(struct parser *p, struct asm_stmt *a)
{
	bool called = false;

	for (const char *s = a->text; *s;) {
		const char *end = s;

		while (lex_is_name(*end))
			end++;
		if (end == s) {
			called = called && isspace((unsigned char)*s);
			s++;
			continue;
		}
		const char *next = end + strspn(end, " \t");
		bool wide = next[0] == 'l' && next[1] == 'l' && !lex_is_name(next[2]);

		if ((called || wide) && !isdigit((unsigned char)*s)) {
			struct ident *id = ident_get(p->ids, s, (size_t)(end - s));

			vec_push(p->arena, &a->names, id);
			vec_push(p->arena, &p->late_names, id);
		}
		called = end - s == 4 && !memcmp(s, "call", 4);
		s = end;
	}
}

struct stmt *parse_asm(struct parser *p)
{
	struct stmt *s = stmt_new(p, ST_ASM, p->tok.loc);
	struct asm_stmt *a = arena_new(p->arena, struct asm_stmt);
	src_loc open;

	s->u.assembly = a;
	parse_next(p);
	parse_qualifiers(p, a);
	open = p->tok.loc;
	if (!parse_accept(p, TOK_LPAREN)) {
		if (!p->stopped)
			diag(p->ds, DIAG_EXPECTED_AFTER, p->tok.loc, "(", "'asm'");
		s->kind = ST_EMPTY;
		return s;
	}
	a->text = parse_plain_string(p);
	if (a->text)
		note_names(p, a);
	if (!a->text || !parse_sections(p, a)) {
		s->kind = ST_EMPTY;
		parse_skip_to(p, TOK_RPAREN, TOK_RPAREN);
	}
	parse_expect_close(p, TOK_RPAREN, open);
	s->end = p->prev_end;
	parse_expect_semi(p, "asm statement");
	if (!a->outputs.n)
		a->is_volatile = true;
	return s;
}
