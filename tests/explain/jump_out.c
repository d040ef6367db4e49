// SPDX-License-Identifier: BSD-2-Clause
// A jump past the end of the program.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
#ifndef FIXED
	asm volatile("if r1 == 5 goto +90"); /* refused */
#endif
	return XDP_PASS;
}
