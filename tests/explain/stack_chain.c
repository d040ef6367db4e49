// SPDX-License-Identifier: BSD-2-Clause
// Each function's stack is small enough, together they are not. (In assembly: kbcc itself counts
// what it lays out.)
#include "explain.h"

#ifdef FIXED
#define FILL() asm volatile("r1 = 0; *(u64 *)(r10 - 64) = r1" ::: "r1")
#else
#define FILL() asm volatile("r1 = 0; *(u64 *)(r10 - 240) = r1" ::: "r1")
#endif

__attribute__((noinline)) static int inner(struct __sk_buff *skb)
{
	FILL();
	return skb->len;
}

__attribute__((noinline)) static int middle(struct __sk_buff *skb)
{
	FILL();
	return skb->mark + inner(skb); /* refused */
}

SEC("tc")
int prog(struct __sk_buff *skb)
{
	FILL();
	return middle(skb);
}
