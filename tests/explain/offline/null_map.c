// SPDX-License-Identifier: BSD-2-Clause
// What a map lookup returned is used without a check.
#include "../explain.h"

MAP(counts, ARRAY, __u32, __u64, 4);

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;
	__u64 *count = bpf_map_lookup_elem(&counts, &key);

#ifdef FIXED
	if (!count)
		return XDP_PASS;
#endif
	*count += 1; /* refused */
	return XDP_PASS;
}
