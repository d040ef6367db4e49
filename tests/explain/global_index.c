// SPDX-License-Identifier: BSD-2-Clause
// A global array is a map value: the same rules.
#include "explain.h"

__u32 seen[8];

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 queue = ctx->rx_queue_index;

#ifdef FIXED
	if (queue >= 8)
		return XDP_PASS;
#else
	if (queue >= 80)
		return XDP_PASS;
#endif
	seen[queue] = 1; /* refused */
	return XDP_PASS;
}
