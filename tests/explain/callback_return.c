// SPDX-License-Identifier: BSD-2-Clause
// A callback of bpf_loop returns 0 (go on) or 1 (stop).
#include "explain.h"

static long each(__u32 i, __u64 *sum)
{
	*sum += i;
#ifdef FIXED
	return 0;
#else
	return 2; /* refused */
#endif
}

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u64 sum = 0;

	bpf_loop(skb->mark & 15, each, &sum, 0);
	return sum & 1;
}
