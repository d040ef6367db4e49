// SPDX-License-Identifier: BSD-2-Clause
// caps: -perfmon
// The address of the context as a result.
#include "explain.h"

SEC("socket")
int prog(struct __sk_buff *skb)
{
#ifdef FIXED
	return skb->mark;
#else
	long r = (long)skb;

	asm volatile("" : "+r"(r));
	return r; /* refused */
#endif
}
