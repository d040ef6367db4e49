/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * #define and #undef. The operators # and ## are taken out of the body while it is read: they
 * become flags of the tokens they work on.
 */
#include <string.h>

#include "pp_impl.h"

struct ident *pp_macro_name(struct pp *pp, struct token *t)
{
	lex_token(&pp->file->lx, t);
	if (tok_is_name(t)) {
		if (t->id->flags & ID_POISONED)
			diag(pp->ds, DIAG_POISONED, t->loc, t->id->name);
		return t->id;
	}
	diag(pp->ds, t->kind == TOK_EOD ? DIAG_MACRO_NAME_MISSING : DIAG_MACRO_NAME_NO_IDENT,
		t->loc);
	return NULL;
}

/* ---- in force or not ---- */

static bool same_body(const struct macro *a, const struct macro *b)
{
	if (a->n_body != b->n_body)
		return false;
	for (uint32_t i = 0; i < a->n_body; i++) {
		const struct token *s = &a->body[i], *t = &b->body[i];

		if (!tok_same(s, t) || s->flags != t->flags)
			return false;
	}
	return true;
}

/* 6.10.3p2 */
static bool same_macro(struct pp *pp, struct macro *a, struct macro *b)
{
	pp_read_macro(pp, a);
	pp_read_macro(pp, b);
	if (a->function != b->function || a->variadic != b->variadic ||
		a->n_params != b->n_params || a->builtin || b->builtin)
		return false;
	for (uint32_t i = 0; i < a->n_params; i++)
		if (a->params[i] != b->params[i])
			return false;
	return same_body(a, b);
}

void pp_define(struct pp *pp, struct macro *m)
{
	struct macro *old = pp_macro(pp, m->name);

	if (old && old->builtin) {
		diag(pp->ds, DIAG_BUILTIN_REDEFINED, m->loc);
	} else if (old && !same_macro(pp, old, m)) {
		diag(pp->ds, DIAG_MACRO_REDEFINED, m->loc, m->name->name);
		diag(pp->ds, DIAG_NOTE_PREVIOUS_DEFINITION, old->loc);
	}
	m->from = pp->epoch++;
	m->until = EPOCH_LIVE;
	if (old)
		old->until = m->from;
	m->prev = m->name->macro;
	m->name->macro = m;
}

void pp_undef(struct pp *pp, struct ident *id)
{
	struct macro *old = pp_macro(pp, id);

	if (old)
		old->until = pp->epoch++;
}

static bool is_reserved(struct pp *pp, const struct token *t)
{
	if (t->id != pp->id_defined && !(t->id->flags & ID_VARIADIC))
		return false;
	diag(pp->ds, DIAG_MACRO_NAME_RESERVED, t->loc, t->id->name);
	return true;
}

void pp_directive_undef(struct pp *pp)
{
	struct token t;
	struct ident *id = pp_macro_name(pp, &t);

	if (!id || is_reserved(pp, &t))
		return;
	struct macro *m = pp_macro(pp, id);

	if (m && m->builtin)
		diag(pp->ds, DIAG_BUILTIN_UNDEFINED, t.loc);
	pp_undef(pp, id);
	pp_expect_eod(pp, "undef");
}

/* ---- parameters ---- */

typedef VEC(struct ident *) ident_vec;

static bool bad_params(struct pp *pp, enum diag_id id, const struct token *t)
{
	diag(pp->ds, id, t->loc);
	return false;
}

static bool add_param(struct pp *pp, ident_vec *params, const struct token *t, struct ident *id)
{
	if (id->flags & ID_PARAM || params->n == MACRO_PARAMS_MAX) {
		diag(pp->ds,
			params->n == MACRO_PARAMS_MAX ? DIAG_TOO_MANY_PARAMS : DIAG_PARAM_TWICE,
			t->loc, id->name);
		return false;
	}
	id->flags |= ID_PARAM;
	vec_push(pp->arena, params, id);
	return true;
}

/* `...` at the end of the list, after a name or alone */
static bool end_variadic(struct pp *pp, struct macro *m, struct token *t)
{
	m->variadic = true;
	lex_token(&pp->file->lx, t);
	return t->kind == TOK_RPAREN || bad_params(pp, DIAG_PARAM_PAREN, t);
}

/* identifier-list? `)`, or with `...`; the opening parenthesis has been read */
static bool read_params(struct pp *pp, struct macro *m, ident_vec *params)
{
	struct lexer *lx = &pp->file->lx;
	struct token t;

	lex_token(lx, &t);
	if (t.kind == TOK_RPAREN)
		return true;
	for (;; lex_token(lx, &t)) {
		if (t.kind == TOK_ELLIPSIS) {
			add_param(pp, params, &t, pp->id_va_args);
			return end_variadic(pp, m, &t);
		}
		if (!tok_is_name(&t))
			return bad_params(pp, DIAG_PARAM_NAME, &t);
		if (!add_param(pp, params, &t, t.id))
			return false;
		lex_token(lx, &t);
		if (t.kind == TOK_ELLIPSIS) {
			m->named_variadic = true;
			return end_variadic(pp, m, &t);
		}
		if (t.kind == TOK_RPAREN)
			return true;
		if (t.kind != TOK_COMMA)
			return bad_params(
				pp, t.kind == TOK_EOD ? DIAG_PARAM_PAREN : DIAG_PARAM_COMMA, &t);
	}
}

/* ---- bodies ---- */

static uint32_t param_index(const struct macro *m, const struct token *t)
{
	if (!tok_is_name(t) || !(t->id->flags & ID_PARAM))
		return UINT32_MAX;
	uint32_t i = 0;

	while (m->params[i] != t->id)
		i++;
	return i;
}

struct body {
	struct pp *pp;
	struct macro *m;
	token_vec *out;
	unsigned opt_depth; /* parentheses open inside __VA_OPT__, 0: not in one */
	struct token hash;  /* a # that waits for its parameter; kind TOK_HASH or 0 */
};

/* __VA_OPT__ in a variadic macro: it and its parentheses become two marks */
static bool open_va_opt(struct body *b, struct token *t)
{
	struct token paren;

	lex_token(&b->pp->file->lx, &paren);
	if (paren.kind != TOK_LPAREN || b->opt_depth) {
		diag(b->pp->ds, b->opt_depth ? DIAG_VA_OPT_NESTED : DIAG_VA_OPT_PAREN, t->loc);
		return false;
	}
	t->kind = TOK_VA_OPT;
	b->opt_depth = 1;
	return true;
}

/* ## at t: note it on the token before */
static bool paste_operator(struct body *b, const struct token *t)
{
	if (b->out->n == 0 || vec_last(b->out).kind == TOK_VA_OPT) {
		diag(b->pp->ds, DIAG_PASTE_AT_START, t->loc);
		return false;
	}
	vec_last(b->out).flags |= TF_PASTE;
	b->m->has_paste = true;
	return true;
}

static bool is_va_opt(const struct body *b, const struct token *t)
{
	return b->m->variadic && tok_is_name(t) && t->id == b->pp->id_va_opt;
}

/* A token that is no ##. False: an error was reported. */
static bool body_token(struct body *b, struct token *t)
{
	uint32_t index = param_index(b->m, t);

	if (is_va_opt(b, t) && !open_va_opt(b, t))
		return false;
	if (index != UINT32_MAX) {
		t->kind = TOK_PARAM;
		t->len = index;
	}
	if (b->opt_depth && t->kind != TOK_VA_OPT) {
		b->opt_depth += (t->kind == TOK_LPAREN) - (t->kind == TOK_RPAREN);
		if (b->opt_depth == 0)
			t->kind = TOK_VA_OPT_END;
	}
	if (b->hash.kind) {
		if (t->kind != TOK_PARAM && t->kind != TOK_VA_OPT) {
			diag(b->pp->ds, DIAG_HASH_NO_PARAM, b->hash.loc);
			return false;
		}
		t->flags = (uint16_t)(b->hash.flags | TF_STRINGIFY);
		t->loc = b->hash.loc;
		b->hash.kind = 0;
	}
	if (tok_is_name(t) && t->id->flags & ID_VARIADIC)
		diag(b->pp->ds, DIAG_VA_ARGS_OUTSIDE, t->loc, t->id->name);
	vec_push(b->pp->arena, b->out, *t);
	return true;
}

static bool body_end(struct body *b, const struct token *eod)
{
	if (b->opt_depth)
		return bad_params(b->pp, DIAG_VA_OPT_UNCLOSED, eod);
	if (b->hash.kind)
		return bad_params(b->pp, DIAG_HASH_NO_PARAM, &b->hash);
	if (b->out->n && vec_last(b->out).flags & TF_PASTE)
		return bad_params(b->pp, DIAG_PASTE_AT_END, &vec_last(b->out));
	return true;
}

/* The replacement list, from its first token t to the end of the line. */
static bool read_body(struct body *b, struct token t)
{
	for (; t.kind != TOK_EOD; lex_token(&b->pp->file->lx, &t)) {
		if (t.kind == TOK_HASHHASH) {
			if (b->hash.kind)
				return bad_params(b->pp, DIAG_HASH_NO_PARAM, &b->hash);
			if (!paste_operator(b, &t))
				return false;
		} else if (t.kind == TOK_HASH && b->m->function && !b->hash.kind) {
			b->hash = t;
		} else if (!body_token(b, &t)) {
			return false;
		}
	}
	return body_end(b, &t);
}

/* Do its braces match, and those of the macros in it? */
static bool is_even(struct pp *pp, const token_vec *body)
{
	int depth = 0;

	for (uint32_t i = 0; i < body->n && depth >= 0; i++) {
		const struct token *t = &body->p[i];

		depth += (t->kind == TOK_LBRACE) - (t->kind == TOK_RBRACE);
		if (pp->uneven.n && tok_is_name(t) && pp_is_uneven(pp, t->id->name, t->id->len))
			return false;
	}
	return !depth;
}

static void set_body(struct pp *pp, struct macro *m, token_vec *body)
{
	if (!is_even(pp, body))
		vec_push(pp->arena, &pp->uneven, m->name);
	m->n_body = body->n;
	if (!body->n)
		return;
	struct token *last = &vec_last(body);

	body->p[0].flags &= (uint16_t)~TF_SPACE;
	m->body = arena_dup(pp->arena, body->p, body->n * sizeof(*body->p));
	m->body_loc = body->p[0].loc;
	m->body_size =
		last->loc - m->body_loc + (last->kind == TOK_PARAM ? last->id->len : last->len);
}

/* What follows the name: parameters and body. */
static bool read_definition(struct pp *pp, struct macro *m, ident_vec *params)
{
	struct lexer *lx = &pp->file->lx;
	struct token t;

	lex_token(lx, &t);
	if (t.kind == TOK_LPAREN && !(t.flags & TF_SPACE)) {
		m->function = true;
		if (!read_params(pp, m, params))
			return false;
		lex_token(lx, &t);
	} else if (t.kind != TOK_EOD && !(t.flags & TF_SPACE)) {
		diag(pp->ds, DIAG_MACRO_NO_SPACE, t.loc);
	}
	m->params = params->p;
	m->n_params = params->n;
	struct tokbuf *buf = pp_buf_get(pp);
	struct body b = {.pp = pp, .m = m, .out = &buf->v};
	bool ok = read_body(&b, t);

	if (ok)
		set_body(pp, m, &buf->v);
	pp_buf_put(pp, buf);
	return ok;
}

/* Read what the file has now behind m's name. False: an error was reported. */
static bool read_rest(struct pp *pp, struct macro *m)
{
	ident_vec params = {0};
	bool ok = read_definition(pp, m, &params);

	vec_for (p, &params)
		(*p)->flags &= (uint16_t)~ID_PARAM;
	return ok;
}

/* Can it be that the braces of what this text expands to do not match? */
static bool may_be_uneven(const struct pp *pp, const char *p, const char *end)
{
	for (const char *q = p; q < end; q++)
		if (*q == '{' || *q == '}' || *q == '%') /* <% %> */
			return true;
	return pp_has_uneven(pp, p, end);
}

/*
 * Most macros of a header are never used: what follows the name waits until one is. A mistake in
 * one that waits is not seen.
 */
static bool put_off(struct pp *pp, struct macro *m)
{
	struct pp_file *f = pp->file;
	const char *begin = f->lx.p;

	if (pp->opts->check_all || (f->found < 0 && !f->system))
		return false;
	lex_skip_line(&f->lx);
	if (may_be_uneven(pp, begin, f->lx.p)) {
		f->lx.p = begin;
		return false;
	}
	m->lazy = true;
	m->body_loc = lex_loc(&f->lx, begin);
	return true;
}

void pp_read_macro(struct pp *pp, struct macro *m)
{
	if (!m->lazy)
		return;
	const struct src_entry *e = source_entry(pp->sources, m->body_loc);

	m->lazy = false;
	pp_file_push(pp, e->source, e->base);
	struct lexer *lx = &pp->file->lx;

	lx->p = lx->text + (m->body_loc - e->base);
	lx->bol = false;
	lx->directive = true;
	read_rest(pp, m);
	pp_file_pop(pp);
}

void pp_directive_define(struct pp *pp)
{
	struct token name;

	if (!pp_macro_name(pp, &name) || is_reserved(pp, &name))
		return;
	struct macro *m = arena_new(pp->arena, struct macro);

	m->name = name.id;
	m->loc = name.loc;
	if (put_off(pp, m) || read_rest(pp, m))
		pp_define(pp, m);
}
