// SPDX-License-Identifier: BSD-2-Clause
// The way out inside of the RCU section.
#include "explain.h"

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("tc")
int prog(struct __sk_buff *skb)
{
	bpf_rcu_read_lock();
#ifdef FIXED
	bpf_rcu_read_unlock();
#endif
	return TC_ACT_OK; /* refused */
}
