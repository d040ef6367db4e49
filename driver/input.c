/* SPDX-License-Identifier: BSD-2-Clause */
/* Inputs of commands that read a file or standard input. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input.h"

struct source *input_open(struct job *j, const char *path)
{
	VEC(char) text = {0};
	struct source *s;
	size_t n;

	if (path) {
		s = source_open(&j->sources, path);
		if (!s)
			diag(&j->diags, DIAG_CANNOT_OPEN, 0, path, strerror(errno));
		return s;
	}
	do {
		vec_reserve(&j->unit, &text, 65536);
		n = fread(text.p + text.n, 1, 65536, stdin);
		text.n += (uint32_t)n;
	} while (n && text.n < 1u << 30);
	if (ferror(stdin) || n) {
		diag(&j->diags, DIAG_CANNOT_OPEN, 0, "<stdin>", strerror(n ? EFBIG : errno));
		return NULL;
	}
	return source_text(&j->sources, "<stdin>", text.p, text.n);
}
