/* SPDX-License-Identifier: BSD-2-Clause */
/* The token stack, lookahead, and the readers of the parser: see pp_impl.h for the idea. */
#include <errno.h>
#include <string.h>

#include "pp_impl.h"

/* ---- buffers and contexts ---- */

struct tokbuf *pp_buf_get(struct pp *pp)
{
	struct tokbuf *b = pp->bufs;

	if (!b)
		return arena_new(pp->arena, struct tokbuf);
	pp->bufs = b->next;
	b->v.n = 0;
	return b;
}

void pp_buf_put(struct pp *pp, struct tokbuf *b)
{
	b->next = pp->bufs;
	pp->bufs = b;
}

void pp_ctx_push(struct pp *pp, const struct token *p, uint32_t n, struct macro *macro,
	struct tokbuf *buf, uint32_t shift)
{
	struct ctx c = {p, n ? p + n : p, macro, buf, shift};

	vec_push(pp->arena, &pp->ctxs, c);
	if (macro)
		macro->disabled = true;
}

static void ctx_pop(struct pp *pp)
{
	struct ctx *c = &vec_pop(&pp->ctxs);

	if (c->macro)
		c->macro->disabled = false;
	if (c->buf)
		pp_buf_put(pp, c->buf);
}

void pp_drop_contexts(struct pp *pp)
{
	while (pp->ctxs.n > pp->floor)
		ctx_pop(pp);
}

bool pp_at_lparen(struct pp *pp)
{
	for (uint32_t i = pp->ctxs.n; i-- > pp->floor;)
		if (pp->ctxs.p[i].p < pp->ctxs.p[i].end)
			return pp->ctxs.p[i].p->kind == TOK_LPAREN;
	return !pp->no_file && lex_at_lparen(&pp->file->lx);
}

void pp_stop(struct pp *pp)
{
	pp->stopped = true;
	vec_for (c, &pp->ctxs)
		c->p = c->end;
	for (struct pp_file *f = pp->file; f; f = f->parent)
		f->lx.p = f->lx.end;
}

/* ---- files ---- */

static inline void raw_file(struct pp *pp, struct token *t)
{
	for (;;) {
		struct pp_file *f = pp->file;

		lex_token(&f->lx, t);
		if (t->kind == TOK_HASH && t->flags & TF_BOL) {
			if (pp_directive(pp, t))
				return;
			if (pp->ds->fatal && !pp->stopped)
				pp_stop(pp);
			continue;
		}
		if (t->kind == TOK_EOF && pp_leave_file(pp))
			continue;
		if (f->guard_state >= GUARD_FIRST && t->kind != TOK_EOD && t->kind != TOK_COMMENT)
			f->guard_state = GUARD_NONE;
		pp->file_loc = t->loc + t->len;
		return;
	}
}

/* A token from a context: a macro that is being expanded must never be expanded in its own result.
 */
static void paint(const struct pp *pp, struct token *t)
{
	struct macro *m;

	if (tok_is_name(t) && t->id->macro && (m = pp_macro(pp, t->id)) && m->disabled)
		t->flags |= TF_NO_EXPAND;
}

/* The next token of a context; false when all have been read. */
static bool raw_context(struct pp *pp, struct token *t)
{
	while (pp->ctxs.n > pp->floor) {
		struct ctx *c = &vec_last(&pp->ctxs);

		if (c->p < c->end) {
			*t = *c->p++;
			t->loc += c->shift;
			paint(pp, t);
			return true;
		}
		ctx_pop(pp);
	}
	return false;
}

static inline void raw(struct pp *pp, struct token *t)
{
	if (pp->ctxs.n > pp->floor && raw_context(pp, t))
		return;
	if (pp->no_file)
		*t = (struct token){.kind = TOK_EOF, .loc = pp->file_loc};
	else
		raw_file(pp, t);
}

void pp_raw(struct pp *pp, struct token *t)
{
	raw(pp, t);
}

/* ---- expansion ---- */

static void check_name(struct pp *pp, const struct token *t)
{
	if (t->id->flags & ID_POISONED)
		diag(pp->ds, DIAG_POISONED, t->loc, t->id->name);
	if (t->id->flags & ID_VARIADIC)
		diag(pp->ds, DIAG_VA_ARGS_OUTSIDE, t->loc, t->id->name);
}

/* t is a name that a macro or a flag belongs to. False: it was replaced, read on. */
static bool expand_name(struct pp *pp, struct token *t)
{
	if (t->id->flags & ID_CHECKED)
		check_name(pp, t);
	struct macro *m = t->flags & TF_NO_EXPAND ? NULL : pp_macro(pp, t->id);

	if (!m)
		return true;
	if (pp->ctxs.n == pp->floor && !pp->no_file)
		pp->spent = 0;
	return !pp_expand(pp, t, m);
}

static inline void expanded(struct pp *pp, struct token *t)
{
	unsigned lead = 0; /* the white space before a macro's use goes before what it expands to */

	for (;;) {
		raw(pp, t);
		if (!tok_is_name(t) || (!t->id->macro && !(t->id->flags & ID_CHECKED)))
			break;
		unsigned flags = t->flags & (TF_BOL | TF_SPACE);

		if (expand_name(pp, t))
			break;
		lead |= flags;
	}
	t->flags |= (uint16_t)lead;
}

void pp_expanded(struct pp *pp, struct token *t)
{
	expanded(pp, t);
}

void pp_expand_list(struct pp *pp, const struct token *toks, uint32_t n, token_vec *out)
{
	uint32_t floor = pp->floor;
	bool no_file = pp->no_file;
	struct token t;

	if (!n)
		return;
	pp->floor = pp->ctxs.n;
	pp->no_file = true;
	pp_ctx_push(pp, toks, n, NULL, NULL, 0);
	for (pp_expanded(pp, &t); t.kind != TOK_EOF; pp_expanded(pp, &t))
		vec_push(pp->arena, out, t);
	pp->floor = floor;
	pp->no_file = no_file;
}

/* ---- the parser's tokens ---- */

/* A token that is no token of C: say so, and drop it. -E passes it on. */
static bool is_stray(struct pp *pp, struct token *t)
{
	if (t->kind == TOK_UNKNOWN) {
		unsigned char c = (unsigned char)*t->text;
		uint32_t cp = c;

		if (c < 0x20 || c == 0x7f || (c >= 0x80 && t->len == 1))
			diag(pp->ds, DIAG_STRAY_BYTE, t->loc, c);
		else if (c < 0x80 || lex_utf8(t->text, t->text + t->len, &cp))
			diag(pp->ds, DIAG_STRAY_CHARACTER, t->loc, (int)t->len, t->text, cp);
		if (pp->ds->fatal)
			pp_stop(pp);
		return true;
	}
	if (t->flags & TF_BAD)
		diag(pp->ds, DIAG_UNTERMINATED_QUOTE, t->loc, t->kind == TOK_STRING ? '"' : '\'');
	return false;
}

static inline void read_token(struct pp *pp, struct token *t)
{
	do
		expanded(pp, t);
	while (!pp->keep_pragmas && (t->kind == TOK_UNKNOWN || t->flags & TF_BAD) &&
		is_stray(pp, t));
}

void pp_take(struct pp *pp, struct token *t)
{
	if (pp->head == pp->queue.n) {
		read_token(pp, t);
		return;
	}
	*t = pp->queue.p[pp->head++];
	if (pp->head == pp->queue.n)
		pp->head = pp->queue.n = 0;
}

const struct token *pp_peek(struct pp *pp, unsigned n)
{
	while (pp->queue.n - pp->head <= n) {
		struct token t;

		read_token(pp, &t);
		vec_push(pp->arena, &pp->queue, t);
	}
	return &pp->queue.p[pp->head + n];
}

void pp_push_back(struct pp *pp, struct token t)
{
	if (pp->head == 0) {
		uint32_t n = pp->queue.n;

		vec_push(pp->arena, &pp->queue, t);
		memmove(pp->queue.p + 1, pp->queue.p, n * sizeof(t));
		pp->queue.p[0] = t;
	} else {
		pp->queue.p[--pp->head] = t;
	}
}

char *pp_spell(struct pp *pp, const struct token *toks, uint32_t n)
{
	size_t size = 1;

	for (uint32_t i = 0; i < n; i++)
		size += toks[i].len + 1ul;
	char *s = arena_alloc(pp->arena, size), *p = s;

	for (uint32_t i = 0; i < n; i++) {
		if (toks[i].kind == TOK_PRAGMA)
			continue;
		if (p > s && toks[i].flags & (TF_SPACE | TF_BOL))
			*p++ = ' ';
		memcpy(p, tok_text(&toks[i]), toks[i].len);
		p += toks[i].len;
	}
	return s;
}

/* ---- reading something else for a while ---- */

static struct pp_frame *frame_push(struct pp *pp)
{
	struct pp_frame *fr = pp->free_frames;

	if (fr)
		pp->free_frames = fr->next;
	else
		fr = arena_new(pp->arena, struct pp_frame);
	token_vec spare = fr->queue; /* an old frame's queue is used again */

	fr->queue = pp->queue;
	fr->head = pp->head;
	fr->floor = pp->floor;
	fr->view = pp->view;
	fr->no_file = pp->no_file;
	fr->file_loc = pp->file_loc;
	fr->file = pp->file;
	fr->disabled.n = 0;
	spare.n = 0;
	pp->queue = spare;
	pp->head = 0;
	pp->floor = pp->ctxs.n;
	fr->next = pp->frame;
	pp->frame = fr;
	return fr;
}

static void frame_pop(struct pp *pp)
{
	struct pp_frame *fr = pp->frame;
	token_vec spare = pp->queue;

	CHECK(fr);
	pp_drop_contexts(pp);
	pp->queue = fr->queue;
	pp->head = fr->head;
	pp->floor = fr->floor;
	pp->view = fr->view;
	pp->no_file = fr->no_file;
	pp->file_loc = fr->file_loc;
	pp->frame = fr->next;
	fr->queue = spare;
	fr->next = pp->free_frames;
	pp->free_frames = fr;
}

void pp_tokens_begin(struct pp *pp, const struct token *toks, uint32_t n)
{
	frame_push(pp);
	pp->no_file = true;
	pp_ctx_push(pp, toks, n, NULL, NULL, 0);
}

void pp_tokens_end(struct pp *pp)
{
	frame_pop(pp);
}

/* ---- bodies ---- */

/* t is the last thing that was read from this file, or the only one that was looked at. */
static bool is_latest(const struct pp *pp, const struct token *t)
{
	uint32_t ahead = pp->queue.n - pp->head;

	return !(ahead > 1 || (ahead == 1 && pp->queue.p[pp->head].loc != t->loc) ||
		 pp->ctxs.n > pp->floor || pp->no_file || pp->stopped ||
		 t->loc + t->len != lex_loc(&pp->file->lx, pp->file->lx.p));
}

/* Go on behind what `first` begins, which ends at `end`. */
static struct pp_body skip_body(struct pp *pp, const struct token *first, const char *end)
{
	struct lexer *lx = &pp->file->lx;
	struct pp_body body = {first->loc, first->len + (uint32_t)(end - lx->p),
		pp->view == EPOCH_NOW ? pp->epoch - 1 : pp->view};

	lx->p = end;
	pp->head = pp->queue.n = 0;
	pp->file_loc = body.loc + body.size;
	return body;
}

bool pp_skip_braces(struct pp *pp, const struct token *brace, struct pp_body *out)
{
	struct lexer *lx = &pp->file->lx;
	const char *end = is_latest(pp, brace) ? lex_match_brace(lx, lx->p, false) : NULL;

	if (end)
		*out = skip_body(pp, brace, end);
	return end;
}

bool pp_is_uneven(const struct pp *pp, const char *name, size_t len)
{
	vec_for (id, &pp->uneven)
		if ((*id)->len == len && !memcmp((*id)->name, name, len))
			return true;
	return false;
}

bool pp_has_uneven(const struct pp *pp, const char *p, const char *end)
{
	while (pp->uneven.n && p < end) {
		const char *begin = p;

		while (lex_is_name(*p))
			p++;
		if (p > begin && pp_is_uneven(pp, begin, (size_t)(p - begin)))
			return true;
		p += p == begin;
	}
	return false;
}

static bool is_alone(struct lexer *lx, const char *p)
{
	bool quiet = lx->quiet;

	lx->quiet = true;
	p = lex_skip_space(lx, p);
	lx->quiet = quiet;
	return *p == ';';
}

bool pp_skip_code(struct pp *pp, const struct token *brace, bool alone, struct pp_body *out)
{
	struct lexer *lx = &pp->file->lx;
	const char *end = pp->file->found >= 0 && is_latest(pp, brace)
				  ? lex_match_brace(lx, lx->p, true)
				  : NULL;

	if (!end || pp_has_uneven(pp, lx->p, end) || (alone && !is_alone(lx, end)))
		return false;
	*out = skip_body(pp, brace, end);
	return true;
}

bool pp_take_code(struct pp *pp, const struct token *brace, const struct token **toks, uint32_t *n)
{
	struct tokbuf *b;
	struct token t = *brace;

	if (pp->ctxs.n == pp->floor || pp->queue.n || pp->no_file || pp->file->found < 0)
		return false;
	b = pp_buf_get(pp);
	for (unsigned depth = 0;; pp_take(pp, &t)) {
		if (tok_is_name(&t))
			t.flags |= TF_NO_EXPAND;
		vec_push(pp->arena, &b->v, t);
		depth += (t.kind == TOK_LBRACE) - (t.kind == TOK_RBRACE);
		if (!depth || t.kind == TOK_EOF)
			break;
	}
	*toks = arena_dup(pp->arena, b->v.p, b->v.n * sizeof(t));
	*n = b->v.n;
	pp_buf_put(pp, b);
	return true;
}

static bool scan_tagged(struct pp *pp, struct pp_tagged *out, const char **semi)
{
	struct lexer *lx = &pp->file->lx;
	const char *name = lex_skip_space(lx, lx->p), *p = name, *brace;

	while (lex_is_name(*p))
		p++;
	brace = lex_skip_space(lx, p);
	if (p == name || (*name >= '0' && *name <= '9'))
		return false;
	out->tag = ident_get(pp->ids, name, (size_t)(p - name));
	out->loc = lex_loc(lx, name);
	out->has_body = *brace == '{';
	if (out->tag->keyword || out->tag->flags & ID_CHECKED || pp_macro(pp, out->tag))
		return false;
	if (out->has_body) {
		p = lex_match_brace(lx, brace + 1, false);
		if (!p)
			return false;
		out->body = (struct pp_body){lex_loc(lx, brace), (uint32_t)(p - brace), 0};
		brace = lex_skip_space(lx, p);
	}
	*semi = brace;
	return *brace == ';';
}

bool pp_skip_tagged(struct pp *pp, const struct token *first, struct pp_tagged *out)
{
	struct lexer *lx = &pp->file->lx;
	bool quiet = lx->quiet, ok;
	const char *semi;

	if (!is_latest(pp, first))
		return false;
	lx->quiet = true;
	ok = scan_tagged(pp, out, &semi);
	lx->quiet = quiet;
	if (ok)
		out->body.epoch = skip_body(pp, first, semi + 1).epoch;
	return ok;
}

bool pp_skip_enum(struct pp *pp, const struct token *brace, struct pp_enum *out)
{
	const char *end = is_latest(pp, brace) ? pp_scan_enum(pp, out) : NULL;

	if (end)
		out->body = skip_body(pp, brace, end);
	return end;
}

bool pp_skip_decl(struct pp *pp, const struct token *first, bool bodies, struct pp_decl *out)
{
	const char *end = pp->file->found >= 0 && is_latest(pp, first)
				  ? pp_scan_decl(pp, first->len, bodies, &out->hash)
				  : NULL;

	if (end)
		out->text = skip_body(pp, first, end);
	return end;
}

void pp_replay_begin(struct pp *pp, const struct pp_body *body)
{
	const struct src_entry *e = source_entry(pp->sources, body->loc);
	struct pp_frame *fr = frame_push(pp);

	/* A macro whose expansion asked for this body must work as ever inside it. */
	vec_for (c, &pp->ctxs) {
		if (!c->macro || !c->macro->disabled)
			continue;
		c->macro->disabled = false;
		vec_push(pp->arena, &fr->disabled, c->macro);
	}
	pp->no_file = false;
	pp->view = body->epoch;
	pp_file_push(pp, e->source, e->base);
	struct lexer *lx = &pp->file->lx;

	lx->p = lx->text + (body->loc - e->base);
	lx->end = lx->p + body->size;
	lx->bol = false;
	pp->file->replay = true;
}

void pp_replay_end(struct pp *pp)
{
	struct pp_frame *fr = pp->frame;

	while (pp->file != fr->file)
		pp_file_pop(pp);
	frame_pop(pp);
	vec_for (m, &fr->disabled)
		(*m)->disabled = true;
}

/* ---- setting up ---- */

static const unsigned char std_version[] = {
	[FE_GNU89] = 89,
	[FE_GNU99] = 99,
	[FE_GNU11] = 111,
	[FE_GNU17] = 117,
	[FE_GNU23] = 123,
	[FE_C89] = 89,
	[FE_C99] = 99,
	[FE_C11] = 111,
	[FE_C17] = 117,
	[FE_C23] = 123,
};

static void set_keywords(struct idents *ids, enum fe_std std)
{
	bool gnu = std <= FE_GNU23, c99 = std_version[std] >= 99, c23 = std_version[std] >= 123;
	bool ALL = true, C99 = c99, G99 = gnu || c99, GNU = gnu, G23 = gnu || c23, C23 = c23;
	const struct {
		const char *name;
		enum tok tok;
		bool when;
	} words[] = {
#define K(name, spelling, when) {spelling, TOK_##name, when},
#define A(name, spelling, when) {spelling, TOK_##name, when},
#include "token.def"
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (words[i].when)
			ident_gets(ids, words[i].name)->keyword = (uint16_t)words[i].tok;
}

struct pp *pp_new(
	struct arena *a, struct diags *ds, struct idents *ids, const struct frontend_opts *opts)
{
	struct pp *pp = arena_new(a, struct pp);
	unsigned version = std_version[opts->std];

	*pp = (struct pp){.arena = a,
		.ds = ds,
		.sources = ds->sources,
		.ids = ids,
		.opts = opts,
		.view = EPOCH_NOW,
		.epoch = 1};
	pp->lang = (struct lex_lang){
		.line_comments = version >= 99 || opts->std <= FE_GNU23,
		.trigraphs = opts->std > FE_GNU23 && version < 123,
		.digit_separators = version >= 123,
		.u8_chars = version >= 123,
	};
	set_keywords(ids, opts->std);
	idents_init(&pp->paths, a);
	pp->id_defined = ident_gets(ids, "defined");
	pp->id_va_args = ident_gets(ids, "__VA_ARGS__");
	pp->id_va_opt = ident_gets(ids, "__VA_OPT__");
	pp->id_va_args->flags |= ID_VARIADIC;
	pp->id_va_opt->flags |= ID_VARIADIC;
	pp_setup_directives(pp);
	pp_setup_dirs(pp);
	pp_define_builtins(pp);
	return pp;
}

bool pp_start(struct pp *pp, const char *path)
{
	struct source *s = source_open(pp->sources, path);

	if (!s) {
		diag(pp->ds, DIAG_CANNOT_OPEN, 0, path, strerror(errno));
		pp->stopped = true;
		return false;
	}
	char *cmd = pp_command_line_text(pp);

	pp->main = s;
	pp_enter_source(pp, s, 0, false, -1);
	pp_enter_source(
		pp, source_text(pp->sources, "<command line>", cmd, strlen(cmd)), 0, false, -1);
	pp_predefine(pp);
	return true;
}

void pp_keep_pragmas(struct pp *pp)
{
	pp->keep_pragmas = true;
}

void pp_on_file(struct pp *pp, pp_file_fn *fn, void *ctx)
{
	pp->on_file = fn;
	pp->on_file_ctx = ctx;
}

const struct pp_dep *pp_deps(struct pp *pp, uint32_t *n)
{
	*n = pp->deps.n;
	return pp->deps.p;
}
