// SPDX-License-Identifier: BSD-2-Clause
// Two lookups, and the check is of the other one.
#include "explain.h"

struct pair {
	__u64 rx, tx;
};
MAP(local, HASH, __u32, struct pair, 4);
MAP(remote, HASH, __u32, struct pair, 4);

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u32 key = skb->ifindex;
	struct pair *from = bpf_map_lookup_elem(&local, &key);
	struct pair *to = bpf_map_lookup_elem(&remote, &key);

#ifdef FIXED
	if (!from || !to)
#else
	if (!from)
#endif
		return TC_ACT_OK;
	from->tx += skb->len;
	to->rx += skb->len; /* refused */
	return TC_ACT_OK;
}
