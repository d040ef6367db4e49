// SPDX-License-Identifier: BSD-2-Clause
// A word at an odd place of the stack. (In assembly: kbcc itself stores single bytes where it knows
// the place.)
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
#ifdef FIXED
	asm volatile("r1 = 0; *(u32 *)(r10 - 12) = r1" ::: "r1");
#else
	asm volatile("r1 = 0; *(u32 *)(r10 - 13) = r1" ::: "r1"); /* refused */
#endif
	return XDP_PASS;
}
