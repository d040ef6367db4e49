// SPDX-License-Identifier: BSD-2-Clause
// Atomic operations are not for packets.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u64 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

	if (data + 1 > end)
		return XDP_PASS;
#ifdef FIXED
	*data += 1;
#else
	__sync_fetch_and_add(data, 1); /* refused */
#endif
	return XDP_PASS;
}
