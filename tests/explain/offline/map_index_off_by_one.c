// SPDX-License-Identifier: BSD-2-Clause
// The comparison lets one index too many through.
#include "../explain.h"

struct slots {
	__u32 n[16];
};
MAP(table, ARRAY, __u32, struct slots, 1);

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = 0, i = ctx->rx_queue_index;
	struct slots *s = bpf_map_lookup_elem(&table, &key);

#ifdef FIXED
	if (!s || i >= 16)
#else
	if (!s || i > 16)
#endif
		return XDP_PASS;
	s->n[i]++; /* refused */
	return XDP_PASS;
}
