// SPDX-License-Identifier: BSD-2-Clause
// A member of the context that is for reading only.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
#ifdef FIXED
	skb->mark = 1;
#else
	skb->ifindex = 1; /* refused */
#endif
	return TC_ACT_OK;
}
