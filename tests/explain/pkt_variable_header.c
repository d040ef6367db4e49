// SPDX-License-Identifier: BSD-2-Clause
// The IP header's length is read from the packet; what follows it needs a check of its own.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	struct udphdr *udp;

	if ((void *)(ip + 1) > end)
		return TC_ACT_OK;
	udp = (void *)ip + ip->ihl * 4;
#ifdef FIXED
	if ((void *)(udp + 1) > end)
		return TC_ACT_OK;
#endif
	if (udp->dest == bpf_htons(53)) /* refused */
		return TC_ACT_SHOT;
	return TC_ACT_OK;
}
