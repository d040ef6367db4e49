// SPDX-License-Identifier: BSD-2-Clause
// A helper of Linux 5.17 on an older kernel.
#include "../explain.h"

static long each(__u32 i, void *state)
{
	return 0;
}

SEC("tc")
int prog(struct __sk_buff *skb)
{
	return bpf_loop(skb->mark & 15, each, 0, 0) & 1; /* refused */
}
