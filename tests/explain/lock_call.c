// SPDX-License-Identifier: BSD-2-Clause
// With a lock held no helper may be called.
#include "explain.h"

struct account {
	struct bpf_spin_lock lock;
	__u64 balance;
};
MAP(accounts, ARRAY, __u32, struct account, 1);

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 now;
	struct account *a = bpf_map_lookup_elem(&accounts, &key);

	if (!a)
		return TC_ACT_OK;
#ifdef FIXED
	now = bpf_ktime_get_ns();
	bpf_spin_lock(&a->lock);
#else
	bpf_spin_lock(&a->lock);
	now = bpf_ktime_get_ns(); /* refused */
#endif
	a->balance += now;
	bpf_spin_unlock(&a->lock);
	return TC_ACT_OK;
}
