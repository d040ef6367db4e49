// SPDX-License-Identifier: BSD-2-Clause
// The way out with the lock held.
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
	struct account *a = bpf_map_lookup_elem(&accounts, &key);

	if (!a)
		return TC_ACT_OK;
	bpf_spin_lock(&a->lock);
	a->balance += skb->len;
#ifdef FIXED
	bpf_spin_unlock(&a->lock);
#endif
	return TC_ACT_OK; /* refused */
}
