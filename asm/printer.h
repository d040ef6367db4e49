/* SPDX-License-Identifier: BSD-2-Clause */
/* An object being written as assembly text: ebpf_print.c the sections, ebpf_print_btf.c its BTF. */
#ifndef ASM_PRINTER_H
#define ASM_PRINTER_H

#include "asm.h"
#include "base/map.h"
#include "bpf/btf_ext.h"
#include "labels.h"

/* PRINT_START: an instruction or a word begins there. PRINT_LABEL: it needs a label of our own. */
enum { PRINT_START = 1, PRINT_LABEL = 2 };

struct printer {
	FILE *f;
	struct arena arena;
	const struct bpf_obj *o;
	enum insn_dialect dialect;
	struct labels labels;
	VEC(uint64_t)
	places;           /* (section, offset) that need a label of our own, ascending in the end */
	uint8_t **starts; /* by section, PRINT_* of each byte; NULL: a label can stand anywhere */
	struct map has_place; /* those of `places` that `starts` has no byte for */
	const struct obj_section *s;
	uint32_t section, reloc, line;
	const uint8_t *ext; /* .BTF.ext; NULL: none */
	size_t ext_size;
	btf_ext_places ext_places;
};

/* A label of our own at a place: asked for before anything is printed, it will stand there. */
const char *print_own_label(struct printer *w, uint32_t section, uint64_t offset);

/* Can a label stand there? */
bool print_is_start(const struct printer *w, uint32_t section, uint64_t offset);

/* Ask for the labels that print_btf names; print .BTF and .BTF.ext. */
void print_find_btf(struct printer *w);
void print_btf(struct printer *w);

#endif
