// SPDX-License-Identifier: BSD-2-Clause
// An index that may be anything.
#include "explain.h"

struct slots {
	__u32 n[16];
};
MAP(table, ARRAY, __u32, struct slots, 1);

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = 0, i = ctx->rx_queue_index;
	struct slots *s = bpf_map_lookup_elem(&table, &key);

	if (!s)
		return XDP_PASS;
#ifdef FIXED
	if (i >= 16)
		return XDP_PASS;
#endif
	s->n[i]++; /* refused */
	return XDP_PASS;
}
