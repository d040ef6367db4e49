// SPDX-License-Identifier: BSD-2-Clause
// A timer lives in a map's value.
#include "explain.h"

struct elem {
	struct bpf_timer t;
};
MAP(timers, ARRAY, __u32, struct elem, 1);

SEC("tc")
int prog(struct __sk_buff *skb)
{
#ifdef FIXED
	__u32 key = 0;
	struct elem *e = bpf_map_lookup_elem(&timers, &key);
#else
	struct elem on_stack = {}, *e = &on_stack;
#endif

	if (e)
		bpf_timer_init(&e->t, &timers, 1); /* refused */
	return TC_ACT_OK;
}
