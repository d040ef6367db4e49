/* SPDX-License-Identifier: BSD-2-Clause */
/* The programs of an object, as libbpf finds them: global functions outside of .text. */
#ifndef RUNTIME_PROGS_H
#define RUNTIME_PROGS_H

#include "bpf/obj.h"

struct obj_prog {
	const char *name;
	uint32_t section;      /* index in obj->sections */
	uint32_t offset, size; /* bytes */
	uint32_t type;         /* enum bpf_prog_kind (bpf/prog.h) */
};

struct obj_progs {
	VEC(struct obj_prog) v; /* in the order of sections and offsets */
};

struct obj_progs progs_of(struct arena *a, const struct bpf_obj *o);
/*
 * enum bpf_prog_kind of a section's name. What libbpf does not know is taken by its beginning, as
 * loaders with tables of their own do: "xdp1" is XDP, "socket/3" a socket filter.
 */
uint32_t prog_type_of(const char *section);

#endif
