/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading without making tokens: groups that #if leaves out, and record bodies that are read only
 * when somebody needs them. Both look at each byte once, through a table of the bytes that matter.
 */
#include <string.h>

#include "lex.h"

enum { G = 1, B = 2 }; /* matters in a skipped group; in a body */
static const unsigned char stops[256] = {
	[0] = G | B,
	['\n'] = G,
	['"'] = G | B,
	['\''] = G | B,
	['\\'] = G,
	['/'] = G | B,
	['{'] = B,
	['}'] = B,
	['#'] = B,
	['%'] = B,
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}
static bool is_space(char c)
{
	return is_blank(c) || c == '\n';
}
const char *lex_skip_quoted(const char *p, const char *end)
{
	char q = *p++;

	for (; p < end && *p != q; p++) {
		if (*p == '\n')
			return p;
		if (*p == '\\') {
			const char *after = lex_splice(p, end);

			p = after > p ? after - 1 : p + 1;
		}
	}
	return p < end ? p + 1 : end;
}

const char *lex_skip_space(struct lexer *lx, const char *p)
{
	for (const char *after;; p = after) {
		while (is_space(*p))
			p++;
		if (*p != '/' || !(after = lex_comment_end(lx, p)))
			return p;
	}
}

/* ---- skipped groups ---- */

/* At the start of a line: one past the # if one is its first token; otherwise NULL. */
static const char *hash_at(struct lexer *lx, const char *p)
{
	for (const char *after;; p = after) {
		while (p < lx->end && is_blank(*p))
			p++;
		after = p < lx->end && *p == '/' && p[1] == '*' ? lex_comment_end(lx, p)
								: lex_splice(p, lx->end);
		if (!after || after == p)
			break;
	}
	if (p >= lx->end)
		return NULL;
	return *p == '#' ? p + 1 : p[0] == '%' && p[1] == ':' ? p + 2 : NULL;
}

/* p is at a byte of class G that is no newline: behind what it begins. */
static const char *skip_special(struct lexer *lx, const char *p)
{
	const char *after;

	switch (*p) {
	case '"':
	case '\'': return lex_skip_quoted(p, lx->end);
	case '/': return (after = lex_comment_end(lx, p)) ? after : p + 1;
	case '\\': return (after = lex_splice(p, lx->end)) > p ? after : p + 1;
	default: return p + 1;
	}
}

bool lex_skip_to_hash(struct lexer *lx)
{
	const char *p = lx->p, *hash;
	bool quiet = lx->quiet;

	lx->quiet = true;
	for (;;) {
		while (!(stops[(unsigned char)*p] & G))
			p++;
		if (p >= lx->end)
			break;
		if (*p != '\n') {
			p = skip_special(lx, p);
		} else if ((hash = hash_at(lx, ++p))) {
			p = hash;
			break;
		}
	}
	lx->quiet = quiet;
	lx->p = p;
	lx->bol = false;
	return p < lx->end;
}

/* The newline that ends the directive which p is in. */
static const char *directive_end(struct lexer *lx, const char *p)
{
	for (;;) {
		while (!(stops[(unsigned char)*p] & G))
			p++;
		if (p >= lx->end || *p == '\n')
			return p;
		p = skip_special(lx, p);
	}
}

void lex_skip_line(struct lexer *lx)
{
	lx->p = directive_end(lx, lx->p);
}

/* ---- bodies ---- */

/*
 * Does a `{` at p, nested in a record's body, open an untagged struct or union? Then nothing in it
 * is visible outside, and it can be skipped with the rest.
 */
static bool opens_untagged(const char *begin, const char *p)
{
	while (p > begin && is_space(p[-1]))
		p--;
	const char *e = p;

	while (p > begin && lex_is_name(p[-1]))
		p--;
	return (e - p == 6 && !memcmp(p, "struct", 6)) || (e - p == 5 && !memcmp(p, "union", 5));
}

typedef unsigned char bytes16 __attribute__((vector_size(16)));

/* The first byte of class B at or after p: sixteen at a time as long as there are none. */
static const char *next_stop(const char *p, const char *end)
{
	for (; end - p >= 16; p += 16) {
		bytes16 v;

		memcpy(&v, p, 16);
		bytes16 hit = (bytes16)(v == '{') | (bytes16)(v == '}') | (bytes16)(v == '/') |
			      (bytes16)(v == '"') | (bytes16)(v == '#') | (bytes16)(v == '\'') |
			      (bytes16)(v == '%') | (bytes16)(v == 0);
		uint64_t half[2];

		memcpy(half, &hit, 16);
		if (half[0] | half[1])
			break;
	}
	while (!(stops[(unsigned char)*p] & B))
		p++;
	return p;
}

/* The #if that are open in a body, each with the depth of braces at its beginning. */
struct conditions {
	unsigned n;
	unsigned depth[8];
};

static bool starts_line(const char *begin, const char *p)
{
	while (p > begin && is_blank(p[-1]))
		p--;
	return p > begin && p[-1] == '\n';
}

static bool is_word(const char *p, const char *e, const char *word)
{
	return strlen(word) == (size_t)(e - p) && !memcmp(p, word, (size_t)(e - p));
}

/*
 * p is behind a `#`: the end of a directive that only chooses between groups with matching braces;
 * NULL: it is another one.
 */
static const char *skip_condition(
	struct lexer *lx, const char *p, struct conditions *open, unsigned depth)
{
	while (is_blank(*p))
		p++;
	const char *e = p;

	while (lex_is_name(*e))
		e++;
	if (is_word(p, e, "if") || is_word(p, e, "ifdef") || is_word(p, e, "ifndef")) {
		if (open->n == ARRAY_LEN(open->depth))
			return NULL;
		open->depth[open->n++] = depth;
	} else if (!open->n || open->depth[open->n - 1] != depth) {
		return NULL;
	} else if (is_word(p, e, "endif")) {
		open->n--;
	} else if (!is_word(p, e, "else") && !is_word(p, e, "elif")) {
		return NULL;
	}
	return directive_end(lx, e);
}

const char *lex_match_brace(struct lexer *lx, const char *p, bool code)
{
	const char *begin = p, *after;
	struct conditions open = {0};

	for (unsigned depth = 1;;) {
		p = next_stop(p, lx->end);
		if (p >= lx->end)
			return NULL;
		switch (*p) {
		case '{':
			if (!code && !opens_untagged(begin, p))
				return NULL;
			depth++;
			p++;
			break;
		case '}':
			p++;
			if (--depth == 0)
				return open.n ? NULL : p;
			break;
		case '/': p = (after = lex_comment_end(lx, p)) ? after : p + 1; break;
		case '"':
		case '\'':
			p = lex_skip_quoted(p, lx->end);
			if (p[-1] != '"' && p[-1] != '\'')
				return NULL;
			break;
		case '#':
			if (!code || !starts_line(begin, p) ||
				!(p = skip_condition(lx, p + 1, &open, depth)))
				return NULL;
			break;
		case '%': /* %> %: <% are } # { */
			if (p[1] == '>' || p[1] == ':' || p[-1] == '<')
				return NULL;
			p++;
			break;
		default: p++; /* a NUL */
		}
	}
}
