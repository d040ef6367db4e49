// SPDX-License-Identifier: BSD-2-Clause
// A variable index into an array on the stack, without any bound.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	volatile __u8 buf[16] = {};
	__u64 i = skb->mark;

#ifdef FIXED
	i &= sizeof(buf) - 1;
#else
	i *= skb->hash;
#endif
	return buf[i]; /* refused */
}
