/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Macro expansion (6.10.3). A macro without parameters and without ## costs nothing but a context
 *that points at its body. Otherwise the body is copied with its parameters replaced:
 *
 *	# param        the argument's spelling as a string
 *	## param, param ##   the argument as written
 *	param          the argument, fully expanded on its own, once
 *
 * A macro is disabled while its result is being read, and its name is painted where it is met then
 * (paint() in pp.c): this is the standard's rule against recursion, as gcc and clang implement it.
 */
#include <string.h>

#include "pp_impl.h"

struct arg {
	uint32_t start, n;         /* in args.raw */
	uint32_t exp_start, exp_n; /* in args.exp */
	bool expanded;
};

/* The arguments of one use. Pooled, as tokbufs are. */
struct args {
	struct args *next;
	token_vec raw, exp;
	VEC(struct arg) v;
	bool left_out; /* the variadic one was not even given as an empty one */
};

static struct args *args_get(struct pp *pp)
{
	struct args *a = pp->free_args;

	if (!a)
		return arena_new(pp->arena, struct args);
	pp->free_args = a->next;
	a->raw.n = a->exp.n = a->v.n = 0;
	a->left_out = false;
	return a;
}

static void args_put(struct pp *pp, struct args *a)
{
	a->next = pp->free_args;
	pp->free_args = a;
}

/* Count what an expansion produces: a few lines can describe more tokens than there are atoms. */
static bool within_budget(struct pp *pp, src_loc loc, uint32_t n)
{
	pp->spent += n + 1;
	pp->spent_all += n + 1;
	if (pp->spent <= MACRO_TOKENS_MAX && pp->spent_all <= UNIT_TOKENS_MAX)
		return true;
	diag(pp->ds, DIAG_MACRO_TOO_LARGE, loc, MACRO_TOKENS_MAX);
	pp_stop(pp);
	return false;
}

/* ---- strings and pastes ---- */

enum { TOKEN_COST = 4 }; /* bytes of a new spelling that count as much as a token */

static size_t put_escaped(char *out, const struct token *t)
{
	const char *s = tok_text(t);
	bool quoted = t->kind == TOK_STRING || t->kind == TOK_CHAR;
	size_t n = 0;

	for (uint32_t i = 0; i < t->len; i++) {
		if (quoted && (s[i] == '"' || s[i] == '\\'))
			out[n++] = '\\';
		else if (t->kind == TOK_UNKNOWN && s[i] == '\n')
			continue;
		out[n++] = s[i];
	}
	return n;
}

struct token pp_stringify(struct pp *pp, const struct token *toks, uint32_t n, src_loc loc)
{
	size_t size = 3, len = 0;

	for (uint32_t i = 0; i < n; i++)
		size += 2ul * toks[i].len + 1;
	if (!within_budget(pp, loc, (uint32_t)min_u64(size / TOKEN_COST, UINT32_MAX / 2)))
		n = 0;
	char *s = arena_alloc(pp->arena, n ? size + 1 : 3);

	s[len++] = '"';
	for (uint32_t i = 0; i < n; i++) {
		if (toks[i].kind == TOK_PLACEMARKER)
			continue;
		if (len > 1 && toks[i].flags & (TF_SPACE | TF_BOL))
			s[len++] = ' ';
		len += put_escaped(s + len, &toks[i]);
	}
	size_t slashes = 0;

	while (slashes < len - 1 && s[len - 1 - slashes] == '\\')
		slashes++;
	if (slashes % 2) { /* a stray backslash at the end would hide the quote */
		diag(pp->ds, DIAG_STRINGIFY_BACKSLASH, loc);
		len--;
	}
	s[len++] = '"';
	return (struct token){.kind = TOK_STRING, .loc = loc, .text = s, .len = (uint32_t)len};
}

/* a ## b into a. False: both stand. */
static bool paste(struct pp *pp, struct token *a, const struct token *b)
{
	struct token t;
	uint32_t len = a->len + b->len;
	struct lexer proto = {.lang = pp->lang, .ids = pp->ids, .ds = pp->ds, .arena = pp->arena};

	if (b->kind == TOK_PLACEMARKER)
		return true;
	if (a->kind == TOK_PLACEMARKER) {
		unsigned lead = a->flags & (TF_SPACE | TF_BOL);

		*a = *b;
		a->flags = (uint16_t)((a->flags & ~(TF_SPACE | TF_BOL)) | lead);
		return true;
	}
	if (!within_budget(pp, a->loc, len / TOKEN_COST))
		return true;
	char *s = arena_alloc(pp->arena, len + 1ul);

	memcpy(s, tok_text(a), a->len);
	memcpy(s + a->len, tok_text(b), b->len);
	if (!lex_one(&proto, s, len, &t) || t.kind == TOK_UNKNOWN) {
		diag(pp->ds, DIAG_BAD_PASTE, a->loc, s);
		return false;
	}
	t.loc = a->loc;
	t.flags = a->flags & (TF_SPACE | TF_BOL);
	*a = t;
	return true;
}

/* ---- arguments ---- */

/* One argument, up to the comma or parenthesis that ends it, which is returned. */
static enum tok read_arg(struct pp *pp, struct args *args, bool rest)
{
	struct arg arg = {.start = args->raw.n};
	unsigned depth = 0;
	struct token t;

	for (;;) {
		pp_raw(pp, &t);
		if (t.kind == TOK_EOF || t.kind == TOK_EOD)
			break;
		if (depth == 0 && (t.kind == TOK_RPAREN || (t.kind == TOK_COMMA && !rest)))
			break;
		depth += (t.kind == TOK_LPAREN) - (t.kind == TOK_RPAREN);
		if (t.flags & TF_BOL)
			t.flags = (uint16_t)((t.flags & ~TF_BOL) | TF_SPACE);
		if (t.kind != TOK_COMMENT)
			vec_push(pp->arena, &args->raw, t);
	}
	arg.n = args->raw.n - arg.start;
	vec_push(pp->arena, &args->v, arg);
	return t.kind;
}

/* Too few or too many arguments: say so and pass over the call. */
static bool wrong_count(struct pp *pp, const struct macro *m, src_loc loc, enum diag_id id,
	enum tok end, struct args *args)
{
	while (end == TOK_COMMA)
		end = read_arg(pp, args, false);
	diag(pp->ds, id, loc, m->name->name);
	diag(pp->ds, DIAG_NOTE_MACRO_HERE, m->loc, m->name->name);
	return false;
}

/*
 * Read `( ... )`. False: an error was reported, and what follows the call is next. A missing
 * variadic argument counts as an empty one (n_params arguments in any case).
 */
static bool read_args(struct pp *pp, const struct macro *m, src_loc loc, struct args *args)
{
	struct token t;
	enum tok end;

	pp_raw(pp, &t); /* the parenthesis */
	do
		end = read_arg(pp, args, m->variadic && args->v.n + 1 == m->n_params);
	while (end == TOK_COMMA && args->v.n < m->n_params);
	if (end == TOK_EOF || end == TOK_EOD) {
		diag(pp->ds, DIAG_UNTERMINATED_CALL, loc, m->name->name);
		diag(pp->ds, DIAG_NOTE_MACRO_HERE, m->loc, m->name->name);
		return false;
	}
	if (m->n_params == 0 && args->v.n == 1 && args->v.p[0].n == 0 && end == TOK_RPAREN)
		return true;
	if (end == TOK_COMMA || args->v.n > m->n_params)
		return wrong_count(pp, m, loc, DIAG_TOO_MANY_MACRO_ARGS, end, args);
	args->left_out =
		m->variadic && (args->v.n < m->n_params || (args->v.n == 1 && !args->v.p[0].n));
	if (m->variadic && args->v.n + 1 == m->n_params)
		vec_push(pp->arena, &args->v, ((struct arg){.start = args->raw.n}));
	if (args->v.n < m->n_params)
		return wrong_count(pp, m, loc, DIAG_TOO_FEW_MACRO_ARGS, end, args);
	return true;
}

/* A vector that is empty has no place to point into. */
static const struct token *tokens_at(const token_vec *v, uint32_t i)
{
	return v->p ? v->p + i : NULL;
}

static struct arg *expand_arg(struct pp *pp, struct args *args, uint32_t i)
{
	struct arg *a = &args->v.p[i];

	if (!a->expanded) {
		a->exp_start = args->exp.n;
		pp_expand_list(pp, tokens_at(&args->raw, a->start), a->n, &args->exp);
		a->exp_n = args->exp.n - a->exp_start;
		a->expanded = true;
	}
	return a;
}

/* ---- substitution ---- */

struct subst {
	struct pp *pp;
	const struct macro *m;
	struct args *args;
	struct tokbuf *out;
	uint32_t shift;     /* from the body's places to this expansion's */
	bool paste;         /* ## stands before what comes next */
	uint32_t opt_start; /* where the open __VA_OPT__ began in out */
	struct token opt;   /* its token, for # */
	bool opt_paste;     /* ## stood before it */
};

static void emit(struct subst *s, const struct token *t)
{
	token_vec *v = &s->out->v;
	bool join = s->paste;

	s->paste = false;
	if (!join || v->n == 0 || !paste(s->pp, &vec_last(v), t))
		vec_push(s->pp->arena, v, *t);
}

/* A list that stands for the body token b: it takes over b's white space and ##. */
static void emit_list(
	struct subst *s, const struct token *b, const token_vec *from, uint32_t start, uint32_t n)
{
	unsigned lead = b->flags & TF_SPACE;

	if (n == 0) {
		struct token none = {.kind = TOK_PLACEMARKER, .loc = b->loc + s->shift, .text = ""};

		none.flags = (uint16_t)lead;
		emit(s, &none);
	}
	for (uint32_t i = 0; i < n; i++) {
		struct token t = from->p[start + i];

		if (i == 0)
			t.flags = (uint16_t)((t.flags & ~(TF_SPACE | TF_BOL)) | lead);
		emit(s, &t);
	}
	s->paste = b->flags & TF_PASTE;
}

/* `, ## __VA_ARGS__`: GNU's way to drop the comma when no further argument was given. */
static bool is_gnu_comma(const struct subst *s, const struct token *b)
{
	const token_vec *v = &s->out->v;

	return s->paste && s->m->variadic && b->len + 1 == s->m->n_params && v->n &&
	       vec_last(v).kind == TOK_COMMA && b > s->m->body && b[-1].kind == TOK_COMMA;
}

static bool keeps_comma(const struct subst *s)
{
	return s->m->n_params < 2 && !s->m->named_variadic && s->pp->opts->std > FE_GNU23;
}

static void subst_param(struct subst *s, const struct token *b)
{
	struct arg *a = &s->args->v.p[b->len];

	if (b->flags & TF_STRINGIFY) {
		struct token t = pp_stringify(
			s->pp, tokens_at(&s->args->raw, a->start), a->n, b->loc + s->shift);

		t.flags = b->flags & TF_SPACE;
		emit(s, &t);
		s->paste = b->flags & TF_PASTE;
	} else if (is_gnu_comma(s, b)) {
		if (!s->args->left_out || keeps_comma(s))
			s->paste = false;
		else
			s->out->v.p[s->out->v.n - 1] =
				(struct token){.kind = TOK_PLACEMARKER, .text = ""};
		emit_list(s, b, &s->args->raw, a->start, a->n);
	} else if (s->paste || b->flags & TF_PASTE) {
		emit_list(s, b, &s->args->raw, a->start, a->n);
	} else {
		a = expand_arg(s->pp, s->args, b->len);
		emit_list(s, b, &s->args->exp, a->exp_start, a->exp_n);
	}
}

/* The token behind the __VA_OPT__( at b that closes it. */
static const struct token *opt_end(const struct token *b)
{
	while (b->kind != TOK_VA_OPT_END)
		b++;
	return b;
}

/* `__VA_OPT__(` at b. Returns the last body token dealt with. */
static const struct token *subst_opt(struct subst *s, const struct token *b)
{
	bool any = expand_arg(s->pp, s->args, s->m->n_params - 1)->exp_n > 0;

	s->opt_start = s->out->v.n;
	s->opt = *b;
	s->opt_paste = s->paste && s->opt_start;
	if (b->flags & TF_STRINGIFY)
		s->opt_paste = s->paste = false;
	return any ? b : opt_end(b) - 1;
}

/* The `)` of __VA_OPT__ at b. */
static void subst_opt_end(struct subst *s, const struct token *b)
{
	token_vec *v = &s->out->v;
	bool empty = v->n == s->opt_start && (!s->opt_paste || s->paste);

	if (s->opt.flags & TF_STRINGIFY) {
		struct token t = pp_stringify(s->pp, tokens_at(v, s->opt_start),
			v->n - s->opt_start, s->opt.loc + s->shift);

		t.flags = s->opt.flags & TF_SPACE;
		v->n = s->opt_start;
		s->paste = false;
		vec_push(s->pp->arena, v, t);
	} else if (empty) {
		emit_list(s, &s->opt, v, 0, 0);
	} else if (v->n > s->opt_start && !s->opt_paste) {
		v->p[s->opt_start].flags |= s->opt.flags & TF_SPACE;
	}
	s->paste = b->flags & TF_PASTE;
}

static void subst_body(struct subst *s)
{
	const struct macro *m = s->m;

	for (const struct token *b = m->body, *end = b + m->n_body; b < end; b++) {
		if (b->kind == TOK_PARAM) {
			subst_param(s, b);
		} else if (b->kind == TOK_VA_OPT) {
			b = subst_opt(s, b);
		} else if (b->kind == TOK_VA_OPT_END) {
			subst_opt_end(s, b);
		} else {
			struct token t = *b;

			t.loc += s->shift;
			t.flags &= (uint16_t)~TF_PASTE;
			emit(s, &t);
			s->paste = b->flags & TF_PASTE;
		}
	}
}

/* Placemarkers have done their work; their white space goes to what follows. */
static void drop_placemarkers(token_vec *v)
{
	uint32_t n = 0;
	unsigned lead = 0;

	for (uint32_t i = 0; i < v->n; i++) {
		if (v->p[i].kind == TOK_PLACEMARKER) {
			lead |= v->p[i].flags & TF_SPACE;
			continue;
		}
		v->p[n] = v->p[i];
		v->p[n++].flags |= (uint16_t)lead;
		lead = 0;
	}
	v->n = n;
}

/* ---- use ---- */

static void push_result(struct pp *pp, struct token *t, struct macro *m, struct args *args)
{
	struct subst s = {.pp = pp, .m = m, .args = args, .out = pp_buf_get(pp)};

	s.shift = source_expand(pp->sources, m->body_loc, m->body_size, t->loc, m->name->name) -
		  m->body_loc;
	subst_body(&s);
	drop_placemarkers(&s.out->v);
	if (within_budget(pp, t->loc, s.out->v.n))
		pp_ctx_push(pp, s.out->v.p, s.out->v.n, m, s.out, 0);
	else
		pp_buf_put(pp, s.out);
}

static bool expand_function(struct pp *pp, struct token *t, struct macro *m)
{
	if (!pp_at_lparen(pp))
		return false;
	if (++pp->depth > MACRO_DEPTH_MAX) {
		diag(pp->ds, DIAG_MACRO_TOO_DEEP, t->loc, MACRO_DEPTH_MAX);
		pp_stop(pp);
		pp->depth--;
		return false;
	}
	struct args *args = args_get(pp);

	if (read_args(pp, m, t->loc, args) && m->n_body)
		push_result(pp, t, m, args);
	args_put(pp, args);
	pp->depth--;
	return true;
}

bool pp_expand(struct pp *pp, struct token *t, struct macro *m)
{
	if (m->builtin)
		return pp_builtin(pp, t, m->builtin);
	pp_read_macro(pp, m);
	if (m->function)
		return expand_function(pp, t, m);
	if (m->n_body == 0)
		return true;
	if (m->has_paste) {
		push_result(pp, t, m, NULL);
		return true;
	}
	if (!within_budget(pp, t->loc, m->n_body))
		return true;
	src_loc base = source_expand(pp->sources, m->body_loc, m->body_size, t->loc, m->name->name);

	pp_ctx_push(pp, m->body, m->n_body, m, NULL, base - m->body_loc);
	return true;
}
