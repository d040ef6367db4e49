/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A JIT image as text: functions, source lines in front of the code that they became, instructions
 * with their offsets; hexadecimal where there is no LLVM to read them.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "jit_disasm.h"
#include "runtime.h"

enum { HEX_BYTES = 16 }; /* a line */

static void print_bytes(FILE *f, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(f, "%02x ", p[i]);
	fputc('\n', f);
}

static bool is_in(const struct jit_func *fn, const struct jit_line *l)
{
	return l->address >= fn->address && l->address - fn->address < fn->size;
}

/* The first line of a function's; lines.n when there is none. */
static uint32_t first_line(const struct jit_image *image, const struct jit_func *fn)
{
	uint32_t i = 0;

	while (i < image->lines.n && !is_in(fn, &image->lines.p[i]))
		i++;
	return i;
}

/* The source line that begins at this address; a line that goes on is not repeated. */
static void print_line(FILE *f, const struct jit_image *image, const struct jit_func *fn,
	uint64_t address, uint32_t *next, const char **last)
{
	for (; *next < image->lines.n; ++*next) {
		const struct jit_line *l = &image->lines.p[*next];

		if (!is_in(fn, l) || l->address > address)
			return;
		if (l->address == address && *l->text && (!*last || strcmp(*last, l->text))) {
			fprintf(f, "; %s\n", l->text);
			*last = l->text;
		}
	}
}

/* Bytes at `at` as far as one line of output takes them. */
static size_t print_at(
	FILE *f, struct jit_disasm *d, const struct jit_func *fn, size_t at, bool opcodes)
{
	size_t left = fn->size - at, n = 0;
	char text[256];

	fprintf(f, "%4zx:\t", at);
	if (d)
		n = jit_disasm_insn(d, fn->code + at, left, fn->address + at, text, sizeof(text));
	if (d && n) {
		const char *s = text;

		while (*s == '\t' || *s == ' ')
			s++;
		fprintf(f, "%s", s);
		if (opcodes) {
			fputs("\n\t", f);
			print_bytes(f, fn->code + at, n);
		} else {
			fputc('\n', f);
		}
		return n;
	}
	n = d ? 1 : left < HEX_BYTES ? left : HEX_BYTES;
	print_bytes(f, fn->code + at, n);
	return n;
}

void jit_print(FILE *f, const struct jit_image *image, bool opcodes)
{
	struct jit_disasm *d = jit_disasm_open();

	vec_for (fn, &image->funcs) {
		uint32_t next = first_line(image, fn);
		const char *last = NULL;

		fprintf(f, "%s%s:\n", fn == image->funcs.p ? "" : "\n", fn->name);
		for (size_t at = 0; at < fn->size;) {
			print_line(f, image, fn, fn->address + at, &next, &last);
			at += print_at(f, d, fn, at, opcodes);
		}
	}
	jit_disasm_close(d);
}
