// SPDX-License-Identifier: BSD-2-Clause
// caps: -perfmon
// An address is stored where user space can read it.
#include "explain.h"

MAP(last, ARRAY, __u32, __u64, 1);

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *slot = bpf_map_lookup_elem(&last, &key);

	if (!slot)
		return TC_ACT_OK;
#ifdef FIXED
	*slot = skb->mark;
#else
	*slot = (__u64)skb; /* refused */
#endif
	return TC_ACT_OK;
}
