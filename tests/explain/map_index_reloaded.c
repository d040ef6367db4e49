// SPDX-License-Identifier: BSD-2-Clause
// The index that was checked is not the one that is used: it is read twice.
#include "explain.h"

struct slots {
	__u32 n[16];
};
MAP(table, ARRAY, __u32, struct slots, 1);
volatile __u32 wanted;

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	__u32 key = 0;
	struct slots *s = bpf_map_lookup_elem(&table, &key);
#ifdef FIXED
	__u32 i = wanted;

	if (!s || i >= 16)
		return XDP_PASS;
	s->n[i] = 1;
#else
	if (!s || wanted >= 16)
		return XDP_PASS;
	s->n[wanted] = 1; /* refused */
#endif
	return XDP_PASS;
}
