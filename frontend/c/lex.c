/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lexer. lex_token dispatches on the class of the first byte and scans with 256-entry tables;
 * what is rare (line splices and trigraphs inside a token, characters outside ASCII in a name) goes
 * a slow way: the logical characters are copied out and lexed again from there.
 *
 * Invariant: reading at end is safe, since every text has a NUL behind it, and no scan passes a NUL
 * without looking whether it is the end.
 */
#include <string.h>

#include "lex.h"
#include "lex_class.h"

static const char *const names[] = {
#define T(name, text)           text,
#define P(name, spelling)       spelling,
#define K(name, spelling, when) spelling,
#include "token.def"
};

const char *tok_name(enum tok kind)
{
	return names[kind];
}

bool tok_same(const struct token *a, const struct token *b)
{
	if (a->kind != b->kind || a->len != b->len)
		return false;
	if (tok_is_name(a) || a->kind == TOK_PARAM)
		return a->id == b->id;
	return !memcmp(a->text, b->text, a->len);
}

static void finish(
	struct lexer *lx, struct token *t, enum tok kind, const char *start, const char *p)
{
	t->kind = (uint16_t)kind;
	t->loc = lex_loc(lx, start);
	t->text = start;
	t->len = (uint32_t)(p - start);
	lx->p = p;
}

static void warn(struct lexer *lx, enum diag_id id, const char *p)
{
	if (!lx->quiet)
		diag(lx->ds, id, lex_loc(lx, p));
}

/* ---- logical characters ---- */

static char trigraph(const char *p)
{
	static const char from[] = "=(/)'<!>-", to[] = "#[\\]^{|}~";
	const char *f = p[0] == '?' && p[1] == '?' && p[2] ? strchr(from, p[2]) : NULL;

	return f ? to[f - from] : 0;
}

static bool splice_at(const struct lexer *lx, const char *p, const char **after)
{
	if (lx->lang.trigraphs && trigraph(p) == '\\')
		p += 2;
	else if (*p != '\\')
		return false;
	const char *q = p + 1;

	while (q < lx->end && first_class[(unsigned char)*q] == F_SPACE)
		q++;
	if (q >= lx->end || *q != '\n')
		return false;
	*after = q + 1;
	return true;
}

const char *lex_splice(const char *p, const char *end)
{
	struct lexer lx = {.end = end};
	const char *after;

	return p < end && splice_at(&lx, p, &after) ? after : p;
}

/* Does a splice or a trigraph begin at p? */
static bool is_odd_slow(const struct lexer *lx, const char *p)
{
	const char *after;

	return p < lx->end && (splice_at(lx, p, &after) || (lx->lang.trigraphs && trigraph(p)));
}

static inline bool is_odd(const struct lexer *lx, const char *p)
{
	return (*p == '\\' || *p == '?') && is_odd_slow(lx, p);
}

/* The logical character at *p, which moves behind it; false at the end. */
static bool get(const struct lexer *lx, const char **p, char *c)
{
	while (*p < lx->end && splice_at(lx, *p, p))
		;
	if (*p >= lx->end)
		return false;
	char tri = lx->lang.trigraphs ? trigraph(*p) : 0;

	*c = tri ? tri : **p;
	*p += tri ? 3 : 1;
	return true;
}

/* Copy the logical characters of [p, end) to the arena. */
static char *clean(struct lexer *lx, const char *p, const char *end, uint32_t *len)
{
	char *buf = arena_alloc(lx->arena, (size_t)(end - p) + 1), c;
	uint32_t n = 0;

	while (p < end && get(lx, &p, &c))
		buf[n++] = c;
	*len = n;
	return buf;
}

enum { SLOW_START = 64 };

/*
 * A splice or trigraph touches the token that begins at start. Lex it from a copy of its logical
 * characters, as long as it takes; then go as many logical characters ahead.
 */
static void lex_slow(struct lexer *lx, const char *start, struct token *t)
{
	char *buf = NULL;
	struct lexer sub = *lx;
	unsigned flags = t->flags;
	bool all = false;

	sub.lang.trigraphs = sub.header = false;
	sub.quiet = sub.directive = true;
	for (uint32_t cap = SLOW_START, n = 0; !all; cap *= 2) {
		const char *p = start;

		buf = arena_alloc(lx->arena, cap + 1);
		for (n = 0; n < cap && !all; n += !all)
			all = !get(lx, &p, &buf[n]) || buf[n] == '\n';
		buf[n] = 0;
		sub.p = sub.text = buf;
		sub.end = buf + n;
		lex_token(&sub, t);
		if (sub.p < sub.end)
			break;
	}
	const char *p = start;
	char c;

	for (const char *b = buf; b < sub.p; b++)
		get(lx, &p, &c);
	t->flags |= (uint16_t)flags;
	t->loc = lex_loc(lx, start);
	lx->p = p;
}

/* ---- names ---- */

static inline void set_name(
	struct lexer *lx, struct token *t, const char *start, const char *p, struct ident *id)
{
	finish(lx, t, id->keyword ? id->keyword : TOK_IDENT, start, p);
	t->id = id;
	t->len = id->len;
}

/* One character outside ASCII of a name at p: its length in the source, or 0. */
static unsigned wide_char(struct lexer *lx, const char *p, bool first, uint32_t *cp)
{
	unsigned n = (unsigned char)*p >= 0x80 ? lex_utf8(p, lx->end, cp) : lex_ucn(p, lx->end, cp);

	return n && lex_ident_char(*cp, first) ? n : 0;
}

/* A name with characters outside ASCII: it is interned as UTF-8. False when start begins no name.
 */
static bool lex_wide_name(struct lexer *lx, const char *start, struct token *t)
{
	char small[256], *buf = small;
	uint32_t cap = sizeof(small), n = 0, cp;
	const char *p = start;

	for (unsigned w; p < lx->end; p += w) {
		if (n + 4 > cap) {
			char *bigger = arena_alloc(lx->arena, cap * 2);

			memcpy(bigger, buf, n);
			buf = bigger;
			cap *= 2;
		}
		if (cls[(unsigned char)*p] & (I | D)) {
			buf[n++] = *p;
			w = 1;
		} else if ((w = wide_char(lx, p, n == 0, &cp))) {
			n += lex_put_utf8(buf + n, cp);
		} else {
			break;
		}
	}
	if (!n)
		return false;
	set_name(lx, t, start, p, ident_get(lx->ids, buf, n));
	return true;
}

/* ---- constants ---- */

/* p is behind the opening quote q. Returns one past the closing quote, or the place where it
 * misses. */
static const char *scan_quoted(struct lexer *lx, const char *p, char q, bool *odd, bool *bad)
{
	char c = 0;

	for (;;) {
		while (!(cls[(unsigned char)*p] & Q))
			p++;
		bool plain = *p != '\\' && *p != '?' && p < lx->end;

		*odd |= !plain && is_odd(lx, p);
		if (plain)
			c = *p++;
		else if (!get(lx, &p, &c))
			break;
		if (c == q)
			return p;
		if (c == '\\') {
			*odd |= is_odd(lx, p);
			if (!get(lx, &p, &c))
				break;
		}
		if (c == '\n') {
			p--;
			break;
		}
	}
	*bad = true;
	return p;
}

static void lex_quoted(struct lexer *lx, const char *start, const char *quote, struct token *t)
{
	bool odd = false, bad = false;
	const char *p = scan_quoted(lx, quote + 1, *quote, &odd, &bad);

	finish(lx, t, *quote == '"' ? TOK_STRING : TOK_CHAR, start, p);
	if (odd)
		t->text = clean(lx, start, p, &t->len);
	if (bad)
		t->flags |= TF_BAD;
}

/* Is the name [start, p) the prefix of the quoted constant that follows? */
static bool is_prefix(const struct lexer *lx, const char *start, const char *p)
{
	if (p - start == 1)
		return *start == 'L' || *start == 'u' || *start == 'U';
	return p - start == 2 && start[0] == 'u' && start[1] == '8' &&
	       (*p == '"' || lx->lang.u8_chars);
}

/* Behind the splices at p, is there something that no name goes on with? */
static bool name_ends(const struct lexer *lx, const char *p)
{
	while (splice_at(lx, p, &p))
		;
	unsigned c = first_class[(unsigned char)*p];

	return c == F_SPACE || c == F_NEWLINE || c == F_SINGLE || p >= lx->end;
}

/* A name that ends before a byte which may not be its end. False: it is one. */
static bool lex_odd_name(struct lexer *lx, const char *start, const char *p, struct token *t)
{
	if (is_odd(lx, p)) {
		if (name_ends(lx, p))
			return false;
		lex_slow(lx, start, t);
		return true;
	}
	return *p != '?' && lex_wide_name(lx, start, t);
}

static inline void lex_name(struct lexer *lx, const char *start, struct token *t)
{
	const char *p = start + 1;

	while (cls[(unsigned char)*p] & (I | D))
		p++;
	unsigned char c = (unsigned char)*p;

	if ((c >= 0x80 || c == '\\' || c == '?') && lex_odd_name(lx, start, p, t))
		return;
	if ((c == '"' || c == '\'') && is_prefix(lx, start, p)) {
		lex_quoted(lx, start, p, t);
		return;
	}
	size_t len = (size_t)(p - start);
	struct ident *id = ident_get_hashed(lx->ids, start, len, ident_hash(start, len));

	set_name(lx, t, start, p, id);
}

/* 6.4.8: digits, names, dots, and signs behind an exponent letter */
static void lex_number(struct lexer *lx, const char *start, struct token *t)
{
	const char *p = start + 1;

	for (;; p++) {
		if (cls[(unsigned char)*p] & (I | D) || *p == '.')
			continue;
		char e = (char)(p[-1] | 32);

		if ((*p == '+' || *p == '-') && (e == 'e' || e == 'p'))
			continue;
		if (*p != '\'' || !lx->lang.digit_separators ||
			!(cls[(unsigned char)p[1]] & (I | D)))
			break;
	}
	if (is_odd(lx, p))
		lex_slow(lx, start, t);
	else
		finish(lx, t, TOK_NUMBER, start, p);
}

/* ---- punctuators ---- */

/* 6.4.6: the longest one at p, its length in *n. The NUL behind the text ends every comparison. */
static enum tok punct(const char *p, unsigned *n)
{
#define IS2(c, tok)      \
	if (p[1] == (c)) \
	return *n = 2, TOK_##tok
#define IS3(a, b, tok)                  \
	if (p[1] == (a) && p[2] == (b)) \
	return *n = 3, TOK_##tok
	*n = 1;
	switch (*p) {
	case '{': return TOK_LBRACE;
	case '}': return TOK_RBRACE;
	case '[': return TOK_LBRACKET;
	case ']': return TOK_RBRACKET;
	case '(': return TOK_LPAREN;
	case ')': return TOK_RPAREN;
	case ';': return TOK_SEMI;
	case ',': return TOK_COMMA;
	case '?': return TOK_QUESTION;
	case '~': return TOK_TILDE;
	case '@': return TOK_AT;
	case ':':
		IS2(':', COLONCOLON);
		IS2('>', RBRACKET);
		return TOK_COLON;
	case '.': IS3('.', '.', ELLIPSIS); return TOK_DOT;
	case '+':
		IS2('+', INC);
		IS2('=', PLUS_ASSIGN);
		return TOK_PLUS;
	case '-':
		IS2('>', ARROW);
		IS2('-', DEC);
		IS2('=', MINUS_ASSIGN);
		return TOK_MINUS;
	case '*': IS2('=', STAR_ASSIGN); return TOK_STAR;
	case '/': IS2('=', SLASH_ASSIGN); return TOK_SLASH;
	case '%':
		if (p[1] == ':' && p[2] == '%' && p[3] == ':')
			return *n = 4, TOK_HASHHASH;
		IS2('=', PERCENT_ASSIGN);
		IS2('>', RBRACE);
		IS2(':', HASH);
		return TOK_PERCENT;
	case '&':
		IS2('&', ANDAND);
		IS2('=', AMP_ASSIGN);
		return TOK_AMP;
	case '|':
		IS2('|', OROR);
		IS2('=', PIPE_ASSIGN);
		return TOK_PIPE;
	case '^': IS2('=', CARET_ASSIGN); return TOK_CARET;
	case '!': IS2('=', NE); return TOK_BANG;
	case '<':
		IS3('<', '=', SHL_ASSIGN);
		IS2('<', SHL);
		IS2('=', LE);
		IS2(':', LBRACKET);
		IS2('%', LBRACE);
		return TOK_LT;
	case '>':
		IS3('>', '=', SHR_ASSIGN);
		IS2('>', SHR);
		IS2('=', GE);
		return TOK_GT;
	case '=': IS2('=', EQ); return TOK_ASSIGN;
	case '#': IS2('#', HASHHASH); return TOK_HASH;
	default: return TOK_UNKNOWN;
	}
#undef IS2
#undef IS3
}

static void lex_punct(struct lexer *lx, const char *start, struct token *t)
{
	unsigned n;
	enum tok kind = punct(start, &n);

	if (is_odd(lx, start) || is_odd(lx, start + n))
		lex_slow(lx, start, t);
	else
		finish(lx, t, kind, start, start + n);
}

/* 6.4.7; false when no header name is here */
static bool lex_header(struct lexer *lx, const char *start, struct token *t)
{
	char close = *start == '<' ? '>' : '"';
	const char *p = start + 1;

	if (*start != '<' && *start != '"')
		return false;
	while (p < lx->end && *p != '\n' && *p != close)
		p++;
	if (p >= lx->end || *p != close)
		return false;
	finish(lx, t, TOK_HEADER, start, p + 1);
	return true;
}

/* ---- comments ---- */

/* p is behind the slashes. The newline stays. */
static const char *line_comment_end(const struct lexer *lx, const char *p)
{
	while (p < lx->end) {
		const char *nl = memchr(p, '\n', (size_t)(lx->end - p));

		if (!nl)
			return lx->end;
		const char *b = nl;

		while (b > p && first_class[(unsigned char)b[-1]] == F_SPACE)
			b--;
		if (b > p && (b[-1] == '\\' ||
				     (lx->lang.trigraphs && b - p > 2 && trigraph(b - 3) == '\\')))
			p = nl + 1;
		else
			return nl;
	}
	return p;
}

/* Does a star, with only splices between, stand before the slash at p? begin is behind the opening.
 */
static bool star_before(const struct lexer *lx, const char *begin, const char *p)
{
	while (p > begin && p[-1] == '\n') {
		const char *b = p - 1;

		while (b > begin && first_class[(unsigned char)b[-1]] == F_SPACE)
			b--;
		if (b > begin && b[-1] == '\\')
			p = b - 1;
		else if (lx->lang.trigraphs && b - begin > 2 && trigraph(b - 3) == '\\')
			p = b - 3;
		else
			return false;
	}
	return p > begin && p[-1] == '*';
}

/* p is behind the opening. One past the comment; NULL when it is not closed. */
static const char *block_comment_end(const struct lexer *lx, const char *begin)
{
	for (const char *p = begin; p < lx->end; p++) {
		p = memchr(p, '/', (size_t)(lx->end - p));
		if (!p)
			return NULL;
		if (star_before(lx, begin, p))
			return p + 1;
	}
	return NULL;
}

const char *lex_comment_end(struct lexer *lx, const char *p)
{
	const char *q = p;
	char a = 0, b = 0;

	if (p[1] != '/' && p[1] != '*' && p[1] != '\\' && p[1] != '?')
		return NULL;
	if (!get(lx, &q, &a) || !get(lx, &q, &b) || (b != '/' && b != '*'))
		return NULL;
	if (b == '/')
		return lx->lang.line_comments ? line_comment_end(lx, q) : NULL;
	const char *end = block_comment_end(lx, q);

	if (!end)
		warn(lx, DIAG_UNTERMINATED_COMMENT, p);
	return end ? end : lx->end;
}

/* ---- tokens ---- */

static void lex_end(struct lexer *lx, const char *p, struct token *t)
{
	finish(lx, t, lx->directive ? TOK_EOD : TOK_EOF, p, p);
}

static void lex_stray(struct lexer *lx, const char *start, struct token *t)
{
	uint32_t cp;
	unsigned n = (unsigned char)*start >= 0x80 ? lex_utf8(start, lx->end, &cp) : 1;

	if (lex_wide_name(lx, start, t))
		return;
	finish(lx, t, TOK_UNKNOWN, start, start + (n ? n : 1));
}

/* A token that begins with a visible character which is no comment. */
static inline void lex_visible(struct lexer *lx, const char *p, struct token *t)
{
	lx->bol = false;
	switch (first_class[(unsigned char)*p]) {
	case F_NAME: lex_name(lx, p, t); return;
	case F_SINGLE: finish(lx, t, single[(unsigned char)*p], p, p + 1); return;
	case F_DIGIT: lex_number(lx, p, t); return;
	case F_QUOTE:
		if (!lx->header || !lex_header(lx, p, t))
			lex_quoted(lx, p, p, t);
		return;
	case F_DOT:
		if (cls[(unsigned char)p[1]] & D)
			lex_number(lx, p, t);
		else
			lex_punct(lx, p, t);
		return;
	case F_LESS:
		if (!lx->header || !lex_header(lx, p, t))
			lex_punct(lx, p, t);
		return;
	case F_QUESTION:
	case F_SLASH:
	case F_PUNCT: lex_punct(lx, p, t); return;
	default: lex_stray(lx, p, t); return;
	}
}

/* What p begins is no plain white space: one past it when it does not count, else NULL. */
static const char *skip_odd(struct lexer *lx, const char *p, unsigned *flags)
{
	const char *after;

	if (!*p) {
		if (!lx->saw_nul)
			warn(lx, DIAG_NULL_CHARACTER, p);
		lx->saw_nul |= !lx->quiet;
		*flags |= TF_SPACE;
		return p + 1;
	}
	if (*p != '/')
		return splice_at(lx, p, &after) ? after : NULL;
	after = lex_comment_end(lx, p);
	if (!after || (lx->keep_comments && !lx->directive))
		return NULL;
	*flags |= TF_SPACE;
	return after;
}

/*
 * Skip the white space at p: to a token, a comment that is wanted, a newline that ends a directive,
 * or the end.
 */
static inline const char *skip_blank(struct lexer *lx, const char *p, unsigned *flags)
{
	const char *after;

	while (p < lx->end) {
		unsigned c = first_class[(unsigned char)*p];

		if (c < F_SPACE) {
			return p;
		} else if (c == F_SPACE) {
			*flags |= TF_SPACE;
			p++;
		} else if (c == F_NEWLINE) {
			if (lx->directive)
				return p;
			*flags = TF_BOL;
			p++;
		} else if ((after = skip_odd(lx, p, flags))) {
			p = after;
		} else {
			return p;
		}
	}
	return p;
}

/* A comment that -C wants. */
static bool lex_comment(struct lexer *lx, const char *p, struct token *t)
{
	const char *after;

	if (*p != '/' || !lx->keep_comments || lx->directive || !(after = lex_comment_end(lx, p)))
		return false;
	lx->bol = false;
	finish(lx, t, TOK_COMMENT, p, after);
	return true;
}

void lex_token(struct lexer *lx, struct token *t)
{
	unsigned flags = lx->bol ? TF_BOL : 0;
	const char *p = skip_blank(lx, lx->p, &flags);

	t->flags = (uint16_t)flags;
	if (p >= lx->end || *p == '\n') {
		lx->bol = flags & TF_BOL;
		lex_end(lx, p, t);
	} else if (!lx->keep_comments || !lex_comment(lx, p, t)) {
		lex_visible(lx, p, t);
	}
}

bool lex_at_lparen(struct lexer *lx)
{
	struct lexer look = *lx;
	unsigned flags = 0;

	look.quiet = true;
	look.keep_comments = false;
	const char *p = skip_blank(&look, lx->p, &flags);

	return p < lx->end && *p == '(';
}

bool lex_one(struct lexer *proto, const char *text, size_t len, struct token *t)
{
	struct lexer lx = *proto;

	lx.p = lx.text = text;
	lx.end = text + len;
	lx.quiet = lx.directive = true;
	lx.keep_comments = lx.header = false;
	lex_token(&lx, t);
	return lx.p == lx.end && t->kind != TOK_EOD && !(t->flags & TF_BAD);
}
