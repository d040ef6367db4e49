// SPDX-License-Identifier: BSD-2-Clause
// The pointer that a global function is given may be NULL: it is verified without its callers.
#include "explain.h"

struct flow {
	__u32 packets, bytes;
};

__attribute__((noinline)) int account(struct flow *f, int len)
{
#ifdef FIXED
	if (!f)
		return 0;
#endif
	f->packets++; /* refused */
	f->bytes += len;
	return f->packets;
}

SEC("tc")
int prog(struct __sk_buff *skb)
{
	struct flow f = {};

	return account(&f, skb->len) > 1;
}
