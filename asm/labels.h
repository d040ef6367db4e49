/* SPDX-License-Identifier: BSD-2-Clause */
/* Names for places in an object: its symbols, sorted by place. */
#ifndef ASM_LABELS_H
#define ASM_LABELS_H

#include "bpf/obj.h"

struct label {
	uint32_t section, sym; /* sym: index in obj->syms */
	uint64_t offset;
};

struct labels {
	const struct bpf_obj *obj;
	VEC(struct label)
	v; /* ascending by section, offset; functions and globals last at one place */
};

struct labels labels_of(struct arena *a, const struct bpf_obj *o);
/* The first label at or after the place; labels->v.n when there is none. */
uint32_t labels_from(const struct labels *l, uint32_t section, uint64_t offset);
/* The best symbol exactly at the place; NULL. */
const struct obj_sym *label_at(const struct labels *l, uint32_t section, uint64_t offset);
/* The best symbol at or before the place in its section; NULL. */
const struct obj_sym *label_before(const struct labels *l, uint32_t section, uint64_t offset);

#endif
