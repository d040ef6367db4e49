// SPDX-License-Identifier: BSD-2-Clause
// A helper takes no pointer that may be NULL.
#include "../explain.h"

MAP(names, ARRAY, __u32, __u64, 4);
MAP(other, HASH, __u64, __u64, 4);

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = 1;
	__u64 *name = bpf_map_lookup_elem(&names, &key);

#ifdef FIXED
	if (!name)
		return XDP_PASS;
#endif
	return bpf_map_lookup_elem(&other, name) ? XDP_DROP : XDP_PASS; /* refused */
}
