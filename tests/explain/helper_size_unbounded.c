// SPDX-License-Identifier: BSD-2-Clause
// The size may be larger than the buffer.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u8 buf[32] = {};
	__u32 n = skb->mark;

#ifdef FIXED
	if (n > sizeof(buf) || n == 0)
		return TC_ACT_OK;
#else
	if (n > 64 || n == 0)
		return TC_ACT_OK;
#endif
	bpf_skb_load_bytes(skb, 0, buf, n); /* refused */
	return buf[0];
}
