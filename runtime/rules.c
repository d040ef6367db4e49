/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules as a table, patterns matched and templates filled: see explain.def. */
#include "explain.h"

static const struct rule rules[] = {
#define R(kind, subject, pattern, title, know, advice) \
	{kind, SUBJECT_##subject, pattern, title, know, advice},
#include "explain.def"
#undef R
};

const struct rule *rule_of_kind(const char *kind)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if (!*rules[i].pattern && !strcmp(rules[i].kind, kind))
			return &rules[i];
	ICE("explain.def has no rule '%s' to choose", kind);
}

/* ---- captures ---- */

static uint32_t capture_find(const struct captures *c, const char *name, uint32_t n)
{
	uint32_t i = 0;

	while (i < c->n && (c->at[i].name_len != n || memcmp(c->at[i].name, name, n)))
		i++;
	return i;
}

static void capture_put(struct captures *c, const char *name, uint32_t n, struct slice value)
{
	uint32_t i = capture_find(c, name, n);

	if (!n || i == CAPTURES_MAX)
		return;
	c->at[i].name = name;
	c->at[i].name_len = n;
	c->at[i].value = value;
	if (i == c->n)
		c->n++;
}

void capture_set(struct captures *c, const char *name, struct slice value)
{
	capture_put(c, name, (uint32_t)strlen(name), value);
}

struct slice capture_get(const struct captures *c, const char *name)
{
	uint32_t i = capture_find(c, name, (uint32_t)strlen(name));

	return i < c->n ? c->at[i].value : (struct slice){0};
}

/* ---- patterns ---- */

/* The text of the pattern up to the next capture or its end. */
static uint32_t literal(const char *pattern)
{
	return (uint32_t)strcspn(pattern, "{");
}

/* Where `want` begins in s, as far left as it can be; at the end of s when it is empty. */
static uint32_t find_literal(struct slice s, struct slice want)
{
	const char *at;

	if (!want.n)
		return s.n;
	at = s.n ? memmem(s.p, s.n, want.p, want.n) : NULL;
	return at ? (uint32_t)(at - s.p) : UINT32_MAX;
}

/* The pattern against the beginning of s; its end may be followed by more. */
static bool match(const char *pattern, struct slice s, struct captures *c)
{
	uint32_t n = literal(pattern);

	if (s.n < n || memcmp(s.p, pattern, n))
		return false;
	pattern += n;
	s = slice_from(s, n);
	while (*pattern) {
		const char *name = pattern + 1;
		uint32_t name_len = (uint32_t)strcspn(name, "}");
		struct slice want;
		uint32_t at;

		pattern = name + name_len + 1;
		want = (struct slice){pattern, literal(pattern)};
		at = find_literal(s, want);
		if (at == UINT32_MAX)
			return false;
		capture_put(c, name, name_len, slice_upto(s, at));
		s = slice_from(s, at + want.n);
		pattern += want.n;
	}
	return true;
}

const struct rule *rule_find(
	const struct slice *messages, uint32_t n, struct captures *c, uint32_t *which)
{
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		for (uint32_t k = 0; k < n && *rules[i].pattern; k++) {
			struct captures before = *c;

			*which = k;
			if (match(rules[i].pattern, messages[k], c))
				return &rules[i];
			*c = before;
		}
	return NULL;
}

/* ---- templates ---- */

/* One line filled in after `out`; false when a capture is missing. */
static bool fill_line(
	struct arena *a, const struct captures *c, struct slice line, const char **out)
{
	while (line.n) {
		uint32_t open = slice_find(line, "{"), close;
		struct slice value = {0};

		open = open == UINT32_MAX ? line.n : open;
		close = slice_find(slice_from(line, open), "}");
		if (close == UINT32_MAX)
			open = line.n; /* a brace of C */
		if (open < line.n) {
			uint32_t i = capture_find(c, line.p + open + 1, close - 1);

			if (i == c->n)
				return false;
			value = c->at[i].value;
		}
		*out = arena_printf(a, "%s%.*s%.*s", *out, (int)open, line.p, (int)value.n,
			value.n ? value.p : "");
		line = slice_from(line, close == UINT32_MAX ? line.n : open + close + 1);
	}
	return true;
}

static uint32_t tabs(struct slice line)
{
	uint32_t n = 0;

	while (n < line.n && line.p[n] == '\t')
		n++;
	return n;
}

/* "do so:" with nothing after it is "do so". */
static char *without_colon(struct arena *a, const char *text)
{
	size_t n = strlen(text);

	return arena_strndup(a, text, n && text[n - 1] == ':' ? n - 1 : n);
}

/* A line with a missing capture takes those that are indented below it with it. */
char *rule_fill(struct arena *a, const struct captures *c, const char *format)
{
	struct slice rest = slice_of(format);
	const char *out = "";
	uint32_t dropped = UINT32_MAX; /* indentation of the line that was left out */

	while (rest.n) {
		uint32_t n = slice_find(rest, "\n");
		const char *line = "";

		n = n == UINT32_MAX ? rest.n : n;
		if (tabs(slice_upto(rest, n)) <= dropped)
			dropped = UINT32_MAX;
		if (dropped != UINT32_MAX)
			;
		else if (!fill_line(a, c, slice_upto(rest, n), &line))
			dropped = tabs(slice_upto(rest, n));
		else
			out = arena_printf(a, "%s%s%s", out, *out ? "\n" : "", line);
		rest = slice_from(rest, n + 1);
	}
	return without_colon(a, out);
}
