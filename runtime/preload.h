/* SPDX-License-Identifier: BSD-2-Clause */
/* What maps and global variables hold before the first run (struct run_preload). */
#ifndef RUNTIME_PRELOAD_H
#define RUNTIME_PRELOAD_H

#include "kernel.h"

struct bpf_map;
struct vm;

/* Global variables, between open and load: .rodata is frozen then. False after a diagnosed error.
 */
bool preload_globals(struct kernel *k, struct bpf_map *m);
/* Other maps, after the load; diagnoses names of maps that are not there. */
bool preload_maps(struct kernel *k);
bool preload_vm(struct vm *vm);

#endif
