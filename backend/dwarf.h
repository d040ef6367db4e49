/* SPDX-License-Identifier: BSD-2-Clause */
/* What makes DWARF sections: dwarf.c (lines, the unit) and dwarf_types.c (types). */
#ifndef BACKEND_DWARF_H
#define BACKEND_DWARF_H

#include "backend.h"

/* Codes of the abbreviations. */
enum dwarf_die {
	DIE_END,
#define DIE(name, ...) DIE_##name,
#include "dwarf.def"
#undef DIE
};

/* One section in the making. */
struct dwarf {
	struct bpf_obj *o;
	struct arena *a;
	VEC(uint8_t) out;
	VEC(struct obj_reloc) relocs;
	VEC(const char *) files;
	struct map file_of; /* path (the pointer) -> number */
};

/* `bytes` of v in the object's byte order; text with its zero; LEB128. */
void dwarf_put(struct dwarf *d, uint64_t v, unsigned bytes);
void dwarf_string(struct dwarf *d, const char *s);
void dwarf_uleb(struct dwarf *d, uint64_t v);
void dwarf_sleb(struct dwarf *d, int64_t v);

/* The types of the object's BTF, as children of the unit that d->out begins with. */
void dwarf_types(struct dwarf *d);

#endif
