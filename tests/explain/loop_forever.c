// SPDX-License-Identifier: BSD-2-Clause
// Nothing in the loop changes.
#include "explain.h"

SEC("xdp")
int prog(struct xdp_md *ctx)
{
#ifdef FIXED
	for (int i = 0; i < 10; i++) {
#else
	for (;;) {
#endif
		asm volatile("r0 = 0" ::: "r0"); /* refused */
	}
	return XDP_PASS;
}
