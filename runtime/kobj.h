/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's programs and maps, found by what a person says. */
#ifndef RUNTIME_KOBJ_H
#define RUNTIME_KOBJ_H

#include "runtime.h"

struct bpf_map_info;
struct bpf_prog_info;

/* Calls `each` for what `ref` names (NULL: all), with a descriptor that is good during the call.
 * False after a diagnosed error: nothing is named so, no privileges. */
typedef bool kobj_fn(void *ctx, int fd);
bool kobj_each(struct arena *a, struct diags *ds, enum kernel_objects kind,
	const struct kobj_ref *ref, kobj_fn *each, void *ctx);
/* The only one; its owner is the caller. -1 after a diagnosed error. */
int kobj_open(
	struct arena *a, struct diags *ds, enum kernel_objects kind, const struct kobj_ref *ref);

#endif
