// SPDX-License-Identifier: BSD-2-Clause
// Constants cannot be written.
#include "explain.h"

#ifdef FIXED
volatile __u32 limit = 7;
#else
const volatile __u32 limit = 7;
#endif

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	if (limit == ctx->rx_queue_index)
		*(volatile __u32 *)&limit = 8; /* refused */
	return XDP_PASS;
}
