// SPDX-License-Identifier: BSD-2-Clause
// A kfunc that acquires may return NULL.
#include "explain.h"

struct task_struct {
	int pid;
} __attribute__((preserve_access_index));
extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int prog(__u64 *ctx)
{
	struct task_struct *init = bpf_task_from_pid(1);
	int pid;

#ifdef FIXED
	if (!init)
		return 0;
#endif
	pid = init->pid; /* refused */
	bpf_task_release(init);
	return pid == 2;
}
