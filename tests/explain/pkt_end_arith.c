// SPDX-License-Identifier: BSD-2-Clause
// Arithmetic on the packet's end.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;

#ifdef FIXED
	if (data + 14 > end)
		return XDP_PASS;
#else
	asm volatile("%0 += -14" : "+r"(end)); /* refused */
	if (data > end)
		return XDP_PASS;
#endif
	return *(__u8 *)data ? XDP_DROP : XDP_PASS;
}
