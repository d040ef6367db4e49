// SPDX-License-Identifier: BSD-2-Clause
// A reservation that is neither submitted nor discarded.
#include "explain.h"

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
	*e = ctx->rx_queue_index;
#ifdef FIXED
	bpf_ringbuf_submit(e, 0);
#endif
	return XDP_PASS; /* refused */
}
