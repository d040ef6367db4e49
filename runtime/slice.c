/* SPDX-License-Identifier: BSD-2-Clause */
/* Parts of a text, see vlog.h. */
#include "vlog.h"

#include <ctype.h>

bool slice_begins(struct slice s, const char *prefix)
{
	size_t n = strlen(prefix);

	return n <= s.n && (!n || !memcmp(s.p, prefix, n));
}

bool slice_is(struct slice s, const char *text)
{
	return strlen(text) == s.n && slice_begins(s, text);
}

bool slice_same(struct slice a, struct slice b)
{
	return a.n == b.n && (!a.n || !memcmp(a.p, b.p, a.n));
}

uint32_t slice_find(struct slice s, const char *text)
{
	const char *at = s.n ? memmem(s.p, s.n, text, strlen(text)) : NULL;

	return at ? (uint32_t)(at - s.p) : UINT32_MAX;
}

struct slice slice_trim(struct slice s)
{
	while (s.n && isspace((unsigned char)s.p[0]))
		s = slice_from(s, 1);
	while (s.n && isspace((unsigned char)s.p[s.n - 1]))
		s.n--;
	return s;
}

struct slice slice_of(const char *text)
{
	return (struct slice){text, (uint32_t)strlen(text)};
}

char *slice_text(struct arena *a, struct slice s)
{
	return arena_strndup(a, s.n ? s.p : "", s.n);
}

/* Decimal or 0x, with a sign; as many bits as fit. */
static bool number(struct slice s, int64_t *out)
{
	bool minus = s.n && s.p[0] == '-', hex;
	uint64_t v = 0;
	uint32_t i = minus;

	hex = s.n > i + 2 && s.p[i] == '0' && s.p[i + 1] == 'x';
	i += hex ? 2 : 0;
	if (i >= s.n || !isxdigit((unsigned char)s.p[i]))
		return false;
	for (; i < s.n; i++) {
		int c = tolower((unsigned char)s.p[i]);

		if (isdigit(c))
			v = v * (hex ? 16 : 10) + (uint64_t)(c - '0');
		else if (hex && isxdigit(c))
			v = v * 16 + (uint64_t)(c - 'a' + 10);
		else
			break;
	}
	*out = (int64_t)(minus ? 0 - v : v);
	return true;
}

/* "smin=0,smax=umax=255" gives 255 for both: a value that follows another name is shared. */
bool slice_number(struct slice value, const char *name, int64_t *out)
{
	size_t n = strlen(name);

	if (!n)
		return number(value, out);
	for (uint32_t i = 0; i + n < value.n; i++) {
		bool starts =
			!i || !(isalnum((unsigned char)value.p[i - 1]) || value.p[i - 1] == '_');

		if (!starts || memcmp(value.p + i, name, n) || value.p[i + n] != '=')
			continue;
		i += (uint32_t)n + 1;
		while (i < value.n && isalpha((unsigned char)value.p[i])) {
			while (i < value.n && value.p[i] != '=')
				i++;
			i++;
		}
		return number(slice_from(value, i), out);
	}
	return false;
}
