// SPDX-License-Identifier: BSD-2-Clause
// The program's licence is not the GPL's.
#define LICENSE "Proprietary"
#include "explain.h"

SEC("tp/syscalls/sys_enter_getpid")
int prog(void *ctx)
{
#ifdef FIXED
	return bpf_get_smp_processor_id() & 1;
#else
	__u64 x = 0;

	bpf_probe_read_kernel(&x, sizeof(x), ctx); /* refused */
	return x & 1;
#endif
}
