// SPDX-License-Identifier: BSD-2-Clause
// The lock itself is not for reading.
#include "explain.h"

struct account {
	struct bpf_spin_lock lock;
	__u32 balance;
};
MAP(accounts, ARRAY, __u32, struct account, 1);

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u32 key = 0;
	struct account *a = bpf_map_lookup_elem(&accounts, &key);

	if (!a)
		return TC_ACT_OK;
#ifdef FIXED
	return a->balance & 1;
#else
	return a->lock.val & 1; /* refused */
#endif
}
