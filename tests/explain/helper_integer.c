// SPDX-License-Identifier: BSD-2-Clause
// An integer where the helper takes a pointer.
#include "explain.h"

MAP(counts, HASH, __u32, __u64, 4);

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;

#ifdef FIXED
	return bpf_map_lookup_elem(&counts, &key) ? XDP_DROP : XDP_PASS;
#else
	return bpf_map_lookup_elem(&counts, (void *)(long)key) ? XDP_DROP : XDP_PASS; /* refused */
#endif
}
