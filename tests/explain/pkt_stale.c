// SPDX-License-Identifier: BSD-2-Clause
// The packet moved: pointers made before are void.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	struct ethhdr *eth = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;

	if ((void *)(eth + 1) > end)
		return XDP_PASS;
	if (bpf_xdp_adjust_head(ctx, -4))
		return XDP_PASS;
#ifdef FIXED
	eth = (void *)(long)ctx->data;
	end = (void *)(long)ctx->data_end;
	if ((void *)(eth + 1) > end)
		return XDP_PASS;
#endif
	eth->h_proto = 0; /* refused */
	return XDP_PASS;
}
