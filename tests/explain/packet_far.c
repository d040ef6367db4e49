// SPDX-License-Identifier: BSD-2-Clause
// An offset of 16 bits: the sum may be further from the packet's start than the kernel follows, so
// that the comparison, which is of the right pointer, proves nothing.
#include "explain.h"

struct header {
	__u16 length;
	__u8 kind;
};

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct header *first = data, *second;
	__u16 length;

	if ((void *)(first + 1) > end)
		return XDP_DROP;
	length = first->length;
#ifdef FIXED
	if (length > 1500)
		return XDP_DROP;
#endif
	second = data + length;
	if ((void *)(second + 1) > end)
		return XDP_DROP;
	return second->kind == 1 ? XDP_PASS : XDP_DROP; /* refused */
}
