// SPDX-License-Identifier: BSD-2-Clause
// no golden: which of its limits the verifier meets first hangs on the shape of the loop
// How often the loop goes round is the packet's choice.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	volatile __u64 sum = 0;
	__u64 n = skb->mark;

#ifdef FIXED
	if (n > 64)
		n = 64;
#endif
	for (__u64 i = 0; i < n; i++) /* refused */
		sum += i;
	return sum & 1;
}
