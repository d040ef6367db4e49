/* SPDX-License-Identifier: BSD-2-Clause */
/* Small steps through BTF that has been checked (btf_check.c). */
#ifndef RUNTIME_BTF_WALK_H
#define RUNTIME_BTF_WALK_H

#include <stdint.h>

#include <bpf/btf.h>

/* The type behind const, volatile, restrict, type tags, typedefs and a variable; *id becomes its.
 */
static inline const struct btf_type *btf_strip(const struct btf *btf, uint32_t *id)
{
	const struct btf_type *t = btf__type_by_id(btf, *id);

	while (t && (btf_is_mod(t) || btf_is_typedef(t) || btf_is_type_tag(t) || btf_is_var(t))) {
		*id = t->type;
		t = btf__type_by_id(btf, *id);
	}
	return t;
}

#endif
