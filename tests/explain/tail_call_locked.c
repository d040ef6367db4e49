// SPDX-License-Identifier: BSD-2-Clause
// A tail call with a reference in hand.
#include "explain.h"

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 4);
} table SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e)
		return XDP_PASS;
	*e = 1;
#ifdef FIXED
	bpf_ringbuf_submit(e, 0);
	bpf_tail_call(ctx, &table, 0);
#else
	bpf_tail_call(ctx, &table, 0); /* refused */
	bpf_ringbuf_submit(e, 0);
#endif
	return XDP_PASS;
}
