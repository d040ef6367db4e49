// SPDX-License-Identifier: BSD-2-Clause
// The frame pointer is for reading.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
#ifdef FIXED
	asm volatile("r1 = r10; r1 += -8" ::: "r1");
#else
	asm volatile("r10 += -8"); /* refused */
#endif
	return XDP_PASS;
}
