// SPDX-License-Identifier: BSD-2-Clause
// An offset is added to the result of a lookup before it is checked.
#include "explain.h"

struct record {
	__u64 head;
	__u64 body[4];
};
MAP(records, HASH, __u32, struct record, 4);

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = ctx->rx_queue_index;
	struct record *r = bpf_map_lookup_elem(&records, &key);
	__u64 *slot;

#ifdef FIXED
	if (!r)
		return XDP_PASS;
#endif
	slot = r->body; /* refused */
	asm volatile("" : "+r"(slot));
	if (!slot)
		return XDP_PASS;
	return *slot ? XDP_DROP : XDP_PASS;
}
