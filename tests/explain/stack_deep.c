// SPDX-License-Identifier: BSD-2-Clause
// Assembly below the 512 bytes of a frame.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
#ifdef FIXED
	asm volatile("r1 = 0; *(u64 *)(r10 - 512) = r1" ::: "r1");
#else
	asm volatile("r1 = 0; *(u64 *)(r10 - 520) = r1" ::: "r1"); /* refused */
#endif
	return XDP_PASS;
}
