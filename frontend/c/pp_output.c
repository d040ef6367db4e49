/* SPDX-License-Identifier: BSD-2-Clause */
/* What is written of the preprocessor's work: -E text with linemarkers, -dM, and make rules. */
#include <stdlib.h>
#include <string.h>

#include "pp_impl.h"
#include "unit.h"

/* ---- -E ---- */

enum { NEWLINES_MAX = 8 }; /* a gap of more lines is told with a linemarker */

struct out {
	struct pp *pp;
	struct sources *ss;
	FILE *f;
	bool markers;
	const char *path; /* where the next line to be written belongs */
	uint32_t line;
	bool begun;        /* something stands on the line */
	bool first;        /* no file was entered yet */
	struct token prev; /* the last token on this line; kind 0: none */
};

static void end_line(struct out *o)
{
	if (!o->begun)
		return;
	fputc('\n', o->f);
	o->line++;
	o->begun = false;
	o->prev.kind = 0;
}

static void marker(struct out *o, uint32_t line, const char *path, const char *flag, bool system)
{
	end_line(o);
	o->line = line;
	o->path = path;
	if (!o->markers)
		return;
	fprintf(o->f, "# %u \"", line);
	for (const char *s = path; *s; s++)
		fprintf(o->f, *s == '"' || *s == '\\' ? "\\%c" : "%c", *s);
	fprintf(o->f, "\"%s%s\n", flag, system ? " 3" : "");
}

static void on_file(void *ctx, src_loc loc, int reason)
{
	struct out *o = ctx;
	struct src_pos pos = source_pos(o->ss, loc);
	bool at_newline = reason == 2 && pos.col > 1;

	marker(o, pos.line + at_newline, pos.path,
		o->first      ? ""
		: reason == 1 ? " 1"
			      : " 2",
		source_in_system(o->ss, loc));
	o->first = false;
}

/* Begin the line on which the token at loc stands. */
static void go_to_line(struct out *o, src_loc loc, bool indent)
{
	struct src_pos pos = source_pos(o->ss, loc);

	end_line(o);
	if (pos.path &&
		(o->path != pos.path || pos.line < o->line || pos.line - o->line > NEWLINES_MAX))
		marker(o, pos.line, pos.path, "", source_in_system(o->ss, loc));
	for (; o->line < pos.line; o->line++)
		if (o->markers)
			fputc('\n', o->f);
	for (uint32_t i = 0; indent && i < pos.len && (pos.text[i] == ' ' || pos.text[i] == '\t');
		i++)
		fputc(pos.text[i], o->f);
}

static bool is_wordy(const struct token *t)
{
	return tok_is_name(t) || t->kind == TOK_NUMBER;
}

/* Would the two, written without a blank, be read as something else? */
static bool would_merge(const struct out *o, const struct token *a, const struct token *b)
{
	const char *s = tok_text(b), *before = tok_text(a);
	char buf[24], last = before[a->len - 1];
	struct token t;

	if (a->kind == TOK_STRING || a->kind == TOK_CHAR)
		return is_wordy(b);
	if (is_wordy(a))
		return is_wordy(b) || b->kind == TOK_STRING || b->kind == TOK_CHAR ||
		       last == '\\' || (a->kind == TOK_NUMBER && strchr(".+-'", *s));
	if (a->len > 8)
		return false;
	uint32_t extra = (uint32_t)min_u64(b->len, 8);

	memcpy(buf, before, a->len);
	memcpy(buf + a->len, s, extra);
	buf[a->len + extra] = 0;
	if (*buf == '/' && (buf[1] == '/' || buf[1] == '*'))
		return true;
	struct lexer lx = {.p = buf,
		.text = buf,
		.end = buf + a->len + extra,
		.directive = true,
		.quiet = true,
		.lang = o->pp->lang,
		.ids = o->pp->ids,
		.ds = o->pp->ds,
		.arena = o->pp->arena};

	lex_token(&lx, &t);
	return t.len != a->len;
}

static void put_token(struct out *o, const struct token *t)
{
	if (o->prev.kind && (t->flags & TF_SPACE ||
				    (tok_end(&o->prev) != t->loc && would_merge(o, &o->prev, t))))
		fputc(' ', o->f);
	fwrite(tok_text(t), 1, t->len, o->f);
	o->begun = true;
	o->prev = *t;
	for (uint32_t i = 0; t->kind == TOK_COMMENT && i < t->len; i++)
		o->line += t->text[i] == '\n';
}

static void put_pragma(struct out *o, const struct token *t)
{
	const struct pragma *p = t->pragma;
	static const struct token none;

	go_to_line(o, t->loc, false);
	fputs("#pragma", o->f);
	o->prev = none;
	fputc(' ', o->f);
	for (uint32_t i = 0; i < p->n_all; i++) {
		struct token tok = p->all[i];

		if (i == 0)
			tok.flags &= (uint16_t)~TF_SPACE;
		put_token(o, &tok);
	}
	o->begun = true;
	end_line(o);
}

bool frontend_preprocess(struct frontend *fe, const char *path, FILE *f)
{
	struct out o = {.pp = fe->pp,
		.ss = fe->ds->sources,
		.f = f,
		.markers = !fe->opts->no_line_markers,
		.line = 1,
		.first = true};
	struct token t;

	pp_keep_pragmas(fe->pp);
	if (f)
		pp_on_file(fe->pp, on_file, &o);
	if (!frontend_start(fe, path))
		return false;
	while ((t = pp_next(fe->pp)).kind != TOK_EOF) {
		if (!f)
			continue;
		if (t.kind == TOK_PRAGMA) {
			put_pragma(&o, &t);
			continue;
		}
		if (t.flags & TF_BOL)
			go_to_line(&o, t.loc, true);
		put_token(&o, &t);
	}
	if (f)
		end_line(&o);
	return fe->ds->errors == 0;
}

/* ---- -dM ---- */

static void put_body_token(const struct macro *m, const struct token *t, FILE *f)
{
	bool blank = t != m->body && t->flags & TF_SPACE;

	if (blank)
		fputc(' ', f);
	if (t->flags & TF_STRINGIFY)
		fputc('#', f);
	if (t->kind == TOK_PARAM)
		fputs(t->id->name, f);
	else if (t->kind == TOK_VA_OPT)
		fputs("__VA_OPT__(", f);
	else
		fwrite(tok_text(t), 1, t->len, f);
	if (t->flags & TF_PASTE)
		fputs(" ##", f);
}

static void dump_macro(const struct macro *m, FILE *f)
{
	fprintf(f, "#define %s", m->name->name);
	if (m->function)
		fputc('(', f);
	for (uint32_t i = 0; i < m->n_params; i++) {
		bool rest = m->variadic && i + 1 == m->n_params;
		const char *name = rest && !m->named_variadic ? "" : m->params[i]->name;

		fprintf(f, "%s%s%s", i ? "," : "", name, rest ? "..." : "");
	}
	fputs(m->function ? ") " : " ", f);
	for (uint32_t i = 0; i < m->n_body; i++)
		put_body_token(m, &m->body[i], f);
	fputc('\n', f);
}

static int by_name(const void *a, const void *b)
{
	const struct macro *const *x = a, *const *y = b;

	return strcmp((*x)->name->name, (*y)->name->name);
}

void pp_dump_macros(struct pp *pp, FILE *f)
{
	VEC(struct macro *) all = {0};
	struct ident *id;

	for (uint32_t at = 0; (id = idents_next(pp->ids, &at));) {
		struct macro *m = id->macro ? pp_macro(pp, id) : NULL;

		if (m && !m->builtin)
			vec_push(pp->arena, &all, m);
	}
	if (all.n)
		qsort(all.p, all.n, sizeof(*all.p), by_name);
	vec_for (m, &all) {
		pp_read_macro(pp, *m);
		dump_macro(*m, f);
	}
}

bool frontend_dump_macros(struct frontend *fe, const char *path, FILE *f)
{
	bool ok = frontend_preprocess(fe, path, NULL);

	pp_dump_macros(fe->pp, f);
	return ok;
}

void frontend_print_dirs(struct frontend *fe, FILE *f)
{
	for (uint32_t i = (uint32_t)fe->pp->angled; i < fe->pp->dirs.n; i++) {
		const char *path = fe->pp->dirs.p[i].path;

		if (path)
			fprintf(f, " %.*s\n", (int)strlen(path) - 1, path);
	}
}

/* ---- make rules ---- */

enum { DEPS_WIDTH = 75 };

/* make's quoting; returns the width */
static unsigned put_make(const char *s, FILE *f)
{
	unsigned n = 0;

	for (; *s; s++, n++) {
		if (*s == ' ' || *s == '#' || *s == '\t')
			n += fputc('\\', f) != EOF;
		else if (*s == '$')
			n += fputc('$', f) != EOF;
		fputc(*s, f);
	}
	return n;
}

static unsigned put_targets(struct frontend *fe, const struct frontend_deps *deps, FILE *f)
{
	unsigned col = 0;

	vec_for (t, &deps->targets)
		col += (unsigned)fprintf(f, "%s%s", t == deps->targets.p ? "" : " ", *t);
	if (deps->targets.n)
		return col;
	const char *path = fe->pp->main ? fe->pp->main->path : "", *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	const char *dot = strrchr(base, '.');

	return put_make(arena_printf(fe->arena, "%.*s.o",
				dot ? (int)(dot - base) : (int)strlen(base), base),
		f);
}

void frontend_write_deps(struct frontend *fe, const struct frontend_deps *deps, FILE *f)
{
	uint32_t n;
	const struct pp_dep *d = pp_deps(fe->pp, &n);
	unsigned col = put_targets(fe, deps, f) + 1;

	fputc(':', f);
	for (uint32_t i = 0; i < n; i++) {
		if (d[i].system && !deps->system)
			continue;
		if (col + strlen(d[i].path) + 1 > DEPS_WIDTH) {
			fputs(" \\\n ", f);
			col = 1;
		}
		fputc(' ', f);
		col += put_make(d[i].path, f) + 1;
	}
	fputc('\n', f);
	for (uint32_t i = 1; deps->phony && i < n; i++) {
		if (d[i].system && !deps->system)
			continue;
		put_make(d[i].path, f);
		fputs(":\n", f);
	}
}
