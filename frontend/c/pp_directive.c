/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Directives (6.10). A row of pp_directive.def names one and its function; conditions come first,
 * since they are recognised in skipped groups too.
 */
#include <string.h>

#include "literal.h"
#include "pp_impl.h"

enum directive {
	DIR_NONE,
#define C(name) DIR_##name,
#define X(name) DIR_##name,
#include "pp_directive.def"
	DIR_COUNT
};

static const char *const directive_names[] = {
	"",
#define C(name) #name,
#define X(name) #name,
#include "pp_directive.def"
};

/* The upper byte of an ident's flags names its directive. */
enum { DIRECTIVE_SHIFT = 8 };

void pp_setup_directives(struct pp *pp)
{
	for (int i = 1; i < DIR_COUNT; i++)
		ident_gets(pp->ids, directive_names[i])->flags |= (uint16_t)(i << DIRECTIVE_SHIFT);
}

static enum directive directive_of(const struct token *t)
{
	return tok_is_name(t) ? (enum directive)(t->id->flags >> DIRECTIVE_SHIFT) : DIR_NONE;
}

void pp_expect_eod(struct pp *pp, const char *directive)
{
	struct token t;

	lex_token(&pp->file->lx, &t);
	if (t.kind != TOK_EOD)
		diag(pp->ds, DIAG_EXTRA_TOKENS, t.loc, directive);
}

/* ---- conditions ---- */

static void cond_push(struct pp *pp, src_loc loc, bool taken)
{
	struct pp_file *f = pp->file;

	if (f->conds.n == CONDITION_DEPTH_MAX) {
		diag(pp->ds, DIAG_CONDITION_TOO_DEEP, loc, CONDITION_DEPTH_MAX);
		pp_stop(pp);
	}
	vec_push(pp->arena, &f->conds, ((struct cond){.loc = loc, .taken = taken}));
}

/* The value of #elif, #elifdef, #elifndef, #ifdef, #ifndef or #if, to the end of its line. */
static bool evaluate(struct pp *pp, enum directive d)
{
	struct token t;
	bool value = false;

	if (d == DIR_if || d == DIR_elif) {
		pp_condition(pp, &value);
		return value;
	}
	struct ident *id = pp_macro_name(pp, &t);

	if (!id)
		return false;
	pp_expect_eod(pp, directive_names[d]);
	return (pp_macro(pp, id) != NULL) == (d == DIR_ifdef || d == DIR_elifdef);
}

/* #else and #elif...: is the group that follows to be read? */
static bool next_group(struct pp *pp, enum directive d, src_loc loc, bool skipping)
{
	struct pp_file *f = pp->file;
	struct cond *c = &vec_last(&f->conds);

	if (f->conds.n == 1 && f->guard_state == GUARD_IN)
		f->guard_state =
			GUARD_NONE; /* the file has something to say when the guard is set */
	if (c->seen_else) {
		diag(pp->ds, d == DIR_else ? DIAG_ELSE_AFTER_ELSE : DIAG_ELIF_AFTER_ELSE, loc,
			directive_names[d]);
		diag(pp->ds, DIAG_NOTE_CONDITION_HERE, c->loc);
	}
	if (d == DIR_else) {
		c->seen_else = true;
		pp_expect_eod(pp, "else");
		return !c->taken;
	}
	if (c->taken || !skipping)
		return false;
	return evaluate(pp, d); /* may not move pp->file->conds */
}

/*
 * Skip groups until one is to be read or the #if ends. Called at the end of the directive that
 * began the first of them.
 */
static void skip_groups(struct pp *pp)
{
	struct pp_file *f = pp->file;
	struct lexer *lx = &f->lx;
	unsigned depth = 0;
	struct token t;

	for (;;) {
		lx->directive = false;
		lex_skip_line(lx);
		if (!lex_skip_to_hash(lx))
			return; /* pp_end_conditions() reports it */
		lx->directive = true;
		lex_token(lx, &t);
		enum directive d = directive_of(&t);

		if (d == DIR_if || d == DIR_ifdef || d == DIR_ifndef) {
			depth++;
		} else if (d == DIR_endif) {
			if (depth-- == 0) {
				pp_expect_eod(pp, "endif");
				f->conds.n--;
				return;
			}
		} else if (depth == 0 && d >= DIR_elif && d <= DIR_else) {
			if (next_group(pp, d, t.loc, true)) {
				vec_last(&f->conds).taken = true;
				return;
			}
		}
	}
}

/* Is this #ifndef X, or #if !defined X, the first thing in its file? Then X may be its guard. */
static void note_guard(struct pp *pp, enum directive d)
{
	struct pp_file *f = pp->file;
	struct lexer look = f->lx;
	struct token t;

	if (f->guard_state != GUARD_FIRST)
		return;
	f->guard_state = GUARD_NONE;
	look.quiet = true;
	lex_token(&look, &t);
	if (d == DIR_if) {
		if (t.kind != TOK_BANG)
			return;
		lex_token(&look, &t);
		if (!tok_is_name(&t) || t.id != pp->id_defined)
			return;
		lex_token(&look, &t);
		bool paren = t.kind == TOK_LPAREN;

		if (paren)
			lex_token(&look, &t);
		f->guard = tok_is_name(&t) ? t.id : NULL;
		if (paren)
			lex_token(&look, &t);
		lex_token(&look, &t);
		if (t.kind != TOK_EOD)
			return;
	} else if (d == DIR_ifndef) {
		f->guard = tok_is_name(&t) ? t.id : NULL;
	} else {
		return;
	}
	if (f->guard)
		f->guard_state = GUARD_IN;
}

static void directive_if(struct pp *pp, enum directive d, src_loc loc)
{
	note_guard(pp, d);
	bool value = evaluate(pp, d);

	cond_push(pp, loc, value);
	if (!value && !pp->stopped)
		skip_groups(pp);
}

static void directive_else(struct pp *pp, enum directive d, src_loc loc)
{
	struct pp_file *f = pp->file;

	if (!f->conds.n) {
		diag(pp->ds, DIAG_CONDITION_WITHOUT_IF, loc, directive_names[d]);
		return;
	}
	next_group(pp, d, loc, false);
	skip_groups(pp);
}

static void directive_endif(struct pp *pp, src_loc loc)
{
	struct pp_file *f = pp->file;

	if (!f->conds.n) {
		diag(pp->ds, DIAG_CONDITION_WITHOUT_IF, loc, "endif");
		return;
	}
	pp_expect_eod(pp, "endif");
	f->conds.n--;
}

void pp_end_conditions(struct pp *pp, struct pp_file *f)
{
	while (f->conds.n)
		diag(pp->ds, DIAG_UNTERMINATED_CONDITION, vec_pop(&f->conds).loc);
}

/* ---- the others ---- */

/* #error and #warning: the rest of the line as it is written */
static void directive_message(struct pp *pp, enum diag_id id, src_loc loc)
{
	struct lexer *lx = &pp->file->lx;
	const char *p = lx->p;

	while (*p == ' ' || *p == '\t')
		p++;
	lex_skip_line(lx);
	const char *e = lx->p;

	while (e > p && (e[-1] == ' ' || e[-1] == '\r' || e[-1] == '\t'))
		e--;
	diag(pp->ds, id, loc, (int)(e > p ? e - p : 0), p);
}

/* 6.10.4, and the linemarkers of preprocessed text: # 12 "file" flags */
static void directive_line(struct pp *pp, struct token t, src_loc loc, bool marker)
{
	struct lit_number n = {0};
	struct lit_string path = {0};
	const char *s = tok_text(&t);

	for (uint32_t i = 0; i < t.len && s[i] >= '0' && s[i] <= '9' && n.value <= UINT32_MAX; i++)
		n.value = n.value * 10 + (uint64_t)(s[i] - '0');
	if (t.kind != TOK_NUMBER || s[t.len - 1] < '0' || s[t.len - 1] > '9' ||
		n.value > INT32_MAX) {
		diag(pp->ds, DIAG_LINE_NUMBER, t.loc);
		return;
	}
	pp_expanded(pp, &t);
	if (t.kind == TOK_STRING && !(t.flags & TF_BAD)) {
		literal_string(pp->arena, pp->ds, &t, 1, &path);
		if (!marker)
			pp_expect_eod(pp, "line");
	} else if (t.kind != TOK_EOD) {
		diag(pp->ds, DIAG_LINE_NAME, t.loc);
		return;
	}
	const char *name =
		path.data && path.width == 1 ? path.data : source_pos(pp->sources, loc).path;

	source_mark_line(pp->sources, loc, (uint32_t)n.value, name);
}

static void directive_pragma(struct pp *pp, struct token *t, bool *made)
{
	struct tokbuf *b = pp_buf_get(pp);
	struct token p;

	for (lex_token(&pp->file->lx, &p); p.kind != TOK_EOD; lex_token(&pp->file->lx, &p))
		vec_push(pp->arena, &b->v, p);
	*made = pp_pragma(pp, t, b->v.p, b->v.n);
	pp_buf_put(pp, b);
}

static void run(
	struct pp *pp, enum directive d, struct token *hash, const struct token *name, bool *made)
{
	src_loc loc = name->loc;

	switch (d) {
	case DIR_if:
	case DIR_ifdef:
	case DIR_ifndef: directive_if(pp, d, hash->loc); return;
	case DIR_elif:
	case DIR_elifdef:
	case DIR_elifndef:
	case DIR_else: directive_else(pp, d, loc); return;
	case DIR_endif: directive_endif(pp, loc); return;
	case DIR_define: pp_directive_define(pp); return;
	case DIR_undef: pp_directive_undef(pp); return;
	case DIR_include:
	case DIR_import:
	case DIR_include_next:
		pp_directive_include(pp, loc, d == DIR_include_next, d == DIR_import);
		return;
	case DIR_error: directive_message(pp, DIAG_HASH_ERROR, loc); return;
	case DIR_warning: directive_message(pp, DIAG_HASH_WARNING, loc); return;
	case DIR_pragma: directive_pragma(pp, hash, made); return;
	case DIR_ident:
	case DIR_sccs: return;
	default: break;
	}
	struct token t = *name;

	if (d == DIR_line) {
		pp_expanded(pp, &t);
		directive_line(pp, t, loc, false);
	} else if (t.kind == TOK_NUMBER) {
		directive_line(pp, t, loc, true);
	} else if (t.kind != TOK_EOD) {
		diag(pp->ds, DIAG_BAD_DIRECTIVE, loc, (int)t.len, tok_text(&t));
	}
}

bool pp_directive(struct pp *pp, struct token *hash)
{
	struct pp_file *f = pp->file;
	struct token name;
	bool made = false;

	f->lx.directive = true;
	lex_token(&f->lx, &name);
	enum directive d = directive_of(&name);

	if (f->guard_state == GUARD_AFTER || (f->guard_state == GUARD_FIRST && d > DIR_endif))
		f->guard_state = GUARD_NONE;
	run(pp, d, hash, &name, &made);
	if (f->guard_state == GUARD_IN && f->conds.n == 0)
		f->guard_state = GUARD_AFTER;
	pp_drop_contexts(pp); /* what an erroneous line left of its macros */
	f->lx.directive = false;
	lex_skip_line(&f->lx);
	return made;
}
