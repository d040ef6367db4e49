// SPDX-License-Identifier: BSD-2-Clause
// The branches of the check are exchanged: the access is where the packet is too short.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u8 *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;

#ifdef FIXED
	if (data + 14 <= end) {
#else
	if (data + 14 > end) {
#endif
		if (data[13] == 8) /* refused */
			return XDP_DROP;
	}
	return XDP_PASS;
}
