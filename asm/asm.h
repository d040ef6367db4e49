/* SPDX-License-Identifier: BSD-2-Clause */
/* The assembler's facade: objects to text and back. */
#ifndef ASM_ASM_H
#define ASM_ASM_H

#include <stdio.h>

#include "base/diag.h"
#include "bpf/cbpf.h"
#include "bpf/insn_text.h"
#include "bpf/obj.h"
#include "filter.h"

struct asm_opts {
	enum insn_dialect dialect;
	bool detect_dialect; /* by what the source is written in */
	bool big_endian;
	const char *const *dirs; /* where .include and .incbin look, too */
	uint32_t n_dirs;
	bool no_files; /* they are errors */
};

/*
 * Assemble a source of eBPF instructions and directives; all of it is in the arena, the source must
 * live as long. NULL after diagnosed errors.
 */
struct bpf_obj *asm_assemble(
	struct arena *a, struct diags *ds, struct source *src, const struct asm_opts *opts);

/*
 * Assembly text with directives, as kbcc -S writes it: an assembler of the dialect makes the same
 * section bytes, symbols, relocations and BTF of it. Lines of source stand as comments. An
 * instruction that the dialect cannot say stands as its bytes.
 */
void asm_print_obj(FILE *f, const struct bpf_obj *o, enum insn_dialect dialect);

/*
 * A listing as llvm-objdump -d -r -S makes it, in another dialect as that one writes instructions:
 * program sections with labels, instruction index, raw bytes, text, relocations and source lines.
 */
void asm_list_obj(FILE *f, const struct bpf_obj *o, enum insn_dialect dialect);

/* An object of instructions alone, in .text without symbols; the bytes must live as long. NULL when
 * n is not a multiple of 8. */
struct bpf_obj *asm_raw_obj(struct arena *a, const uint8_t *bytes, size_t n, bool big_endian);

/* ---- classic BPF ---- */

/*
 * A classic program from text: assembly as bpf_asm reads it, what it writes (both forms), or what
 * tcpdump -d, -dd and -ddd print; cbpf_list.c tells them apart. NULL after diagnosed errors.
 */
struct cbpf_prog *asm_cbpf_read(struct arena *a, struct diags *ds, struct source *s);

enum asm_cbpf_format {
	ASM_CBPF_NUMBERS, /* "N,code jt jf k,...\n", as bpf_asm */
	ASM_CBPF_C,       /* "{ code, jt, jf, k },\n" each, as bpf_asm -c */
	ASM_CBPF_TEXT,    /* assembly, each instruction with a label: as bpf_dbg disassembles */
};
void asm_cbpf_print(FILE *f, const struct cbpf_prog *prog, enum asm_cbpf_format format);

/* Say for what this taker would refuse the program: warnings, or errors when strict. False after
 * errors. */
bool asm_cbpf_check(
	struct diags *ds, const struct cbpf_prog *prog, enum cbpf_taker who, bool strict);

#endif
