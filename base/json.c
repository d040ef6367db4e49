/* SPDX-License-Identifier: BSD-2-Clause */
/* See json.h. A recursive descent, one function a production; `problem` ends it. */
#include "json.h"

#include <string.h>

struct parser {
	struct arena *arena;
	const char *p, *end;
	const char *problem;
	unsigned depth;
};

static struct json *wrong(struct parser *ps, const char *problem)
{
	if (!ps->problem)
		ps->problem = problem;
	return NULL;
}

static void skip_blanks(struct parser *ps)
{
	while (ps->p < ps->end &&
		(*ps->p == ' ' || *ps->p == '\t' || *ps->p == '\n' || *ps->p == '\r'))
		ps->p++;
}

static bool take(struct parser *ps, char c)
{
	skip_blanks(ps);
	if (ps->p == ps->end || *ps->p != c)
		return false;
	ps->p++;
	return true;
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'                     ? c - '0'
	       : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
							: -1;
}

/* ---- strings ---- */

/* Four digits of \uXXXX at p; -1. */
static int32_t hex4(const struct parser *ps, const char *p)
{
	int32_t v = 0;

	if (ps->end - p < 4)
		return -1;
	for (unsigned i = 0; i < 4; i++) {
		int d = hex_digit(p[i]);

		if (d < 0)
			return -1;
		v = v << 4 | d;
	}
	return v;
}

static char *put_utf8(char *out, uint32_t c)
{
	if (c < 0x80) {
		*out++ = (char)c;
		return out;
	}
	if (c >= 0x10000) {
		*out++ = (char)(0xf0 | c >> 18);
		*out++ = (char)(0x80 | (c >> 12 & 0x3f));
	} else if (c >= 0x800) {
		*out++ = (char)(0xe0 | c >> 12);
	} else {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 0x3f));
		return out;
	}
	*out++ = (char)(0x80 | (c >> 6 & 0x3f));
	*out++ = (char)(0x80 | (c & 0x3f));
	return out;
}

/* \uXXXX, and a surrogate pair as one character; p is behind the u. */
static char *unicode(struct parser *ps, char *out)
{
	int32_t c = hex4(ps, ps->p), low;

	if (c < 0)
		return wrong(ps, "\\u takes four hexadecimal digits"), out;
	ps->p += 4;
	if (c >= 0xd800 && c < 0xdc00 && ps->end - ps->p >= 6 && ps->p[0] == '\\' &&
		ps->p[1] == 'u') {
		low = hex4(ps, ps->p + 2);
		if (low >= 0xdc00 && low < 0xe000) {
			ps->p += 6;
			return put_utf8(out, 0x10000 + ((uint32_t)(c - 0xd800) << 10) +
						     (uint32_t)(low - 0xdc00));
		}
	}
	if (c >= 0xd800 && c < 0xe000)
		return wrong(ps, "half a surrogate pair"), out;
	return put_utf8(out, (uint32_t)c);
}

static char *escape(struct parser *ps, char *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	char c = ps->p < ps->end ? *ps->p++ : 0;
	const char *at = c ? strchr(from, c) : NULL;

	if (c == 'u')
		return unicode(ps, out);
	if (!at)
		return wrong(ps, "unknown escape in a string"), out;
	*out++ = to[at - from];
	return out;
}

/* The text behind the opening quote; never longer than it is spelled. */
static const char *string(struct parser *ps, size_t *len)
{
	const char *close = ps->p;
	char *text, *out;

	while (close < ps->end && *close != '"')
		close += *close == '\\' && ps->end - close > 1 ? 2 : 1;
	if (close >= ps->end)
		return wrong(ps, "a string does not end"), NULL;
	text = out = arena_alloc(ps->arena, (size_t)(close - ps->p) + 1);
	while (!ps->problem && *ps->p != '"') {
		char c = *ps->p++;

		if ((unsigned char)c < 0x20)
			wrong(ps, "a control character in a string");
		else if (c == '\\')
			out = escape(ps, out);
		else
			*out++ = c;
	}
	ps->p++;
	*len = (size_t)(out - text);
	return text;
}

/* ---- values ---- */

static struct json *value(struct parser *ps);

static struct json *make(struct parser *ps, enum json_kind kind)
{
	struct json *j = arena_new(ps->arena, struct json);

	j->kind = kind;
	return j;
}

/* array = "[" [ value { "," value } ] "]";  object = "{" [ string ":" value { "," ... } ] "}" */
static struct json *items(struct parser *ps, enum json_kind kind, char close)
{
	struct json *j = make(ps, kind), **last = &j->first;
	size_t ignored;

	if (++ps->depth > JSON_DEPTH)
		return wrong(ps, "too deeply nested");
	for (bool first = true; !take(ps, close); first = false) {
		const char *name = NULL;

		if (!first && !take(ps, ','))
			return wrong(ps, "',' or the end is missing");
		if (kind == JSON_OBJECT) {
			if (!take(ps, '"'))
				return wrong(ps, "a member's name is missing");
			name = string(ps, &ignored);
			if (name && !take(ps, ':'))
				return wrong(ps, "':' is missing");
		}
		*last = ps->problem ? NULL : value(ps);
		if (!*last)
			return NULL;
		(*last)->name = name;
		last = &(*last)->next;
	}
	ps->depth--;
	return j;
}

static bool digits(struct parser *ps)
{
	const char *start = ps->p;

	while (ps->p < ps->end && *ps->p >= '0' && *ps->p <= '9')
		ps->p++;
	return ps->p > start;
}

static bool hex_number(struct parser *ps)
{
	if (ps->end - ps->p < 3 || ps->p[0] != '0' || (ps->p[1] | 0x20) != 'x' ||
		hex_digit(ps->p[2]) < 0)
		return false;
	for (ps->p += 2; ps->p < ps->end && hex_digit(*ps->p) >= 0; ps->p++)
		;
	return true;
}

/* number = [ "-" ] digits [ "." digits ] [ ("e"|"E") [ "+"|"-" ] digits ] | "0x" hex digits */
static bool number_text(struct parser *ps)
{
	if (ps->p < ps->end && *ps->p == '-')
		ps->p++;
	if (hex_number(ps))
		return true;
	if (!digits(ps))
		return false;
	if (ps->p < ps->end && *ps->p == '.') {
		ps->p++;
		if (!digits(ps))
			return false;
	}
	if (ps->p < ps->end && (*ps->p | 0x20) == 'e') {
		ps->p++;
		if (ps->p < ps->end && (*ps->p == '+' || *ps->p == '-'))
			ps->p++;
		return digits(ps);
	}
	return true;
}

static struct json *number(struct parser *ps)
{
	const char *start = ps->p;
	struct json *j;

	if (!number_text(ps))
		return wrong(ps, "a value is missing");
	j = make(ps, JSON_NUMBER);
	j->len = (size_t)(ps->p - start);
	j->text = arena_strndup(ps->arena, start, j->len);
	return j;
}

static bool take_word(struct parser *ps, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(ps->end - ps->p) < n || memcmp(ps->p, word, n))
		return false;
	ps->p += n;
	return true;
}

static struct json *value(struct parser *ps)
{
	struct json *j;

	if (take(ps, '['))
		return items(ps, JSON_ARRAY, ']');
	if (take(ps, '{'))
		return items(ps, JSON_OBJECT, '}');
	if (take(ps, '"')) {
		j = make(ps, JSON_STRING);
		j->text = string(ps, &j->len);
		return ps->problem ? NULL : j;
	}
	if (take_word(ps, "null"))
		return make(ps, JSON_NULL);
	if (take_word(ps, "false"))
		return make(ps, JSON_BOOL);
	if (take_word(ps, "true")) {
		j = make(ps, JSON_BOOL);
		j->truth = true;
		return j;
	}
	return number(ps);
}

struct json *json_parse(
	struct arena *a, const char *text, size_t size, const char **error, size_t *at)
{
	struct parser ps = {.arena = a, .p = text, .end = text + size};
	struct json *j = value(&ps);

	skip_blanks(&ps);
	if (j && ps.p < ps.end)
		j = wrong(&ps, "something follows the value");
	*error = ps.problem;
	*at = (size_t)(ps.p - text);
	return j;
}

const struct json *json_get(const struct json *object, const char *name)
{
	if (object->kind != JSON_OBJECT)
		return NULL;
	for (const struct json *j = object->first; j; j = j->next)
		if (!strcmp(j->name, name))
			return j;
	return NULL;
}

bool json_integer(const struct json *number, uint64_t *out, bool *negative)
{
	const char *p = number->text;
	uint64_t v = 0;
	bool hex;

	if (number->kind != JSON_NUMBER)
		return false;
	*negative = *p == '-';
	p += *negative;
	hex = p[0] == '0' && (p[1] | 0x20) == 'x';
	for (p += hex ? 2 : 0; *p; p++) {
		int d = hex_digit(*p);

		if (d < 0 || (!hex && d > 9) || __builtin_mul_overflow(v, hex ? 16u : 10u, &v) ||
			__builtin_add_overflow(v, (unsigned)d, &v))
			return false;
	}
	if (*negative && v > 1ull << 63)
		return false;
	*out = *negative ? -v : v;
	return true;
}
