// SPDX-License-Identifier: BSD-2-Clause
// A ring buffer's helper and an array.
#include "explain.h"

#ifdef FIXED
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");
#else
MAP(events, ARRAY, __u32, __u64, 4);
#endif

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u64 x = 0;

	bpf_ringbuf_output(&events, &x, sizeof(x), 0); /* refused */
	return XDP_PASS;
}
