// SPDX-License-Identifier: BSD-2-Clause
// An unlock without its lock.
#include "explain.h"

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

SEC("tc")
int prog(struct __sk_buff *skb)
{
#ifdef FIXED
	bpf_rcu_read_lock();
#endif
	bpf_rcu_read_unlock(); /* refused */
	return TC_ACT_OK;
}
