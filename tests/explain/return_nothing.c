// SPDX-License-Identifier: BSD-2-Clause
// Assembly that leaves before there is a result.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
#ifndef FIXED
	asm volatile("if r1 == 5 goto +1; exit" ::: "r0"); /* refused */
#endif
	return XDP_PASS;
}
