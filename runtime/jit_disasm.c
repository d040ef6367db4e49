/* SPDX-License-Identifier: BSD-2-Clause */
/* See jit_disasm.h. KBCC_LIBLLVM is the name under which the library of the headers is loaded. */
#include "jit_disasm.h"

#ifdef KBCC_LIBLLVM

#include <dlfcn.h>
#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>
#include <stdlib.h>

#if defined(__x86_64__)
#define MACHINE "X86"
#define TRIPLE  "x86_64-linux-gnu"
#elif defined(__aarch64__)
#define MACHINE "AArch64"
#define TRIPLE  "aarch64-linux-gnu"
#elif defined(__riscv)
#define MACHINE "RISCV"
#define TRIPLE  "riscv64-linux-gnu"
#elif defined(__s390x__)
#define MACHINE "SystemZ"
#define TRIPLE  "s390x-linux-gnu"
#else
#define MACHINE ""
#define TRIPLE  ""
#endif

struct jit_disasm {
	void *library;
	LLVMDisasmContextRef context;
	__typeof__(&LLVMDisasmInstruction) insn;
	__typeof__(&LLVMDisasmDispose) dispose;
};

static int initialize(void *library)
{
	static const char *const names[] = {"LLVMInitialize" MACHINE "TargetInfo",
		"LLVMInitialize" MACHINE "TargetMC", "LLVMInitialize" MACHINE "Disassembler"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		void (*f)(void) = (void (*)(void))dlsym(library, names[i]);

		if (!f)
			return 0;
		f();
	}
	return 1;
}

struct jit_disasm *jit_disasm_open(void)
{
	struct jit_disasm *d = calloc(1, sizeof(*d));
	__typeof__(&LLVMCreateDisasm) create;

	if (!d)
		return NULL;
	d->library = dlopen(KBCC_LIBLLVM, RTLD_NOW | RTLD_LOCAL);
	if (d->library && initialize(d->library)) {
		create = (__typeof__(create))dlsym(d->library, "LLVMCreateDisasm");
		d->insn = (__typeof__(d->insn))dlsym(d->library, "LLVMDisasmInstruction");
		d->dispose = (__typeof__(d->dispose))dlsym(d->library, "LLVMDisasmDispose");
		if (create && d->insn && d->dispose)
			d->context = create(TRIPLE, NULL, 0, NULL, NULL);
	}
	if (d->context)
		return d;
	jit_disasm_close(d);
	return NULL;
}

void jit_disasm_close(struct jit_disasm *d)
{
	if (!d)
		return;
	if (d->context)
		d->dispose(d->context);
	if (d->library)
		dlclose(d->library);
	free(d);
}

size_t jit_disasm_insn(struct jit_disasm *d, const uint8_t *code, size_t n, uint64_t address,
	char *buf, size_t size)
{
	return d->insn(d->context, (uint8_t *)code, n, address, buf, size);
}

#else

struct jit_disasm *jit_disasm_open(void)
{
	return NULL;
}

void jit_disasm_close(struct jit_disasm *d) {}

size_t jit_disasm_insn(struct jit_disasm *d, const uint8_t *code, size_t n, uint64_t address,
	char *buf, size_t size)
{
	return 0;
}

#endif
