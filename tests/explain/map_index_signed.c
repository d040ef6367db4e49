// SPDX-License-Identifier: BSD-2-Clause
// A signed index has an upper bound and no lower one.
#include "explain.h"

struct slots {
	__u32 n[16];
};
MAP(table, ARRAY, __u32, struct slots, 1);

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u32 key = 0;
	long i = (int)skb->mark;
	struct slots *s = bpf_map_lookup_elem(&table, &key);

#ifdef FIXED
	if (!s || i >= 16 || i < 0)
#else
	if (!s || i >= 16)
#endif
		return TC_ACT_OK;
	s->n[i]++; /* refused */
	return TC_ACT_OK;
}
