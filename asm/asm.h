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
 * Assembly text with directives, as kbcc -S writes it: an assembler of LLVM's dialect makes the
 * same section bytes of it. Lines of source stand as comments. BTF is not part of it.
 */
void asm_print_obj(FILE *f, const struct bpf_obj *o);

/*
 * A listing as llvm-objdump -d -r -S makes it: program sections with labels, instruction index, raw
 * bytes, text, relocations and source lines.
 */
void asm_list_obj(FILE *f, const struct bpf_obj *o);

#endif
