// SPDX-License-Identifier: BSD-2-Clause
// A helper is given packet bytes that nobody checked.
#include "explain.h"

MAP(seen, HASH, __u32, __u64, 64);

SEC("tc")
int prog(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);

#ifdef FIXED
	if ((void *)(ip + 1) > end)
		return TC_ACT_OK;
#endif
	if (bpf_map_lookup_elem(&seen, &ip->saddr)) /* refused */
		return TC_ACT_SHOT;
	return data == end;
}
