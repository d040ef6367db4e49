// SPDX-License-Identifier: BSD-2-Clause
// The check covers the Ethernet header, the access is to the IP header.
#include "../explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *data_end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);

	if ((void *)(eth + 1) > data_end)
		return XDP_PASS;
#ifdef FIXED
	if ((void *)(ip + 1) > data_end)
		return XDP_PASS;
#endif
	if (ip->protocol == IPPROTO_TCP) /* refused */
		return XDP_DROP;
	return XDP_PASS;
}
