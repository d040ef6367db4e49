/* SPDX-License-Identifier: BSD-2-Clause */
/* The second: tc on the way out counts in the same map, as another program of another object. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "shared_map.h"

SEC("tcx/egress")
int count_departures(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);
	struct udphdr *udp = (void *)(ip + 1);

	if ((void *)(udp + 1) <= end && eth->h_proto == bpf_htons(ETH_P_IP) &&
		ip->protocol == IPPROTO_UDP)
		count(bpf_ntohs(udp->dest), 0, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
