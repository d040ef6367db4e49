// SPDX-License-Identifier: BSD-2-Clause
// A tail call through a map of another kind.
#include "explain.h"

#ifdef FIXED
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 4);
} table SEC(".maps");
#else
MAP(table, ARRAY, __u32, __u32, 4);
#endif

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	bpf_tail_call(ctx, &table, 0); /* refused */
	return XDP_PASS;
}
