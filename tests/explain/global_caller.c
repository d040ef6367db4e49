// SPDX-License-Identifier: BSD-2-Clause
// A global function's pointer argument is checked where it is called.
#include "explain.h"

struct big {
	__u64 words[16];
};

__attribute__((noinline)) int count(struct big *b)
{
	return b ? b->words[15] != 0 : 0;
}

SEC("tc")
int prog(struct __sk_buff *skb)
{
#ifdef FIXED
	struct big b = {};
#else
	__u64 b = 0;
#endif

	return count((struct big *)&b); /* refused */
}
