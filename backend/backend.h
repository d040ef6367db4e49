/* SPDX-License-Identifier: BSD-2-Clause */
/* The back end's facade: ir_module to bpf_obj, bpf_obj to ELF. */
#ifndef BACKEND_BACKEND_H
#define BACKEND_BACKEND_H

#include <stdio.h>

#include "bpf/obj.h"
#include "ir/ir.h"

struct backend_opts {
	unsigned cpu; /* 1..4 */
	unsigned opt_level;
	FILE *dump;           /* MIR dumps go here; NULL: none */
	const char *dump_mir; /* "isel", "ra", "emit", ...; "": each; NULL: none */
	bool ctx_store_imm;   /* the kernel takes a store-immediate to ctx (6.4 and later) */
	bool strict_align;    /* the machine refuses unaligned access to packets and map values */
	bool time;            /* report time by stage to stderr */
	bool keep_code; /* the module's functions stay, legalized; they are dropped otherwise */
};

/*
 * Compile. m->btf, when not NULL, goes to the object (which owns it then), completed by its
 * DATASECs. NULL after a diagnosed error (stack too large, too many arguments, jump too far, ...).
 */
struct bpf_obj *backend_compile(
	struct arena *a, struct diags *ds, struct ir_module *m, const struct backend_opts *opts);

/*
 * Add DWARF line tables (.debug_*) made of the object's line records: what llvm-objdump -S reads.
 * `dir`: what relative paths start from. An object without lines stays as it is.
 */
void backend_debug_lines(struct bpf_obj *o, const char *producer, const char *dir);

/* The ELF image in malloc'ed memory. False after a diagnosed error. */
bool backend_elf_image(struct diags *ds, const struct bpf_obj *o, void **image, size_t *size);
/* The same to a file: written beside it and renamed, so that a failure leaves what was there. */
bool backend_elf_write(struct diags *ds, const struct bpf_obj *o, const char *path);

#endif
