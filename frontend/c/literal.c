/* SPDX-License-Identifier: BSD-2-Clause */
/* The values of numbers, character constants and string literals: see literal.h. */
#include <stdlib.h>
#include <string.h>

#include "literal.h"

/* ---- numbers (6.4.4.1, 6.4.4.2) ---- */

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

enum { NUMBER_MAX = 4096 }; /* characters of a floating constant */

struct num {
	struct diags *ds;
	const struct token *t;
	const char *p, *end; /* what is left */
	struct lit_number *out;
};

static bool bad_suffix(struct num *n)
{
	diag(n->ds, DIAG_NUMBER_SUFFIX, n->t->loc + (src_loc)(n->p - n->t->text),
		(int)(n->end - n->p), n->p, n->out->is_float ? "floating" : "integer");
	return false;
}

/* u l ul lu ll ull llu in either case (ll not mixed), and i or j for imaginary ones */
static bool integer_suffix(struct num *n)
{
	const char *p = n->p;
	struct lit_number *out = n->out;
	bool length = false;

	for (; p < n->end; p++) {
		char c = (char)(*p | 32);

		if (c == 'u' && !out->is_unsigned) {
			out->is_unsigned = true;
		} else if (c == 'l' && !length) {
			length = true;
			out->rank = p + 1 < n->end && p[1] == *p ? LIT_LLONG : LIT_LONG;
			p += out->rank == LIT_LLONG;
		} else if ((c == 'i' || c == 'j') && !out->imaginary) {
			out->imaginary = true;
		} else {
			return bad_suffix(n);
		}
	}
	return true;
}

static bool integer(struct num *n, unsigned base)
{
	const char *p = n->p;
	bool overflow = false;
	uint64_t v = 0;

	for (; p < n->end; p++) {
		unsigned d = (unsigned)digit_of(*p);

		if (*p == '\'')
			continue;
		if (d >= base && (d > 9 || base == 16))
			break;
		if (d >= base) {
			diag(n->ds, DIAG_NUMBER_DIGIT, n->t->loc + (src_loc)(p - n->t->text), *p,
				base == 2 ? "binary" : "octal");
			return false;
		}
		overflow |= __builtin_mul_overflow(v, (uint64_t)base, &v);
		overflow |= __builtin_add_overflow(v, (uint64_t)d, &v);
	}
	bool none = p == n->p;

	n->p = p;
	n->out->value = v;
	if (none)
		return bad_suffix(n);
	if (!integer_suffix(n))
		return false;
	if (overflow)
		diag(n->ds, DIAG_NUMBER_TOO_LARGE, n->t->loc);
	return !overflow;
}

/* f F l L q Q, f16, and imaginary i j */
static bool float_suffix(struct num *n)
{
	for (; n->p < n->end; n->p++) {
		char c = (char)(*n->p | 32);

		if ((c == 'i' || c == 'j') && !n->out->imaginary)
			n->out->imaginary = true;
		else if ((c == 'f' || c == 'l' || c == 'q') && !n->out->fsuffix)
			n->out->fsuffix = c == 'q' ? 'l' : c;
		else if (c == '1' && n->out->fsuffix == 'f' && n->end - n->p == 2 && n->p[1] == '6')
			n->p++;
		else
			return bad_suffix(n);
	}
	return true;
}

static bool floating(struct num *n)
{
	const struct token *t = n->t;
	char buf[NUMBER_MAX], *stop;
	uint32_t len = 0;

	n->out->is_float = true;
	if (t->len >= NUMBER_MAX) {
		diag(n->ds, DIAG_NUMBER_TOO_LONG, t->loc, NUMBER_MAX - 1);
		return false;
	}
	for (uint32_t i = 0; i < t->len; i++)
		if (t->text[i] != '\'')
			buf[len++] = t->text[i];
	buf[len] = 0;
	n->out->fvalue = strtod(buf, &stop);
	bool exponent = (stop[0] | 32) == 'e' || (stop[0] | 32) == 'p';
	bool hex = len > 1 && (buf[1] | 32) == 'x';

	if (stop == buf || exponent || (hex && !strpbrk(buf, "pP"))) {
		diag(n->ds, DIAG_NUMBER_EXPONENT, t->loc);
		return false;
	}
	n->p = t->text + t->len - (len - (uint32_t)(stop - buf));
	return float_suffix(n);
}

/* A dot, a decimal exponent or a binary one makes it floating. */
static bool is_floating(const struct token *t, bool hex)
{
	for (uint32_t i = 0; i < t->len; i++) {
		char c = (char)(t->text[i] | 32);

		if (t->text[i] == '.' || (hex ? c == 'p' : c == 'e'))
			return true;
	}
	return false;
}

bool literal_number(struct diags *ds, const struct token *t, struct lit_number *out)
{
	struct num n = {ds, t, t->text, t->text + t->len, out};
	char second = t->len > 1 ? (char)(t->text[1] | 32) : 0;
	bool zero = t->text[0] == '0';
	bool hex = zero && second == 'x', binary = zero && second == 'b';

	*out = (struct lit_number){0};
	if (!binary && is_floating(t, hex))
		return floating(&n);
	if (hex || binary) {
		n.p += 2;
		return integer(&n, hex ? 16 : 2);
	}
	out->decimal = !zero;
	return integer(&n, zero ? 8 : 10);
}

/* ---- characters and strings (6.4.4.4, 6.4.5) ---- */

/* The inside of a quoted token. */
struct quoted {
	struct diags *ds;
	const struct token *t;
	const char *p, *end;
	enum lit_prefix prefix;
	unsigned width;
	bool ok;
};

static struct quoted open_quoted(struct diags *ds, const struct token *t)
{
	static const unsigned char widths[] = {1, 4, 1, 2, 4};
	struct quoted q = {ds, t, t->text, t->text + t->len, LIT_PLAIN, 1, true};

	if (*q.p == 'L')
		q.prefix = LIT_L;
	else if (*q.p == 'U')
		q.prefix = LIT_U32;
	else if (*q.p == 'u')
		q.prefix = q.p[1] == '8' ? LIT_U8 : LIT_U16;
	while (*q.p != '"' && *q.p != '\'')
		q.p++;
	q.p++;
	q.end -= !(t->flags & TF_BAD);
	q.width = widths[q.prefix];
	return q;
}

static src_loc quoted_loc(const struct quoted *q, const char *p)
{
	return q->t->loc + (src_loc)(p - q->t->text);
}

static void complain(struct quoted *q, enum diag_id id, const char *from)
{
	diag(q->ds, id, quoted_loc(q, from));
	q->ok = false;
}

static uint32_t octal(struct quoted *q, const char *from)
{
	uint32_t v = 0;

	for (int i = 0; i < 3 && q->p < q->end && *q->p >= '0' && *q->p <= '7'; i++)
		v = v * 8 + (uint32_t)(*q->p++ - '0');
	if (v > low_mask(8 * q->width))
		complain(q, DIAG_ESCAPE_RANGE, from);
	return v;
}

static uint32_t hex(struct quoted *q, const char *from)
{
	uint64_t v = 0;
	const char *begin = q->p;

	for (; q->p < q->end && digit_of(*q->p) < 16; q->p++)
		v = v > UINT32_MAX ? v : v * 16 + (unsigned)digit_of(*q->p);
	if (q->p == begin)
		complain(q, DIAG_ESCAPE_DIGITS, from);
	else if (v > low_mask(8 * q->width))
		complain(q, DIAG_ESCAPE_RANGE, from);
	return (uint32_t)v;
}

/* \uXXXX \UXXXXXXXX: a code point */
static uint32_t universal(struct quoted *q, const char *from, int n)
{
	uint32_t v = 0;
	int i;

	for (i = 0; i < n && q->p < q->end && digit_of(*q->p) < 16; i++)
		v = v * 16 + (uint32_t)digit_of(*q->p++);
	if (i < n)
		complain(q, DIAG_ESCAPE_DIGITS, from);
	else if (v > 0x10ffff || (v >= 0xd800 && v < 0xe000))
		complain(q, DIAG_ESCAPE_UCN, from);
	return v;
}

/* p is behind a backslash. *code: the value is a code point rather than an element. */
static uint32_t escape(struct quoted *q, const char *from, bool *code)
{
	static const char names[] = "abfnrtve\\'\"?E", values[] = "\a\b\f\n\r\t\v\033\\'\"?\033";
	char c = q->p < q->end ? *q->p++ : 0;
	const char *known = c ? strchr(names, c) : NULL;

	if (known)
		return (uint32_t)values[known - names];
	if (c >= '0' && c <= '7') {
		q->p--;
		return octal(q, from);
	}
	if (c == 'x')
		return hex(q, from);
	if (c == 'u' || c == 'U') {
		*code = true;
		return universal(q, from, c == 'u' ? 4 : 8);
	}
	diag(q->ds, DIAG_ESCAPE_UNKNOWN, quoted_loc(q, from), c);
	return (unsigned char)c;
}

/*
 * One character. Returns its elements (UTF-8 or UTF-16 can need several); a narrow string passes
 * bytes through as they are.
 */
static unsigned next_char(struct quoted *q, uint32_t out[4])
{
	const char *from = q->p;
	uint32_t v = (unsigned char)*q->p++;
	bool code = false;

	if (v == '\\') {
		v = escape(q, from, &code);
	} else if (v >= 0x80 && q->width > 1) {
		unsigned n = lex_utf8(from, q->end, &v);

		code = true;
		if (!n)
			complain(q, DIAG_BAD_UTF8, from);
		q->p = from + (n ? n : 1);
	}
	if (code && q->width == 2 && v > 0xffff) {
		out[0] = 0xd800 + ((v - 0x10000) >> 10);
		out[1] = 0xdc00 + ((v - 0x10000) & 0x3ff);
		return 2;
	}
	if (code && q->width == 1) {
		char utf8[4];
		unsigned n = lex_put_utf8(utf8, v);

		for (unsigned i = 0; i < n; i++)
			out[i] = (unsigned char)utf8[i];
		return n;
	}
	out[0] = v;
	return 1;
}

bool literal_char(struct diags *ds, const struct token *t, bool unsigned_char, int64_t *value,
	enum lit_prefix *prefix)
{
	struct quoted q = open_quoted(ds, t);
	uint32_t v = 0, out[4] = {0};
	unsigned n = 0;

	while (q.p < q.end) {
		unsigned k = next_char(&q, out);

		for (unsigned i = 0; i < k; i++)
			v = q.prefix == LIT_PLAIN ? v << 8 | (out[i] & 0xff) : out[i];
		n += k;
	}
	*prefix = q.prefix;
	if (n == 0 && !(t->flags & TF_BAD))
		complain(&q, DIAG_CHAR_EMPTY, t->text);
	else if (n > 1 && q.prefix != LIT_PLAIN)
		complain(&q, DIAG_CHAR_LONG, t->text);
	else if (n > 4)
		diag(ds, DIAG_CHAR_OVERFLOW, t->loc);
	else if (n > 1)
		diag(ds, DIAG_CHAR_MULTI, t->loc);
	if (n == 1 && q.prefix == LIT_PLAIN && !unsigned_char)
		*value = (int8_t)v;
	else if (q.prefix == LIT_PLAIN || q.prefix == LIT_L)
		*value = (int32_t)v;
	else
		*value = (int64_t)v;
	return q.ok;
}

/* The prefix that the whole has: any one; two different ones do not go together. */
static bool join_prefix(
	struct diags *ds, const struct token *toks, uint32_t n, struct lit_string *out)
{
	bool ok = true;

	*out = (struct lit_string){.width = 1};
	for (uint32_t i = 0; i < n; i++) {
		struct quoted q = open_quoted(ds, &toks[i]);

		if (q.prefix == LIT_PLAIN || q.prefix == out->prefix)
			continue;
		if (out->prefix != LIT_PLAIN && ok) {
			diag(ds, DIAG_STRING_PREFIXES, toks[i].loc);
			ok = false;
		}
		out->prefix = q.prefix;
		out->width = q.width;
	}
	return ok;
}

static void put_element(char *data, unsigned width, uint32_t i, uint32_t v)
{
	if (width == 1)
		data[i] = (char)v;
	else if (width == 2)
		((uint16_t *)(void *)data)[i] = (uint16_t)v;
	else
		((uint32_t *)(void *)data)[i] = v;
}

bool literal_string(struct arena *a, struct diags *ds, const struct token *toks, uint32_t n,
	struct lit_string *out)
{
	bool ok = join_prefix(ds, toks, n, out);
	size_t size =
		4; /* an element never takes fewer bytes to spell than \UXXXXXXXX does for four */

	for (uint32_t i = 0; i < n; i++)
		size += toks[i].len;
	char *data = arena_alloc(a, size * out->width);

	for (uint32_t i = 0; i < n; i++) {
		struct quoted q = open_quoted(ds, &toks[i]);

		q.width = out->width;
		while (q.p < q.end) {
			uint32_t e[4];
			unsigned k = next_char(&q, e);

			for (unsigned j = 0; j < k; j++)
				put_element(data, out->width, out->n++, e[j]);
		}
		ok &= q.ok;
	}
	out->data = data;
	return ok;
}

src_loc literal_string_loc(const struct token *toks, uint32_t n, uint32_t index)
{
	struct diags none = {.suppress = 1};

	for (uint32_t i = 0; i < n; i++) {
		struct quoted q = open_quoted(&none, &toks[i]);

		while (q.p < q.end) {
			const char *from = q.p;
			uint32_t e[4];
			unsigned k = next_char(&q, e);

			if (index < k)
				return quoted_loc(&q, from);
			index -= k;
		}
	}
	return n ? tok_end(&toks[n - 1]) - 1 : 0;
}
