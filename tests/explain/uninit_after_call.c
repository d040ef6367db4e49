// SPDX-License-Identifier: BSD-2-Clause
// A call leaves nothing in r1 to r5.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	__u64 len;

	asm volatile("r1 = 1; call %1;" /* refused */
#ifdef FIXED
		     "r1 = 2;"
#endif
		     "%0 = r1"
		     : "=r"(len)
		     : "i"(BPF_FUNC_ktime_get_ns)
		     : "r0", "r1", "r2", "r3", "r4", "r5");
	return len == 2;
}
