// SPDX-License-Identifier: BSD-2-Clause
// The context's offsets must be constants.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u32 i = skb->mark & 3;

#ifdef FIXED
	if (i == 1)
		return skb->cb[1];
	return skb->cb[0];
#else
	return skb->cb[i]; /* refused */
#endif
}
