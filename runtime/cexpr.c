/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The C expression that a compiler's line record points at, by reading the characters around it: no
 * more than brackets, names and operators are understood, so that it works with any compiler's
 * object and with what macros leave visible. Places are where clang and kbcc put them:
 *
 *	p->member  at the member       a[i]  at the bracket, or where a begins
 *	*p         at the star         f(x)  at f          a = b, a += b  at the operator
 */
#include <ctype.h>

#include "explain.h"

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static char at(struct slice s, uint32_t i)
{
	return i < s.n ? s.p[i] : 0;
}

static struct slice part(struct slice s, uint32_t from, uint32_t to)
{
	return from < to ? slice_trim((struct slice){s.p + from, to - from}) : (struct slice){0};
}

static uint32_t blanks_back(struct slice s, uint32_t i)
{
	while (i && isspace((unsigned char)s.p[i - 1]))
		i--;
	return i;
}

static uint32_t blanks(struct slice s, uint32_t i)
{
	while (i < s.n && isspace((unsigned char)s.p[i]))
		i++;
	return i;
}

static bool opens(char c)
{
	return c == '(' || c == '[' || c == '{';
}

static bool closes(char c)
{
	return c == ')' || c == ']' || c == '}';
}

/* s.p[i] opens: one past what closes it. */
static uint32_t matching(struct slice s, uint32_t i)
{
	uint32_t depth = 0;

	for (; i < s.n; i++) {
		depth += opens(s.p[i]);
		if (closes(s.p[i]) && !--depth)
			return i + 1;
	}
	return s.n;
}

/* s.p[i - 1] closes: where what opens it is. */
static uint32_t matching_back(struct slice s, uint32_t i)
{
	uint32_t depth = 0;

	while (i--) {
		depth += closes(s.p[i]);
		if (opens(s.p[i]) && !--depth)
			return i;
	}
	return 0;
}

/* Is there a "->" or "." that ends at i? How long it is. */
static uint32_t selector_back(struct slice s, uint32_t i)
{
	if (i >= 2 && s.p[i - 1] == '>' && s.p[i - 2] == '-')
		return 2;
	return i >= 1 && s.p[i - 1] == '.' ? 1 : 0;
}

/* Where the postfix expression that ends at `end` begins. */
static uint32_t postfix_begin(struct slice s, uint32_t end)
{
	uint32_t i = blanks_back(s, end);

	for (;;) {
		uint32_t start = i;

		while (i && closes(s.p[i - 1]) && s.p[i - 1] != '}')
			i = matching_back(s, i);
		while (i && is_word(s.p[i - 1]))
			i--;
		uint32_t n = selector_back(s, blanks_back(s, i));

		if (i == start || !n)
			return i;
		i = blanks_back(s, blanks_back(s, i) - n);
	}
}

/* Where the postfix expression that begins at `i` ends. */
static uint32_t postfix_end(struct slice s, uint32_t i)
{
	while (i < s.n && is_word(s.p[i]))
		i++;
	for (;;) {
		uint32_t k = blanks(s, i);

		if (at(s, k) == '[' || at(s, k) == '(')
			i = matching(s, k);
		else if (at(s, k) == '.' || (at(s, k) == '-' && at(s, k + 1) == '>')) {
			k = blanks(s, k + (s.p[k] == '.' ? 1 : 2));
			if (!is_word(at(s, k)))
				return i;
			for (i = k; i < s.n && is_word(s.p[i]);)
				i++;
		} else {
			return i;
		}
	}
}

/* "((struct x *)p)" is "p": what is left without outer brackets and casts. */
static struct slice bare(struct slice e)
{
	e = slice_trim(e);
	while (e.n && e.p[0] == '(') {
		uint32_t end = matching(e, 0);

		if (end == e.n && e.p[e.n - 1] == ')')
			e = part(e, 1, e.n - 1);
		else if (blanks(e, end) < e.n &&
			 (is_word(e.p[blanks(e, end)]) || e.p[blanks(e, end)] == '('))
			e = part(e, end, e.n);
		else
			break;
	}
	return e;
}

/* Which pointer the whole follows, by its last selector. */
static struct cexpr split(struct slice whole)
{
	struct cexpr e = {.whole = slice_trim(whole)};
	struct slice s = e.whole;

	if (s.n && s.p[0] == '*') {
		e.base = bare(slice_from(s, 1));
		return e;
	}
	while (s.n) {
		uint32_t i = s.n, n;

		if (s.p[i - 1] == ']') {
			i = matching_back(s, i);
			e.base = bare(part(s, 0, i));
			e.index = part(s, i + 1, s.n - 1);
			return e;
		}
		while (i && is_word(s.p[i - 1]))
			i--;
		i = blanks_back(s, i);
		n = selector_back(s, i);
		if (!n || i == s.n)
			return e;
		s = part(s, 0, i - n);
		if (n == 2) {
			e.base = bare(s);
			return e;
		}
	}
	return e;
}

/* The left side of the assignment whose operator is at off. */
static struct slice left_side(struct slice s, uint32_t off)
{
	uint32_t end = blanks_back(s, off), i = postfix_begin(s, end), k;

	while ((k = blanks_back(s, i)) && s.p[k - 1] == '*') {
		uint32_t before = blanks_back(s, k - 1);

		/* "u64 *x =" declares; "; *x =" and ") *x =" assign */
		if (before && (is_word(s.p[before - 1]) || s.p[before - 1] == ','))
			break;
		i = k - 1;
	}
	return part(s, i, end);
}

static bool is_assignment(struct slice s, uint32_t i)
{
	static const char ops[] = "+-*/%&|^";

	if (at(s, i) == '=')
		return at(s, i + 1) != '=';
	if ((at(s, i) == '+' || at(s, i) == '-') && at(s, i + 1) == at(s, i))
		return true;
	if ((at(s, i) == '<' || at(s, i) == '>') && at(s, i + 1) == at(s, i))
		return at(s, i + 2) == '=';
	return at(s, i) && strchr(ops, at(s, i)) && at(s, i + 1) == '=';
}

static struct cexpr prefix_step(struct slice s, uint32_t off)
{
	uint32_t i = blanks(s, off + 2);

	return split(part(s, i, postfix_end(s, i)));
}

/* Words that begin a statement, not an expression. */
static bool is_keyword(struct slice word)
{
	static const char *const words[] = {
		"asm", "__asm__", "return", "if", "for", "while", "do", "else", "switch", "case"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (slice_is(word, words[i]))
			return true;
	return false;
}

static struct cexpr at_word(struct slice s, uint32_t off)
{
	uint32_t begin = off, end = off;

	while (end < s.n && is_word(s.p[end]))
		end++;
	if (is_keyword(part(s, off, end)))
		return (struct cexpr){0};
	if (selector_back(s, blanks_back(s, off)))
		begin = postfix_begin(s, end);
	else if (at(s, blanks(s, end)) != '(') /* clang's place of a[i] is where a begins */
		end = postfix_end(s, begin);
	while (at(s, blanks(s, end)) == '[')
		end = matching(s, blanks(s, end));
	if (at(s, blanks(s, end)) == '(')
		return (struct cexpr){.whole = part(s, begin, matching(s, blanks(s, end)))};
	return split(part(s, begin, end));
}

struct cexpr cexpr_split(struct slice whole)
{
	return split(whole);
}

struct slice cexpr_left(struct slice s, uint32_t off)
{
	if (off >= s.n)
		return (struct slice){0};
	if (is_word(s.p[off]))
		return at_word(s, off).whole;
	uint32_t end = blanks_back(s, off);

	return bare(part(s, postfix_begin(s, end), end));
}

struct cexpr cexpr_at(struct slice s, uint32_t off)
{
	if (off >= s.n)
		return (struct cexpr){0};
	char c = s.p[off];

	if (is_assignment(s, off)) {
		struct cexpr e = split(left_side(s, off));

		return e.whole.n || at(s, off + 1) != c ? e : prefix_step(s, off);
	}
	if (is_word(c))
		return at_word(s, off);
	if (c == '[')
		return split(part(s, postfix_begin(s, off), matching(s, off)));
	if (c == '*' || c == '&') {
		uint32_t i = blanks(s, off + 1);

		while (at(s, i) == '(' && matching(s, i) < s.n &&
			(is_word(at(s, blanks(s, matching(s, i)))) ||
				at(s, blanks(s, matching(s, i))) == '('))
			i = blanks(s, matching(s, i)); /* a cast */
		if (at(s, i) == '(')
			i = matching(s, i);
		return split(part(s, off, postfix_end(s, i)));
	}
	if (c == '-' && at(s, off + 1) == '>')
		return split(part(s, postfix_begin(s, off), postfix_end(s, blanks(s, off + 2))));
	if (c == '(')
		return cexpr_at(s, blanks(s, off + 1));
	return (struct cexpr){0};
}

/* What is assigned by the "=" at this place, or returned by the "return". */
struct slice cexpr_value(struct slice s, uint32_t off)
{
	uint32_t from = off, end;

	if (slice_begins(slice_from(s, off), "return") && !is_word(at(s, off + 6)))
		from = off + 6;
	else if (at(s, off) == '=' && at(s, off + 1) != '=')
		from = off + 1;
	else
		return (struct slice){0};
	for (end = from; end < s.n && s.p[end] != ';' && s.p[end] != ','; end++) {
		if (closes(s.p[end]))
			return (struct slice){0};
		if (opens(s.p[end]))
			end = matching(s, end) - 1;
	}
	return bare(part(s, from, end));
}

/* A comparison's operator at off: how long it is; 0: none. */
static uint32_t comparison(struct slice s, uint32_t off)
{
	char c = at(s, off), next = at(s, off + 1);

	if ((c == '=' || c == '!') && next == '=')
		return 2;
	if ((c != '<' && c != '>') || next == c)
		return 0;
	return next == '=' ? 2 : 1;
}

struct slice cexpr_compared(struct slice s, uint32_t off, const char *op, struct slice *right)
{
	uint32_t n = comparison(s, off), end, i;
	char c = at(s, off);
	bool strict = n == 1, op_strict = strlen(op) == 1, swapped;
	struct slice left;

	*right = (struct slice){0};
	if (off < s.n && c == '!' && !n) {
		i = blanks(s, off + 1);
		return bare(part(s, i, postfix_end(s, i)));
	}
	if (!n)
		return (struct slice){0};
	i = blanks(s, off + n);
	while (at(s, i) == '(' && matching(s, i) < s.n && is_word(at(s, matching(s, i))))
		i = matching(s, i); /* a cast */
	*right = part(s, i, postfix_end(s, i));
	end = blanks_back(s, off);
	left = bare(part(s, postfix_begin(s, end), end));
	/* "a > b" may have become "b < a", "a <= b" or "b >= a" */
	swapped = c != '=' && c != '!' && (c == op[0]) != (strict == op_strict);
	if (swapped) {
		struct slice was = left;

		left = *right;
		*right = was;
	}
	return left;
}

struct slice cexpr_argument(struct slice s, uint32_t off, unsigned i)
{
	uint32_t end, from;

	while (off < s.n && is_word(s.p[off]))
		off++;
	off = blanks(s, off);
	if (at(s, off) != '(')
		return (struct slice){0};
	end = matching(s, off);
	from = off + 1;
	for (uint32_t k = from; k < end; k++) {
		if (opens(s.p[k]))
			k = matching(s, k) - 1;
		else if (s.p[k] == ',' || k == end - 1) {
			if (!i--)
				return part(s, from, k);
			from = k + 1;
		}
	}
	return (struct slice){0};
}

/* Back over casts and brackets to a "=", then what stands left of it. */
struct slice cexpr_target(struct slice s, uint32_t off)
{
	uint32_t i = off < s.n ? off : s.n;

	if (i < s.n && is_word(s.p[i]))
		i = postfix_begin(s, postfix_end(s, i));
	else if (i < s.n && s.p[i] != '(') /* an operator: its left operand */
		i = postfix_begin(s, i);
	for (;;) {
		i = blanks_back(s, i);
		if (!i)
			return (struct slice){0};
		if (s.p[i - 1] == ')')
			i = matching_back(s, i);
		else if (s.p[i - 1] == '(' || s.p[i - 1] == '*' || s.p[i - 1] == '&')
			i--;
		else
			break;
	}
	if (s.p[i - 1] != '=' || i < 2 || strchr("=!<>+-*/%&|^", s.p[i - 2]))
		return (struct slice){0};
	return left_side(s, i - 1);
}
