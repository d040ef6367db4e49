/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Machine code of the running machine as text, through LLVM's C API. The library is looked for when
 * it is first needed (dlopen): nothing else of kbcc pays for its hundred megabytes, and a kbcc that
 * was built with it runs where it is missing.
 */
#ifndef RUNTIME_JIT_DISASM_H
#define RUNTIME_JIT_DISASM_H

#include <stddef.h>
#include <stdint.h>

/* NULL: there is no LLVM, or it does not know this machine. */
struct jit_disasm *jit_disasm_open(void);
void jit_disasm_close(struct jit_disasm *d);
/* The bytes of the instruction at code[0], its text in buf; 0: it is none. */
size_t jit_disasm_insn(struct jit_disasm *d, const uint8_t *code, size_t n, uint64_t address,
	char *buf, size_t size);

#endif
