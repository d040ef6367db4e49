/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * #pragma and _Pragma (6.10.6, 6.10.9). pp_pragma.def says which of them is dealt with here, and
 * which is a TOK_PRAGMA for the parser; -E gets all of them. A pragma's tokens are looked at as
 * they were written; macros are expanded in what follows its name.
 */
#include <string.h>

#include "literal.h"
#include "pp_impl.h"

enum action {
	NOTHING,
	ONCE,
	MESSAGE,
	PUSH_MACRO,
	POP_MACRO,
	DIAGNOSTIC,
	POISON,
	SYSTEM_HEADER,
	ERROR,
	WARNING,
	FIRST_PARSER
};
#define PARSER(kind) (FIRST_PARSER + (int)PRAGMA_##kind)

static const struct row {
	const char *space, *name;
	int action;
} rows[] = {
#define P(space, name, action) {space, name, action},
#include "pp_pragma.def"
};

/* A pragma being carried out: its tokens, of which the first `named` are its name. */
struct run {
	struct pp *pp;
	const struct token *toks;
	uint32_t n, named;
	src_loc loc;
};

static bool is_word(const struct run *r, uint32_t i, const char *word)
{
	return i < r->n && tok_is_name(&r->toks[i]) && !strcmp(r->toks[i].id->name, word);
}

static const struct row *find_row(struct run *r)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *row = &rows[i];
		uint32_t n = *row->space != 0;

		if ((n && !is_word(r, 0, row->space)) || (*row->name && !is_word(r, n, row->name)))
			continue;
		r->named = n + (*row->name != 0);
		return row;
	}
	r->named = 0;
	return NULL;
}

/* The string that stands at token i, optionally in parentheses: NUL-terminated. NULL: none. */
static const char *string_at(const struct run *r, uint32_t i)
{
	struct lit_string s;
	uint32_t n = 0;

	if (i < r->n && r->toks[i].kind == TOK_LPAREN)
		i++;
	while (i + n < r->n && r->toks[i + n].kind == TOK_STRING &&
		!(r->toks[i + n].flags & TF_BAD))
		n++;
	if (!n || !literal_string(r->pp->arena, r->pp->ds, r->toks + i, n, &s) || s.width != 1)
		return NULL;
	return s.data;
}

static void malformed(const struct run *r)
{
	const struct token *last = &r->toks[r->named - 1];

	diag(r->pp->ds, DIAG_PRAGMA_IGNORED, r->loc, last->id->name);
}

/* diagnostic push | pop | (ignored | warning | error | fatal) "-Wgroup" */
static void diagnostic(const struct run *r)
{
	static const struct {
		const char *word;
		enum diag_severity severity;
	} levels[] = {{"ignored", DIAG_IGNORED}, {"warning", DIAG_WARNING}, {"error", DIAG_ERROR},
		{"fatal", DIAG_ERROR}};
	struct diags *ds = r->pp->ds;
	uint32_t at = r->named;

	if (is_word(r, at, "push")) {
		diags_push(ds);
	} else if (is_word(r, at, "pop")) {
		if (!diags_pop(ds, r->loc))
			diag(ds, DIAG_PRAGMA_POP_EMPTY, r->loc);
	} else {
		const char *flag = string_at(r, at + 1);

		for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
			if (!is_word(r, at, levels[i].word) || !flag || strncmp(flag, "-W", 2))
				continue;
			diags_pragma(ds, r->loc, flag + 2, levels[i].severity);
			return;
		}
		malformed(r);
	}
}

static void poison(const struct run *r)
{
	for (uint32_t i = r->named; i < r->n; i++) {
		if (!tok_is_name(&r->toks[i])) {
			malformed(r);
			return;
		}
		pp_undef(r->pp, r->toks[i].id);
		r->toks[i].id->flags |= ID_POISONED;
	}
}

static void message(const struct run *r, enum diag_id id)
{
	const char *text = string_at(r, r->named);

	if (text)
		diag(r->pp->ds, id, r->loc, text);
	else
		malformed(r);
}

/* What push_macro saved: the definition then in force, or none. */
struct pushed {
	struct pushed *next;
	struct macro *macro;
};

static void push_macro(const struct run *r, bool push)
{
	struct pp *pp = r->pp;
	const char *name = string_at(r, r->named);

	if (!name) {
		malformed(r);
		return;
	}
	struct ident *id = ident_gets(pp->ids, name);
	uint64_t *slot = map_put(pp->arena, &pp->pushed, map_key(id));
	struct pushed *top = (struct pushed *)(uintptr_t)*slot;

	if (push) {
		struct pushed *p = arena_new(pp->arena, struct pushed);

		*p = (struct pushed){top, pp_macro(pp, id)};
		*slot = map_key(p);
	} else if (top) {
		*slot = map_key(top->next);
		pp_undef(pp, id);
		if (top->macro)
			pp_define(pp, arena_dup(pp->arena, top->macro, sizeof(struct macro)));
	}
}

static void act(struct run *r, int action)
{
	struct pp *pp = r->pp;

	switch (action) {
	case ONCE:
		if (pp->file->src == pp->main)
			diag(pp->ds, DIAG_PRAGMA_ONCE_MAIN, r->loc);
		pp_mark_once(pp);
		return;
	case MESSAGE: message(r, DIAG_PRAGMA_MESSAGE); return;
	case ERROR: message(r, DIAG_PRAGMA_ERROR); return;
	case WARNING: message(r, DIAG_PRAGMA_MESSAGE); return;
	case PUSH_MACRO: push_macro(r, true); return;
	case POP_MACRO: push_macro(r, false); return;
	case DIAGNOSTIC: diagnostic(r); return;
	case POISON: poison(r); return;
	case SYSTEM_HEADER: pp_mark_system(pp); return;
	default: return;
	}
}

/* Make the parser's token of it. */
static void make(struct run *r, enum pragma_kind kind, struct token *t)
{
	struct pp *pp = r->pp;
	struct pragma *p = arena_new(pp->arena, struct pragma);
	token_vec v = {0};

	p->kind = kind;
	p->loc = r->loc;
	p->all = arena_dup(pp->arena, r->toks, r->n * sizeof(*r->toks));
	p->n_all = r->n;
	if (!pp->keep_pragmas)
		pp_expand_list(pp, p->all + r->named, r->n - r->named, &v);
	p->toks = v.p;
	p->n = v.n;
	*t = (struct token){.kind = TOK_PRAGMA, .flags = t->flags, .loc = t->loc, .pragma = p};
}

bool pp_pragma(struct pp *pp, struct token *t, const struct token *toks, uint32_t n)
{
	struct run r = {pp, toks, n, 0, n ? toks[0].loc : t->loc};
	const struct row *row = find_row(&r);

	if (!row && n)
		diag(pp->ds, DIAG_UNKNOWN_PRAGMA, r.loc);
	if (row)
		act(&r, row->action);
	bool parsers = row && row->action >= FIRST_PARSER;

	bool done = row &&
		    (row->action == ONCE || row->action == PUSH_MACRO || row->action == POP_MACRO);

	if (!parsers && (!pp->keep_pragmas || done))
		return false;
	make(&r, parsers ? (enum pragma_kind)(row->action - FIRST_PARSER) : PRAGMA_OTHER, t);
	return true;
}

/* ---- the operator ---- */

/* The tokens in a string that _Pragma was given before: it is mostly the same few macros' strings.
 */
struct pragma_text {
	token_vec toks;
};

/* 6.10.9: strip prefix and quotes, undo \" and \\ */
static char *destringize(struct pp *pp, const struct token *t, size_t *len)
{
	const char *s = t->text, *end = t->text + t->len - 1;
	char *out = arena_alloc(pp->arena, t->len + 1ul);

	*len = 0;
	while (*s++ != '"')
		;
	for (; s < end; s++) {
		if (*s == '\\' && s + 1 < end && (s[1] == '"' || s[1] == '\\'))
			s++;
		out[(*len)++] = *s;
	}
	return out;
}

static struct pragma_text *lex_string(struct pp *pp, const struct token *str)
{
	uint64_t *slot = map_put(pp->arena, &pp->pragmas, map_key(str->text));
	struct pragma_text *pt = (struct pragma_text *)(uintptr_t)*slot;

	if (pt)
		return pt;
	size_t len;
	char *text = destringize(pp, str, &len);
	struct lexer lx = {.p = text,
		.end = text + len,
		.text = text,
		.directive = true,
		.quiet = true,
		.lang = pp->lang,
		.ids = pp->ids,
		.ds = pp->ds,
		.arena = pp->arena};
	struct token t;

	pt = arena_new(pp->arena, struct pragma_text);
	for (lex_token(&lx, &t); t.kind != TOK_EOD; lex_token(&lx, &t))
		vec_push(pp->arena, &pt->toks, t);
	*slot = map_key(pt);
	return pt;
}

/* Carry out the pragma that the string spells; its tokens all have the string's place. */
static bool run_string(struct pp *pp, struct token *t, const struct token *str)
{
	struct pragma_text *pt = lex_string(pp, str);
	struct tokbuf *b = pp_buf_get(pp);

	for (uint32_t i = 0; i < pt->toks.n; i++) {
		vec_push(pp->arena, &b->v, pt->toks.p[i]);
		vec_last(&b->v).loc = str->loc;
	}
	t->loc = str->loc;
	bool made = pp_pragma(pp, t, b->v.p, b->v.n);

	pp_buf_put(pp, b);
	return made;
}

/*
 * False: *t is to be handed out. That is the parser's token, or the name itself, when this is an
 * argument that will be read again, or a directive. True: read on.
 */
bool pp_pragma_operator(struct pp *pp, struct token *t)
{
	struct token str = {0}, close = {0};

	if (pp->no_file || pp->file->lx.directive)
		return false;
	if (pp_at_lparen(pp)) {
		pp_raw(pp, &str);
		pp_expanded(pp, &str); /* a macro may name the string: everybody takes it */
		if (str.kind == TOK_STRING)
			pp_raw(pp, &close);
	}
	if (close.kind == TOK_RPAREN && !(str.flags & TF_BAD))
		return !run_string(pp, t, &str);
	diag(pp->ds, DIAG_PRAGMA_OPERATOR, t->loc);
	return true;
}
