// SPDX-License-Identifier: BSD-2-Clause
// Each round leaves one more state to visit.
#include "explain.h"

#ifdef FIXED
#define ROUNDS 100
#else
#define ROUNDS 20000
#endif

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u64 sum = 0;

	for (__u32 i = 0; i < ROUNDS; i++) { /* refused */
		__u64 r = bpf_get_prandom_u32();

		if (r == i)
			break;
		sum += r;
	}
	return sum & 1;
}
