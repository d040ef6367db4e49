// SPDX-License-Identifier: BSD-2-Clause
// A pointer is multiplied.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u64 bits = (__u64)ctx;

#ifdef FIXED
	bits = ctx->rx_queue_index;
#endif
	bits *= 31; /* refused */
	return bits > 1000 ? XDP_DROP : XDP_PASS;
}
