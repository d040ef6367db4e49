// SPDX-License-Identifier: BSD-2-Clause
// A record is used after it was submitted.
#include "explain.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} events SEC(".maps");

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	volatile __u64 *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);

	if (!e)
		return XDP_PASS;
#ifdef FIXED
	*e = 1;
#endif
	bpf_ringbuf_submit((void *)e, 0);
#ifndef FIXED
	*e = 1; /* refused */
#endif
	return XDP_PASS;
}
