// SPDX-License-Identifier: BSD-2-Clause
// No such variable in the kernel.
#include "explain.h"

#ifdef FIXED
extern const int cpu_number __ksym;
#else
extern const int no_such_variable __ksym;
#endif

SEC("tp/syscalls/sys_enter_getpid")
int prog(void *ctx)
{
#ifdef FIXED
	return bpf_get_smp_processor_id() & 1;
#else
	return *(const int *)bpf_this_cpu_ptr(&no_such_variable); /* refused */
#endif
}
