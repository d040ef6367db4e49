// SPDX-License-Identifier: BSD-2-Clause
// Code that nothing leads to.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	int x = ctx->rx_queue_index;

#ifdef FIXED
	asm volatile("%0 += 1" : "+r"(x));
#else
	asm volatile("goto +1; %0 += 1" : "+r"(x)); /* refused */
#endif
	return x;
}
