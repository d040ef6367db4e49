// SPDX-License-Identifier: BSD-2-Clause
// The kernel has no such function.
#include "explain.h"

extern int bpf_no_such_function(int x) __ksym;
extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("tc")
int prog(struct __sk_buff *skb)
{
#ifdef FIXED
	bpf_rcu_read_lock();
	bpf_rcu_read_unlock();
	return TC_ACT_OK;
#else
	return bpf_no_such_function(skb->mark); /* refused */
#endif
}
