// SPDX-License-Identifier: BSD-2-Clause
// The key on the stack is smaller than the map's.
#include "explain.h"

struct key {
	__u64 a, b, c;
};
MAP(flows, HASH, struct key, __u64, 64);

SEC("tc")
int prog(struct __sk_buff *skb)
{
#ifdef FIXED
	struct key k = {skb->ifindex};
#else
	__u64 k = skb->ifindex;
#endif

	return bpf_map_lookup_elem(&flows, &k) ? TC_ACT_SHOT : TC_ACT_OK; /* refused */
}
