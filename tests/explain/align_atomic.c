// SPDX-License-Identifier: BSD-2-Clause
// An atomic operation on a packed member.
#include "explain.h"

struct record {
	char kind;
#ifdef FIXED
	char pad[7];
#endif
	__u64 n;
} __attribute__((packed));
MAP(records, ARRAY, __u32, struct record, 1);

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = 0;
	struct record *r = bpf_map_lookup_elem(&records, &key);

	if (!r)
		return XDP_PASS;
	__sync_fetch_and_add(&r->n, 1); /* refused */
	return XDP_PASS;
}
