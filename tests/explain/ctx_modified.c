// SPDX-License-Identifier: BSD-2-Clause
// A helper needs the context itself, not a pointer into it.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u8 byte = 0;
	char *p = (char *)skb;

#ifndef FIXED
	p += 8;
#endif
	asm volatile("" : "+r"(p));
	bpf_skb_load_bytes(p, 0, &byte, 1); /* refused */
	return byte;
}
