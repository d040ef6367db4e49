// SPDX-License-Identifier: BSD-2-Clause
// A word at an odd place of the stack.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	volatile char buf[16] __attribute__((aligned(8))) = {};

#ifdef FIXED
	*(volatile __u32 *)(buf + 4) = ctx->rx_queue_index;
#else
	*(volatile __u32 *)(buf + 3) = ctx->rx_queue_index; /* refused */
#endif
	return buf[5] ? XDP_DROP : XDP_PASS;
}
