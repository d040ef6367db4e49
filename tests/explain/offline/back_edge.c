// SPDX-License-Identifier: BSD-2-Clause
// Before Linux 5.3, and still without CAP_BPF, no loop is taken.
#include "../explain.h"

SEC("socket")
int prog(struct __sk_buff *skb)
{
	__u32 sum = 0;

	for (__u32 i = 0; i < skb->len; i++) /* refused */
		sum += i;
	return sum;
}
