/* SPDX-License-Identifier: BSD-2-Clause */
/* What this process may do with bpf(2), and what it lacks. */
#ifndef RUNTIME_PRIVILEGE_H
#define RUNTIME_PRIVILEGE_H

#include "base/diag.h"

/* Can programs be loaded at all? False after an error that says what is missing. */
bool privilege_check(struct diags *ds);
/*
 * In words, what the process lacks to load programs of this type (enum bpf_prog_type); NULL:
 * nothing that can be seen. *how: how to get it. Both are constant or in the arena.
 */
const char *privilege_lacking(struct arena *a, uint32_t type, const char **how);

#endif
