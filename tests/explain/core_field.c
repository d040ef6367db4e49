// SPDX-License-Identifier: BSD-2-Clause
// A member that the running kernel's struct does not have.
#include "explain.h"
#include <bpf/bpf_core_read.h>

struct task_struct {
	int pid;
	int no_such_member;
} __attribute__((preserve_access_index));

SEC("tp/syscalls/sys_enter_getpid")
int prog(void *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
#ifdef FIXED
	return BPF_CORE_READ(task, pid) == 1;
#else
	return BPF_CORE_READ(task, no_such_member) == 1; /* refused */
#endif
}
