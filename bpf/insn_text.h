/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One instruction as text, printed and parsed from the same templates (isa.def's last column), so
 * that listings, assembler and inline assembly cannot disagree. A dialect is a column of templates
 * and a way to write numbers.
 */
#ifndef BPF_INSN_TEXT_H
#define BPF_INSN_TEXT_H

#include "insn.h"

enum insn_dialect {
	INSN_LLVM,        /* pseudo-C, as clang, llvm-mc and llvm-objdump write and read it */
	INSN_BINUTILS,    /* as gas and objdump of binutils for bpf */
	INSN_CONFORMANCE, /* as bpf_conformance and ubpf */
	INSN_DIALECT_COUNT
};
/* "llvm", "binutils", "conformance"; false: no such dialect. */
bool insn_dialect_named(const char *name, enum insn_dialect *out);

/* The template that a row prints by, letters as isa.def explains; NULL when the dialect has none.
 */
const char *insn_template(enum insn_dialect dialect, enum insn_id id);

struct insn_form {
	uint16_t id;      /* enum insn_id */
	const char *text; /* template; NULL: leave out */
};
/* All that the dialect reads, in the order in which it is tried. */
unsigned insn_forms(enum insn_dialect dialect, const struct insn_form **forms);

enum insn_print_flag {
	INSN_HEX = 1,   /* numbers as llvm-objdump (0x..); without it as clang -S (decimal) */
	INSN_R_ONLY = 2 /* narrow loads and stores name rN even where wN is meant (cpu below v3) */
};

/*
 * Print p[0] (and p[1] of a two-slot instruction) as snprintf would: the length comes back. `sym`,
 * when not NULL, is written instead of the jump target, callee or 64-bit immediate. What
 * the dialect has no text for is printed in LLVM's; an invalid instruction is "<unknown>". p[1]
 * must exist when p[0] has two slots.
 */
int insn_print(char *buf, size_t size, const struct bpf_insn *p, enum insn_dialect dialect,
	unsigned flags, const char *sym);

/* Which operand a name stands for; its place in the instruction holds 0. */
enum insn_sym_kind {
	INSN_SYM_NONE,
	INSN_SYM_IMM,    /* imm */
	INSN_SYM_IMM64,  /* imm of both slots */
	INSN_SYM_JUMP,   /* off, from the next instruction */
	INSN_SYM_JUMP32, /* imm, from the next instruction */
	INSN_SYM_CALL,   /* imm */
	INSN_SYM_OFF,    /* off of a memory operand: only from an absolute name */
};

struct insn_parsed {
	enum insn_id id;
	unsigned slots; /* 1 or 2 */
	struct bpf_insn insn[2];
	enum insn_sym_kind sym_kind;
	const char *sym; /* points into the text; "1f", "1b" are the nearest label 1 */
	size_t sym_len;
	int64_t addend; /* sym + addend */
};

struct insn_parser {
	enum insn_dialect dialect;
	/* The value of an absolute name (.set, .equ), NULL when there are none. False: a symbol. */
	bool (*lookup)(void *ctx, const char *name, size_t len, int64_t *value);
	/* a - b where that is known already; NULL, false: it is not. */
	bool (*difference)(void *ctx, const char *a, size_t a_len, const char *b, size_t b_len,
		int64_t *value);
	void *ctx;
};

struct insn_error {
	size_t offset; /* in the text */
	char message[96];
};

/*
 * Parse one instruction from text[0..len), without label, comment or separator (insn_next_statement
 * cuts these away). False with *err filled in otherwise.
 */
bool insn_parse(const struct insn_parser *p, const char *text, size_t len, struct insn_parsed *out,
	struct insn_error *err);

struct insn_statement {
	const char *label; /* "foo" of "foo: ..."; NULL */
	size_t label_len;
	const char *text; /* instruction or directive, blanks at both ends cut; may be empty */
	size_t len;
};
/*
 * Cut the next statement off [*p, end): up to a newline or ';', comments (#, //, block) skipped;
 * empty ones are skipped. False at the end. A statement with two labels comes as two.
 */
bool insn_next_statement(const char **p, const char *end, struct insn_statement *out);

#endif
