// SPDX-License-Identifier: BSD-2-Clause
// A write behind what was checked.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u8 *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

#ifdef FIXED
	if (data + 24 > end)
#else
	if (data + 20 > end)
#endif
		return TC_ACT_OK;
	data[23] = 64; /* refused */
	return TC_ACT_OK;
}
