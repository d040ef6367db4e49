// SPDX-License-Identifier: BSD-2-Clause
// A dynptr is read before it was made.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	struct bpf_dynptr p;
	__u32 x = 0;

#ifdef FIXED
	extern int bpf_dynptr_from_skb(struct __sk_buff * s, __u64 flags, struct bpf_dynptr * p)
		__ksym;

	bpf_dynptr_from_skb(skb, 0, &p);
#endif
	bpf_dynptr_read(&x, sizeof(x), &p, 0, 0); /* refused */
	return x & 1;
}
