// SPDX-License-Identifier: BSD-2-Clause
// A key of no bytes.
#include "explain.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
#ifdef FIXED
	__uint(max_entries, 1);
#endif
} table SEC(".maps"); /* refused */

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&table, &key) ? XDP_DROP : XDP_PASS;
}
