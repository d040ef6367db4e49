// SPDX-License-Identifier: BSD-2-Clause
// A header is read without any comparison with the packet's end.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;

#ifdef FIXED
	if ((void *)(eth + 1) > end)
		return XDP_PASS;
#endif
	if (eth->h_proto == bpf_htons(ETH_P_IP)) /* refused */
		return XDP_DROP;
	return data == end ? XDP_DROP : XDP_PASS;
}
