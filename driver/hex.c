/* SPDX-License-Identifier: BSD-2-Clause */
/* See hex.h. */
#include "hex.h"

#include <string.h>

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *p = c ? strchr(digits, c | 0x20) : NULL;

	return p ? (int)(p - digits) : -1;
}

uint8_t *hex_parse(struct arena *a, const char *s, size_t *len)
{
	uint8_t *out = arena_alloc(a, strlen(s) / 2 + 1);
	size_t n = 0;
	int high = -1;

	for (; *s; s++) {
		if (*s == ' ' || *s == '\n' || *s == '\t' || *s == ':')
			continue;
		int d = hex_digit(*s);

		if (d < 0)
			return NULL;
		if (high < 0) {
			high = d;
		} else {
			out[n++] = (uint8_t)(high << 4 | d);
			high = -1;
		}
	}
	*len = n;
	return high < 0 ? out : NULL;
}
