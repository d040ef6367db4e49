// SPDX-License-Identifier: BSD-2-Clause
// The index is bounded by a length field, not by the packet's end.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u32 sum = 0;

	if (data + 1 > end)
		return XDP_PASS;
	for (__u32 i = 0; i < 32 && i < data[0]; i++) {
#ifdef FIXED
		if (data + i + 1 > end)
			break;
#endif
		sum += data[i]; /* refused */
	}
	return sum & 1 ? XDP_DROP : XDP_PASS;
}
