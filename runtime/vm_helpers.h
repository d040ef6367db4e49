/* SPDX-License-Identifier: BSD-2-Clause */
/* Helpers of the VM: arguments in vm->r[1..5], the result through help_return. See vm_helpers.def.
 */
#ifndef RUNTIME_VM_HELPERS_H
#define RUNTIME_VM_HELPERS_H

#include "vm.h"

#define V(name) bool help_##name(struct vm *vm);
#include "vm_helpers.def"
#undef V

/* Sets r0; true, for `return help_return(...)`. */
static inline bool help_return(struct vm *vm, int64_t v)
{
	vm->r[0] = (uint64_t)v;
	return true;
}

#endif
