/* SPDX-License-Identifier: BSD-2-Clause */
/* The first of two programs that share a map through bpffs: XDP marks which ports are wanted. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "shared_map.h"

SEC("xdp")
int count_arrivals(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);
	struct udphdr *udp = (void *)(ip + 1);

	if ((void *)(udp + 1) <= end && eth->h_proto == bpf_htons(ETH_P_IP) &&
		ip->protocol == IPPROTO_UDP)
		count(bpf_ntohs(udp->dest), 1, 0);
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
