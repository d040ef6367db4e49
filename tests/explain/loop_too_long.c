// SPDX-License-Identifier: BSD-2-Clause
// A million rounds are more than the verifier walks.
#include "explain.h"

#ifdef FIXED
#define ROUNDS 1000
#else
#define ROUNDS 10000000
#endif

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u64 sum = 0;

	for (__u32 i = 0; i < ROUNDS; i++) { /* refused */
		sum += i;
		asm volatile("" : "+r"(sum));
	}
	return sum & 1 ? XDP_DROP : XDP_PASS;
}
