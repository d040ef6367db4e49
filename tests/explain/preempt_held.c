// SPDX-License-Identifier: BSD-2-Clause
// Preemption stays off.
#include "explain.h"

extern void bpf_preempt_disable(void) __ksym;
extern void bpf_preempt_enable(void) __ksym;

SEC("tc")
int prog(struct __sk_buff *skb)
{
	bpf_preempt_disable();
#ifdef FIXED
	bpf_preempt_enable();
#endif
	return TC_ACT_OK; /* refused */
}
