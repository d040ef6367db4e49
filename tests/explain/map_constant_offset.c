// SPDX-License-Identifier: BSD-2-Clause
// An offset past the end of the value.
#include "explain.h"

struct entry {
	__u64 hits;
	__u32 flags;
};
MAP(table, ARRAY, __u32, struct entry, 4);

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = 0;
	struct entry *e = bpf_map_lookup_elem(&table, &key);

	if (!e)
		return XDP_PASS;
#ifdef FIXED
	return e[0].hits ? XDP_DROP : XDP_PASS;
#else
	return e[1].hits ? XDP_DROP : XDP_PASS; /* refused */
#endif
}
