/* SPDX-License-Identifier: BSD-2-Clause */
/* The assembler's facade: objects to text and back. */
#ifndef ASM_ASM_H
#define ASM_ASM_H

#include <stdio.h>

#include "base/diag.h"
#include "bpf/insn_text.h"
#include "bpf/obj.h"

struct asm_opts {
	enum insn_dialect dialect;
	bool detect_dialect; /* by what the source is written in */
	bool big_endian;
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

#endif
