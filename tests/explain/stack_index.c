// SPDX-License-Identifier: BSD-2-Clause
// A variable index into an array on the stack.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	volatile __u8 buf[16] = {};
	__u32 i = ctx->rx_queue_index;

#ifdef FIXED
	if (i >= sizeof(buf))
		return XDP_PASS;
#else
	if (i >= 600)
		return XDP_PASS;
#endif
	buf[i] = 1; /* refused */
	return buf[3] ? XDP_DROP : XDP_PASS;
}
