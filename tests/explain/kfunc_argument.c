// SPDX-License-Identifier: BSD-2-Clause
// A kfunc wants a trusted pointer.
#include "explain.h"

struct task_struct {
	struct task_struct *last_wakee;
} __attribute__((preserve_access_index));
extern struct task_struct *bpf_task_acquire(struct task_struct *p) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

SEC("tp_btf/task_newtask")
int prog(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0], *got;

#ifndef FIXED
	task = task->last_wakee;
#endif
	got = bpf_task_acquire(task); /* refused */
	if (got)
		bpf_task_release(got);
	return 0;
}
