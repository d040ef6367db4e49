// SPDX-License-Identifier: BSD-2-Clause
// The first argument is no map.
#include "explain.h"

MAP(counts, HASH, __u32, __u64, 4);

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = 0;
	void *map = &counts;

#ifndef FIXED
	map = &key;
	asm volatile("" : "+r"(map));
#endif
	return bpf_map_lookup_elem(map, &key) ? XDP_DROP : XDP_PASS; /* refused */
}
