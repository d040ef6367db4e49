/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parser's tokens: the current one, looking ahead, expecting, and what to do when an
 * expectation fails. The rules of recovery: report once, at the place where the missing thing
 * belongs; then skip to something that surely is the end of the construct, never over a brace that
 * is not ours.
 */
#include "parse.h"

#include "decl.h"

/* How far to look for a closing bracket after a mistake. */
#define CLOSE_SEARCH 64

void parse_next(struct parser *p)
{
	p->prev_loc = p->tok.loc;
	p->prev_end = tok_end(&p->tok);
	do {
		if (p->stopped || p->ds->fatal) {
			p->stopped = true;
			p->tok.kind = TOK_EOF;
			p->tok.len = 0;
			return;
		}
		pp_take(p->pp, &p->tok);
	} while (p->tok.kind == TOK_PRAGMA && pragma_global(p, p->tok.pragma));
}

const struct token *parse_peek(struct parser *p, unsigned n)
{
	return p->stopped ? &p->tok : pp_peek(p->pp, n - 1);
}

/* Where something that should follow the token before is missing. */
static src_loc missing_loc(const struct parser *p)
{
	bool apart = p->tok.flags & TF_BOL || p->tok.kind == TOK_EOF;

	return apart && p->prev_end ? p->prev_end : p->tok.loc;
}

/* An error was reported at this very place just now: another would say nothing new. */
static bool already_told(const struct parser *p, src_loc loc)
{
	const struct diag *last = &p->ds->pending;

	return p->ds->has_pending && last->severity >= DIAG_ERROR && last->loc == loc;
}

bool parse_expect(struct parser *p, enum tok kind)
{
	if (parse_accept(p, kind))
		return true;
	if (already_told(p, missing_loc(p)))
		return false;
	diag(p->ds, DIAG_EXPECTED, missing_loc(p), tok_name(kind));
	return false;
}

static int bracket(enum tok kind)
{
	switch (kind) {
	case TOK_LPAREN:
	case TOK_LBRACKET:
	case TOK_LBRACE: return 1;
	case TOK_RPAREN:
	case TOK_RBRACKET:
	case TOK_RBRACE: return -1;
	default: return 0;
	}
}

static const char *open_name(enum tok close)
{
	return close == TOK_RPAREN ? "(" : close == TOK_RBRACKET ? "[" : "{";
}

/* Is there a `close` that is ours on this line, before anything that ends the statement? */
static bool comes_soon(struct parser *p, enum tok close)
{
	const struct token *t = &p->tok;
	uint32_t inner = 0;

	for (unsigned n = 1; n < CLOSE_SEARCH; n++) {
		if (t->kind == TOK_SEMI || t->kind == TOK_LBRACE || t->kind == TOK_RBRACE ||
			t->kind == TOK_EOF || t->flags & TF_BOL)
			return false;
		if (!inner && t->kind == close)
			return true;
		if (bracket(t->kind) < 0 && !inner)
			return false;
		inner += (uint32_t)bracket(t->kind);
		t = parse_peek(p, n);
	}
	return false;
}

bool parse_skip_close(struct parser *p, enum tok kind)
{
	if (kind != TOK_RBRACE && !comes_soon(p, kind))
		return false;
	parse_skip_to(p, kind, kind);
	return parse_accept(p, kind);
}

bool parse_expect_close(struct parser *p, enum tok kind, src_loc open)
{
	if (parse_accept(p, kind))
		return true;
	if (!already_told(p, missing_loc(p))) {
		diag(p->ds, DIAG_EXPECTED, missing_loc(p), tok_name(kind));
		diag(p->ds, DIAG_NOTE_TO_MATCH, open, open_name(kind));
	}
	parse_skip_close(p, kind);
	return false;
}

bool parse_expect_semi(struct parser *p, const char *what)
{
	if (parse_accept(p, TOK_SEMI))
		return true;
	if (already_told(p, p->tok.loc)) {
		parse_skip_to(p, TOK_SEMI, TOK_SEMI);
		parse_accept(p, TOK_SEMI);
		return false;
	}
	if (!strncmp(what, "declaration", 11))
		diag(p->ds, DIAG_EXPECTED_AT_END, p->prev_end, what);
	else
		diag(p->ds, DIAG_EXPECTED_AFTER, p->prev_end, ";", what);
	diag_fixit(p->ds, p->prev_end, 0, ";");
	if (p->tok.flags & TF_BOL)
		return false;
	parse_skip_to(p, TOK_SEMI, TOK_SEMI);
	parse_accept(p, TOK_SEMI);
	return false;
}

/* Braces count by themselves: a lost ')' must not swallow the rest of the file. */
void parse_skip_to(struct parser *p, enum tok a, enum tok b)
{
	uint32_t braces = 0, others = 0;

	for (; p->tok.kind != TOK_EOF; parse_next(p)) {
		enum tok k = p->tok.kind;

		if (!braces && !others && (k == a || k == b))
			return;
		if (!braces && (k == TOK_SEMI || k == TOK_RBRACE))
			return;
		if (k == TOK_LBRACE)
			braces++;
		else if (k == TOK_RBRACE)
			braces--;
		else if (bracket(k) > 0)
			others++;
		else if (bracket(k) < 0 && others)
			others--;
	}
}

bool parse_enter(struct parser *p)
{
	if (++p->depth <= PARSE_MAX_DEPTH)
		return true;
	if (!p->stopped)
		diag(p->ds, DIAG_TOO_DEEP, p->tok.loc, PARSE_MAX_DEPTH);
	p->stopped = true;
	p->tok.kind = TOK_EOF;
	p->tok.len = 0;
	return false;
}

void parse_leave(struct parser *p)
{
	p->depth--;
}

struct ident *parse_ident(struct parser *p, src_loc *loc)
{
	struct ident *id = p->tok.id;

	if (loc)
		*loc = p->tok.loc;
	if (parse_accept(p, TOK_IDENT))
		return id;
	diag(p->ds, DIAG_EXPECTED_IDENT, p->tok.loc);
	return NULL;
}

bool parse_string(struct parser *p, struct lit_string *out)
{
	struct token first = p->tok;
	VEC(struct token) toks = {0};

	if (!parse_accept(p, TOK_STRING)) {
		diag(p->ds, DIAG_EXPECTED_STRING, p->tok.loc);
		return false;
	}
	if (!parse_at(p, TOK_STRING))
		return literal_string(p->arena, p->ds, &first, 1, out);
	vec_push(p->arena, &toks, first);
	while (p->tok.kind == TOK_STRING) {
		vec_push(p->arena, &toks, p->tok);
		parse_next(p);
	}
	return literal_string(p->arena, p->ds, toks.p, toks.n, out);
}

const char *parse_plain_string(struct parser *p)
{
	struct lit_string s;
	src_loc at = p->tok.loc;

	if (!parse_string(p, &s))
		return NULL;
	if (s.width != 1) {
		diag(p->ds, DIAG_EXPECTED_PLAIN_STRING, at);
		return NULL;
	}
	return s.data;
}
