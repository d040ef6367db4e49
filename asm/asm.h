/* SPDX-License-Identifier: BSD-2-Clause */
/* The assembler's facade: objects to text and back. */
#ifndef ASM_ASM_H
#define ASM_ASM_H

#include <stdio.h>

#include "bpf/obj.h"

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
