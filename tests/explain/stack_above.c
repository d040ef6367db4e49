// SPDX-License-Identifier: BSD-2-Clause
// Above the frame pointer there is nothing.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	volatile __u64 x = 1;
	__u64 got;

#ifdef FIXED
	got = x;
#else
	asm volatile("%0 = *(u64 *)(r10 + 8)" : "=r"(got)); /* refused */
#endif
	return got ? XDP_DROP : XDP_PASS;
}
