// SPDX-License-Identifier: BSD-2-Clause
// Nine frames are one too many.
#include "explain.h"

#define CALL(name, next)                                                 \
	__attribute__((noinline)) static int name(struct __sk_buff *skb) \
	{                                                                \
		return next(skb) + (skb->mark & 1);                      \
	}
__attribute__((noinline)) static int f8(struct __sk_buff *skb)
{
	return skb->len & 1;
}
CALL(f7, f8) /* refused */
CALL(f6, f7)
CALL(f5, f6)
CALL(f4, f5)
CALL(f3, f4)
CALL(f2, f3)
#ifdef FIXED
CALL(f1, f3)
#else
CALL(f1, f2)
#endif

SEC("tc")
int prog(struct __sk_buff *skb)
{
	return f1(skb) + f2(skb);
}
