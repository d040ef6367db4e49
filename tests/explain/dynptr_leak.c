// SPDX-License-Identifier: BSD-2-Clause
// A reservation as dynptr must be ended too.
#include "explain.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("tc")
int prog(struct __sk_buff *skb)
{
	struct bpf_dynptr p;
	__u32 x = 1;

	bpf_ringbuf_reserve_dynptr(&events, 8, 0, &p);
	bpf_dynptr_write(&p, 0, &x, sizeof(x), 0);
#ifdef FIXED
	bpf_ringbuf_submit_dynptr(&p, 0);
#endif
	return TC_ACT_OK; /* refused */
}
