// SPDX-License-Identifier: BSD-2-Clause
// A slice may be NULL.
#include "explain.h"

extern int bpf_dynptr_from_xdp(struct xdp_md *x, __u64 flags, struct bpf_dynptr *p) __ksym;
extern void *bpf_dynptr_slice(
	const struct bpf_dynptr *p, __u32 offset, void *buffer, __u32 buffer__szk) __ksym;

SEC("xdp")
int prog(struct xdp_md *ctx)
{
	struct bpf_dynptr p;
	struct ethhdr buf, *eth;

	if (bpf_dynptr_from_xdp(ctx, 0, &p))
		return XDP_PASS;
	eth = bpf_dynptr_slice(&p, 0, &buf, sizeof(buf));
#ifdef FIXED
	if (!eth)
		return XDP_PASS;
#endif
	return eth->h_proto ? XDP_DROP : XDP_PASS; /* refused */
}
