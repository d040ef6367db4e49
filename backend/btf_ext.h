/* SPDX-License-Identifier: BSD-2-Clause */
/* .BTF.ext of an object. */
#ifndef BACKEND_BTF_EXT_H
#define BACKEND_BTF_EXT_H

#include "bpf/obj.h"

/*
 * The section's bytes in the arena, NULL (*size 0) when the object has no BTF or nothing to say.
 * Strings are added to o->btf, so this comes before its data is taken. False when libbpf refuses.
 */
bool btf_ext_build(struct arena *a, const struct bpf_obj *o, void **data, size_t *size);

#endif
