/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The values of constants: translation phases 5 and 6 and C11 6.4.4, 6.4.5, as helpers for the
 * parser and for #if. They report their errors themselves and return a usable value in any case.
 */
#ifndef FRONTEND_C_LITERAL_H
#define FRONTEND_C_LITERAL_H

#include "lex.h"

/* The type a constant has before the target's widths choose one (6.4.4.1p5). */
enum lit_rank { LIT_INT, LIT_LONG, LIT_LLONG };

struct lit_number {
	bool is_float, imaginary;
	/* integers */
	uint64_t value;
	bool decimal;       /* no base prefix: only signed types are tried without a u suffix */
	bool is_unsigned;   /* u suffix */
	enum lit_rank rank; /* l and ll suffixes: the smallest type to be tried */
	/* floating constants; BPF cannot compute with them */
	double fvalue;
	char fsuffix; /* 'f', 'l', or 0 */
};
/* Decode a TOK_NUMBER. False: malformed or too large, diagnosed (value is then what could be read).
 */
bool literal_number(struct diags *ds, const struct token *t, struct lit_number *out);

enum lit_prefix { LIT_PLAIN, LIT_L, LIT_U8, LIT_U16, LIT_U32 }; /* "", L, u8, u, U */

/*
 * Decode a TOK_CHAR to the value of its type: int (LIT_PLAIN; sign-extended from char, or
 * zero-extended with unsigned_char; several characters are packed as clang does), wchar_t = int
 * (L), char16_t = unsigned short (u), char32_t = unsigned (U), unsigned char (u8).
 */
bool literal_char(struct diags *ds, const struct token *t, bool unsigned_char, int64_t *value,
	enum lit_prefix *prefix);

struct lit_string {
	enum lit_prefix prefix;
	unsigned width;   /* bytes an element: 1, 2 or 4 */
	uint32_t n;       /* elements, without the closing zero */
	const void *data; /* (n + 1) * width bytes in host order, the last element is zero; in the
			     arena */
};
/* Decode and concatenate n >= 1 adjacent TOK_STRINGs (6.4.5p5). */
bool literal_string(struct arena *a, struct diags *ds, const struct token *toks, uint32_t n,
	struct lit_string *out);
/* The place in the source of element `index` of toks, for diagnostics inside a string (asm,
 * formats). */
src_loc literal_string_loc(const struct token *toks, uint32_t n, uint32_t index);

#endif
