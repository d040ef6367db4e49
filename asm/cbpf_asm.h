/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The classic assembler between its scanner, its grammar and what they make: cbpf_asm.c. A label is
 * bound to the lowest instruction that has it, and jumps are resolved when all is read.
 */
#ifndef ASM_CBPF_ASM_H
#define ASM_CBPF_ASM_H

#include "base/diag.h"
#include "base/str.h"
#include "bpf/cbpf.h"

union CBPF_YYSTYPE;

/* "#k" or "x"; "[k]" or "[x + k]". */
struct cbpf_operand {
	bool x;
	uint32_t k;
};

enum cbpf_slot { CBPF_JT, CBPF_JF, CBPF_K };

struct cbpf_fixup {
	uint32_t insn;
	uint8_t slot; /* enum cbpf_slot */
	struct ident *label;
	struct src_range at;
};

struct cbpf_label { /* ident.sym */
	uint32_t insn;
	struct src_range at;
};

struct cbpf_asm {
	struct arena *arena;
	struct diags *ds;
	src_loc base; /* of the text's first byte */
	const char *text;
	struct src_range word, before; /* the latest words */
	uint32_t size;
	struct idents idents;
	struct cbpf_prog *prog;
	VEC(src_loc) locs;
	VEC(struct cbpf_fixup) fixups;
};

/* The scanner's. */
/* The token of a word; of "#" and "#name"; 0 when the latter is neither. */
int cbpf_asm_word(struct cbpf_asm *as, const char *s, int len, union CBPF_YYSTYPE *value);
int cbpf_asm_hash(const char *s, int len, union CBPF_YYSTYPE *value);
/* How much of "#name..." is "#" and the longest name there is; 1: no name. */
int cbpf_asm_prefix(const char *s, int len);
int cbpf_asm_number(struct cbpf_asm *as, const char *s, int radix, union CBPF_YYSTYPE *value,
	struct src_range at);
void cbpf_asm_comment(struct cbpf_asm *as, const char *s, int len, struct src_range at);
void cbpf_asm_character(struct cbpf_asm *as, char c, struct src_range at);

/* The grammar's. */
void cbpf_asm_label(struct cbpf_asm *as, struct ident *label, struct src_range at);
void cbpf_asm_insn(struct cbpf_asm *as, enum cbpf_id id, uint32_t k, struct src_range at);
/* An absolute load's id, made the indirect one by the operand. */
void cbpf_asm_load(
	struct cbpf_asm *as, enum cbpf_id id, struct cbpf_operand from, struct src_range at);
/* The id of "op #k", made "op x" by the operand: arithmetic and jumps. */
void cbpf_asm_jump(
	struct cbpf_asm *as, enum cbpf_id id, struct cbpf_operand with, struct src_range at);
void cbpf_asm_goto(
	struct cbpf_asm *as, struct ident *label, struct src_range at, struct src_range whole);
/* Where the latest instruction jumps to. */
void cbpf_asm_target(
	struct cbpf_asm *as, enum cbpf_slot slot, struct ident *label, struct src_range at);
void cbpf_asm_msh(struct cbpf_asm *as, uint32_t factor, uint32_t mask, struct src_range at);
void cbpf_asm_syntax(struct cbpf_asm *as, struct src_range at, const char **expected, int n);

/* cbpf_list.c: listings and number lists. False when the text is none of them, which is assembly
 * then; errors are diagnosed. */
bool cbpf_list_read(struct cbpf_asm *as);

#endif
