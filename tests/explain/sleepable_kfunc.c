// SPDX-License-Identifier: BSD-2-Clause
// What may sleep is not for programs that may not.
#include "explain.h"

extern int bpf_copy_from_user_str(void *dst, __u32 dst__sz, const void *src, __u64 flags) __ksym;

SEC("tp/syscalls/sys_enter_open")
int prog(__u64 *ctx)
{
	char name[16] = {};

#ifdef FIXED
	bpf_probe_read_user_str(name, sizeof(name), (void *)ctx[2]);
#else
	bpf_copy_from_user_str(name, sizeof(name), (void *)ctx[2], 0); /* refused */
#endif
	return name[0];
}
