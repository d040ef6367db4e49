/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Declarations (C11 6.7) at file scope and in blocks, function definitions (6.9.1), static
 * assertions, file-scope assembly, and how to go on after one that cannot be read.
 */
#include "decl.h"

/* ---- recovery ---- */

/* Over a '{' and all to its '}'. */
static void skip_braces(struct parser *p)
{
	uint32_t depth = 0;

	do {
		depth += parse_at(p, TOK_LBRACE);
		depth -= parse_at(p, TOK_RBRACE);
		parse_next(p);
	} while (depth && !parse_at(p, TOK_EOF));
}

/* Behind the ';' or the body that ends this declaration at file scope. */
static void skip_external(struct parser *p)
{
	while (!parse_at(p, TOK_EOF)) {
		if (parse_accept(p, TOK_SEMI))
			return;
		if (parse_at(p, TOK_LBRACE)) {
			skip_braces(p);
			if (!parse_at(p, TOK_SEMI) && !parse_at(p, TOK_COMMA) &&
				!parse_at(p, TOK_IDENT) && !parse_at(p, TOK_ASSIGN))
				return;
			if (p->tok.flags & TF_BOL)
				return;
		} else if (p->tok.flags & TF_BOL && p->prev_end && parse_is_spec(p, &p->tok)) {
			return;
		} else {
			parse_next(p);
		}
	}
}

/* The end of a declaration at file scope; a ';' that is missing at a line's end is only noted. */
static void expect_end(struct parser *p)
{
	if (parse_accept(p, TOK_SEMI))
		return;
	diag(p->ds, DIAG_EXPECTED_AFTER, p->prev_end, ";", "top level declarator");
	diag_fixit(p->ds, p->prev_end, 0, ";");
	if (!(p->tok.flags & TF_BOL) || !parse_is_spec(p, &p->tok))
		skip_external(p);
}

/* ---- one declarator and what follows it ---- */

/* asm ( "label" ) and attributes, in any order */
static void parse_trailing(struct parser *p, struct declarator *d)
{
	for (;;) {
		struct attrs *more = NULL;

		if (parse_at_attribute(p)) {
			more = parse_attributes(p, NULL);
			d->type = attrs_apply_type(p, more, d->type, d->loc);
		} else if (parse_at(p, TOK_ASM)) {
			src_loc open;

			parse_next(p);
			open = p->tok.loc;
			more = arena_new(p->arena, struct attrs);
			if (parse_expect(p, TOK_LPAREN)) {
				more->asm_name = parse_plain_string(p);
				parse_expect_close(p, TOK_RPAREN, open);
			}
		} else {
			return;
		}
		d->attrs = attrs_merge(p, d->attrs, more);
	}
}

/* __auto_type x = e: the name's scope begins behind the initialiser. */
static struct decl *declare_auto(
	struct parser *p, const struct declspec *spec, struct declarator *d)
{
	struct decl *v;

	if (d->chunks.n)
		diag(p->ds, DIAG_AUTO_TYPE_HERE, spec->loc);
	if (parse_accept(p, TOK_ASSIGN)) {
		if (!parse_at(p, TOK_LBRACE))
			return parse_auto_initializer(p, spec, d);
		diag(p->ds, DIAG_AUTO_TYPE_LIST, p->tok.loc);
		skip_braces(p);
	} else {
		diag(p->ds, DIAG_AUTO_TYPE_INIT, d->loc, d->name ? d->name->name : "");
	}
	v = sema_declare(p, spec, d, false);
	return v;
}

static void reject_initializer(struct parser *p, const struct decl *d)
{
	diag(p->ds, d->kind == DECL_TYPEDEF ? DIAG_TYPEDEF_INIT : DIAG_FUNC_INIT, p->tok.loc);
	parse_next(p);
	discard_initializer(p);
}

/* init-declarator: declarator, or declarator = initializer */
static struct decl *finish_declarator(
	struct parser *p, const struct declspec *spec, struct declarator *d)
{
	struct decl *decl;

	parse_trailing(p, d);
	if (spec->is_auto_type)
		return declare_auto(p, spec, d);
	decl = sema_declare(p, spec, d, false);
	if (parse_at(p, TOK_ASSIGN)) {
		if (decl->kind == DECL_VAR) {
			parse_next(p);
			parse_initializer(p, decl, spec, d->loc);
		} else {
			reject_initializer(p, decl);
		}
	}
	sema_finish_declared(p, decl);
	return decl;
}

/* ---- functions ---- */

static void check_definition(
	struct parser *p, const struct declspec *spec, const struct declarator *d, struct decl *f)
{
	struct qtype ret = type_strip(d->type).t->u.func.ret;

	if (spec->storage == STORE_TYPEDEF)
		diag(p->ds, DIAG_TYPEDEF_FUNC_BODY, d->loc);
	if (!d->func)
		diag(p->ds, DIAG_FUNC_BODY_TYPE, d->loc);
	if (!type_is_void(ret))
		sema_check_complete(p, ret, d->loc, DIAG_INCOMPLETE_RETURN);
	if (decl_has_body(f)) {
		diag(p->ds, DIAG_REDEFINITION, d->loc, d->name->name);
		diag(p->ds, DIAG_NOTE_PREVIOUS, f->loc);
	}
}

static void enter_params(struct parser *p, struct decl *f)
{
	for (uint32_t i = 0; i < f->u.func.n_params; i++) {
		struct decl *param = f->u.func.params[i];

		if (!sema_check_complete(p, param->type, param->loc, DIAG_INCOMPLETE_PARAM))
			param->type = type_q(p->types.basic[TY_ERROR]);
		if (param->name)
			scope_bind(&p->scopes, param);
		else if (!p->c23)
			diag(p->ds, DIAG_PARAM_NAME_OMITTED, param->loc);
	}
}

/* A function that something else is wrong with still has a body to check. */
static struct decl *body_owner(struct parser *p, struct decl *f, const struct declarator *d)
{
	if (f->kind == DECL_FUNC && !decl_has_body(f->canonical))
		return f->canonical;
	f = sema_new_decl(p, DECL_FUNC, d->name ? d->name : f->name, d->type, d->loc);
	f->referenced = true;
	return f;
}

void parse_body(struct parser *p, struct decl *f, struct qtype ret)
{
	struct function fn = {.decl = f, .ret = ret};

	p->fn = &fn;
	scope_push(&p->scopes);
	enter_params(p, f);
	f->u.func.body = parse_function_body(p);
	f->end = p->prev_loc;
	sema_leave_scope(p);
	scope_pop(&p->scopes);
	p->fn = NULL;
}

/* function-definition: declaration-specifiers declarator compound-statement */
static void parse_definition(struct parser *p, const struct declspec *spec, struct declarator *d)
{
	struct decl *f = sema_declare(p, spec, d, true)->canonical;
	struct qtype ret = type_strip(d->type).t->u.func.ret;

	check_definition(p, spec, d, f);
	f = body_owner(p, f, d);
	f->loc = d->loc;
	f->is_defined = true;
	f->u.func.params = d->func ? d->func->params : NULL;
	f->u.func.n_params = d->func ? d->func->n_params : 0;
	f->u.func.old_style = d->func && d->func->old_style;
	if (!parse_defer_body(p, f, ret))
		parse_body(p, f, ret);
}

static bool at_body(struct parser *p, struct declarator *d)
{
	if (d->func && d->func->old_style && (parse_is_spec(p, &p->tok) || parse_at(p, TOK_LBRACE)))
		parse_old_style(p, d);
	return parse_at(p, TOK_LBRACE);
}

/* ---- at file scope ---- */

/* Specifiers alone: `struct s { ... };` */
static void check_empty(struct parser *p, const struct declspec *spec)
{
	static const char *const names[] = {"", "static", "extern", "auto", "register", "typedef"};

	if (!spec->has_tag && type_strip(spec->type).t->kind != TY_ERROR)
		diag(p->ds, DIAG_DECLARES_NOTHING, spec->loc);
	else if (spec->storage == STORE_TYPEDEF)
		diag(p->ds, DIAG_ANON_TYPEDEF, spec->loc);
	else if (spec->storage)
		diag(p->ds, DIAG_USELESS_STORAGE, spec->storage_loc, names[spec->storage]);
}

/* declaration or function-definition */
void parse_file_declaration(struct parser *p)
{
	struct declspec spec;
	struct declarator d;

	parse_declspecs(p, SPEC_FILE, &spec);
	if (spec.ended)
		return;
	if (parse_at(p, TOK_SEMI)) {
		check_empty(p, &spec);
		parse_next(p);
		return;
	}
	for (bool first = true;; first = false) {
		parse_declarator(p, &spec, SPEC_FILE, &d);
		if (!d.name) { /* diagnosed */
			skip_external(p);
			return;
		}
		if (first && type_is_func(d.type)) {
			if (parse_at_attribute(p))
				parse_trailing(p, &d);
			if (at_body(p, &d)) {
				parse_definition(p, &spec, &d);
				return;
			}
		}
		finish_declarator(p, &spec, &d);
		declarator_done(p, &d);
		if (!parse_accept(p, TOK_COMMA))
			break;
	}
	expect_end(p);
}

/* _Static_assert ( constant-expression , string-literal ) ; */
void parse_static_assert(struct parser *p)
{
	src_loc loc = p->tok.loc, open;
	struct lit_string text = {0};
	struct expr *e;

	parse_next(p);
	open = p->tok.loc;
	if (!parse_expect(p, TOK_LPAREN)) {
		parse_skip_to(p, TOK_SEMI, TOK_SEMI);
		parse_accept(p, TOK_SEMI);
		return;
	}
	e = parse_const_expr(p);
	if (parse_accept(p, TOK_COMMA))
		parse_string(p, &text);
	parse_expect_close(p, TOK_RPAREN, open);
	if (e->kind == EX_INT && !e->u.value.lo && !e->u.value.hi) {
		if (text.data && text.width == 1)
			diag(p->ds, DIAG_STATIC_ASSERT_TEXT, loc, (const char *)text.data);
		else
			diag(p->ds, DIAG_STATIC_ASSERT_FAILED, loc);
		diag_range(p->ds, e->range.begin, e->range.end);
	}
	parse_expect_semi(p, "'_Static_assert'");
}

/* asm ( string ) ; */
static void parse_file_asm(struct parser *p)
{
	src_loc open;
	const char *text;

	parse_next(p);
	while (parse_at(p, TOK_VOLATILE) || parse_at(p, TOK_INLINE))
		parse_next(p);
	open = p->tok.loc;
	if (!parse_expect(p, TOK_LPAREN)) {
		skip_external(p);
		return;
	}
	text = parse_plain_string(p);
	parse_expect_close(p, TOK_RPAREN, open);
	if (text)
		vec_push(p->arena, &p->ast->file_asm, text);
	parse_expect_semi(p, "top-level asm block");
}

static bool at_declarator(struct parser *p)
{
	return parse_is_spec(p, &p->tok) || parse_at_attribute(p) || parse_at(p, TOK_IDENT) ||
	       parse_at(p, TOK_STAR) || parse_at(p, TOK_LPAREN);
}

/* external-declaration */
static void parse_external(struct parser *p)
{
	while (parse_accept(p, TOK_EXTENSION))
		;
	switch (p->tok.kind) {
	case TOK_SEMI:
		diag(p->ds, DIAG_EXTRA_SEMI, p->tok.loc);
		parse_next(p);
		return;
	case TOK_PRAGMA: parse_next(p); return;
	case TOK_STATIC_ASSERT: parse_static_assert(p); return;
	case TOK_ASM: parse_file_asm(p); return;
	case TOK_RBRACE:
		diag(p->ds, DIAG_EXTRANEOUS_BRACE, p->tok.loc);
		parse_next(p);
		return;
	default: break;
	}
	if (at_declarator(p)) {
		if (!parse_defer_tagged(p) && !parse_defer_decl(p))
			parse_file_declaration(p);
	} else {
		diag(p->ds, DIAG_EXPECTED_EXTERNAL, p->tok.loc);
		parse_next(p);
		skip_external(p);
	}
}

void parse_unit(struct parser *p)
{
	parse_next(p);
	while (!parse_at(p, TOK_EOF))
		parse_external(p);
	parse_lazy_bodies(p);
	sema_finish_unit(p);
}

/* ---- in blocks ---- */

/* The token after the attributes that begin here. */
static const struct token *after_attributes(struct parser *p)
{
	unsigned n = 0, depth = 0;
	const struct token *t = &p->tok;

	for (;;) {
		bool starts =
			t->kind == TOK_ATTRIBUTE ||
			(t->kind == TOK_LBRACKET && parse_peek(p, n + 1)->kind == TOK_LBRACKET);

		if (!depth && !starts)
			return t;
		do {
			if (t->kind == TOK_LPAREN || t->kind == TOK_LBRACKET)
				depth++;
			else if (t->kind == TOK_RPAREN || t->kind == TOK_RBRACKET)
				depth--;
			t = parse_peek(p, ++n);
		} while ((depth || t->kind == TOK_LPAREN) && t->kind != TOK_EOF);
		if (t->kind == TOK_EOF)
			return t;
	}
}

/* `foo x` or `foo *x =`: the name, which is unknown, can only be meant as a type. */
static bool unknown_type_ahead(struct parser *p)
{
	const struct token *name;
	enum tok after;

	if (parse_peek(p, 1)->kind == TOK_IDENT)
		return true;
	if (parse_peek(p, 1)->kind != TOK_STAR)
		return false;
	name = parse_peek(p, 2);
	if (name->kind != TOK_IDENT || sema_find(p, name->id))
		return false;
	after = parse_peek(p, 3)->kind;
	return after == TOK_ASSIGN || after == TOK_SEMI || after == TOK_COMMA;
}

bool parse_at_declaration(struct parser *p)
{
	const struct token *t = &p->tok;

	switch (t->kind) {
	case TOK_STATIC_ASSERT: return true;
	case TOK_EXTENSION: t = parse_peek(p, 1); return parse_is_spec(p, t);
	case TOK_ATTRIBUTE:
	case TOK_LBRACKET:
		t = after_attributes(p);
		return t->kind == TOK_SEMI || parse_is_spec(p, t);
	case TOK_IDENT: break;
	default: return parse_is_spec(p, t);
	}
	if (sema_is_typedef(p, t->id))
		return parse_peek(p, 1)->kind != TOK_COLON;
	return !sema_find(p, t->id) && unknown_type_ahead(p) && !suggest_is_keyword(p, t->id);
}

struct stmts {
	struct stmt *first, **end;
};

static void add_stmt(struct parser *p, struct stmts *list, struct decl *d, src_loc loc)
{
	struct stmt *s;

	if (d->kind != DECL_VAR || d->is_global)
		return;
	s = arena_new(p->arena, struct stmt);
	s->kind = ST_DECL;
	s->loc = loc;
	s->end = p->prev_end;
	s->u.decl = d;
	*list->end = s;
	list->end = &s->next;
}

static void parse_block_declarators(
	struct parser *p, const struct declspec *spec, struct stmts *list)
{
	struct declarator d;

	do {
		parse_declarator(p, spec, SPEC_BLOCK, &d);
		if (!d.name) {
			parse_skip_to(p, TOK_SEMI, TOK_COMMA);
			continue;
		}
		if (type_is_func(d.type) && at_body(p, &d)) {
			diag(p->ds, DIAG_NESTED_FUNCTION, p->tok.loc);
			skip_braces(p);
			return;
		}
		add_stmt(p, list, finish_declarator(p, spec, &d), d.loc);
	} while (parse_accept(p, TOK_COMMA));
	parse_expect_semi(p, "declaration");
}

struct stmt *parse_block_declaration(struct parser *p)
{
	struct stmts list = {NULL, &list.first};
	struct attrs *before = NULL;
	struct declspec spec;

	if (parse_at(p, TOK_STATIC_ASSERT)) {
		parse_static_assert(p);
		return NULL;
	}
	parse_accept(p, TOK_EXTENSION);
	if (parse_at_attribute(p)) {
		before = parse_attributes(p, NULL);
		if (parse_accept(p, TOK_SEMI)) /* fallthrough */
			return NULL;
	}
	parse_declspecs(p, SPEC_BLOCK, &spec);
	if (spec.ended)
		return NULL;
	if (before) {
		spec.type = attrs_apply_type(p, before, spec.type, spec.loc);
		spec.attrs = attrs_merge(p, before, spec.attrs);
	}
	if (parse_at(p, TOK_SEMI)) {
		check_empty(p, &spec);
		parse_next(p);
		return NULL;
	}
	parse_block_declarators(p, &spec, &list);
	return list.first;
}
