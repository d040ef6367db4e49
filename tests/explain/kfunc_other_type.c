// SPDX-License-Identifier: BSD-2-Clause
// A kfunc of tracing programs in a socket filter.
#include "explain.h"

struct task_struct {
	int pid;
};
extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
extern void bpf_task_release(struct task_struct *p) __ksym;

#ifdef FIXED
SEC("tp_btf/task_newtask")
int prog(__u64 *ctx)
#else
SEC("socket")
int prog(struct __sk_buff *skb)
#endif
{
	struct task_struct *init = bpf_task_from_pid(1); /* refused */

	if (!init)
		return 0;
	bpf_task_release(init);
	return 0;
}
