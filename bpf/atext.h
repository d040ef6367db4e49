/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What instructions and directives have in common as text: a cursor that remembers the first error
 * worth telling, names, registers and expressions over numbers and names. Nothing is allocated:
 * names point into the text, in their quotes when they are quoted.
 */
#ifndef BPF_ATEXT_H
#define BPF_ATEXT_H

#include "insn_text.h"

struct atext_reader {
	const struct insn_parser *p; /* names that have a value; the dialect */
	const char *text, *end, *at;
	struct insn_error *err;
	bool is_fatal; /* the text was understood and is wrong: no other reading is tried */
	unsigned depth;
};

/* v, + sym, - sub */
struct atext_expr {
	int64_t v;
	const char *sym; /* NULL: none */
	const char *sub; /* NULL: none; never without sym */
	size_t len, sub_len;
};

void atext_blanks(struct atext_reader *r);
/* Note what is wrong at r->at when nothing was found wrong farther on. Returns false. */
bool atext_fail(struct atext_reader *r, const char *fmt, ...) PRINTF(2, 3);
/* The same of something understood: it replaces other errors. Returns false. */
bool atext_refuse(struct atext_reader *r, const char *at, const char *fmt, ...) PRINTF(3, 4);
/* Blanks, then this character. */
bool atext_expect(struct atext_reader *r, char c);
/* Bytes of the name at r->at, with its quotes if it has any; 0: there is none. */
size_t atext_name(struct atext_reader *r);
/* "r3", "W10", in the dialects with mnemonics "%r3", "%fp": the number at r->at (it may be above
 * 10) and its bytes in *len; -1: no register of this kind ('r', 'w'). */
int atext_register(struct atext_reader *r, char kind, size_t *len);
/*
 * expr = primary { op expr }; | ^ & bind tighter than + -, as in LLVM. "." is a name. Two names can
 * be subtracted when the reader allows differences.
 */
bool atext_expr_read(struct atext_reader *r, bool differences, struct atext_expr *e);

static inline bool atext_is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

#endif
