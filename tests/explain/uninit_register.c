// SPDX-License-Identifier: BSD-2-Clause
// Assembly that reads a register nobody wrote.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u64 sum = 0;

#ifdef FIXED
	asm volatile("%0 += 7" : "+r"(sum));
#else
	asm volatile("%0 += r9" : "+r"(sum)); /* refused */
#endif
	return sum ? XDP_DROP : XDP_PASS;
}
