/* SPDX-License-Identifier: BSD-2-Clause */
/* .BTF and .BTF.ext of an object, as the sections' bytes. */
#ifndef BPF_BTF_EXT_H
#define BPF_BTF_EXT_H

#include "obj.h"

/* .BTF in the object's byte order; libbpf's until the BTF changes. NULL when libbpf refuses. */
const void *btf_raw(const struct bpf_obj *o, uint32_t *size);

/*
 * The section's bytes in the arena, NULL (*size 0) when the object has no BTF or nothing to say.
 * Strings are added to o->btf, so this comes before its data is taken. False when libbpf refuses.
 */
bool btf_ext_build(struct arena *a, const struct bpf_obj *o, void **data, size_t *size);

/* The same, and which words of it are offsets of instructions, ascending by `at`. */
struct btf_ext_place {
	uint32_t at; /* bytes from the section's start */
	uint32_t section, offset;
};
typedef VEC(struct btf_ext_place) btf_ext_places;
bool btf_ext_build_places(struct arena *a, const struct bpf_obj *o, void **data, size_t *size,
	btf_ext_places *places);

#endif
