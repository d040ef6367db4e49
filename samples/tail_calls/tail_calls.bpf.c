/* SPDX-License-Identifier: BSD-2-Clause */
/* A dispatcher that jumps to a program of its own for each protocol, by a program array. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int on_ipv4(struct xdp_md *ctx)
{
	return XDP_PASS;
}

SEC("xdp")
int on_ipv6(struct xdp_md *ctx)
{
	return XDP_DROP;
}

enum { IPV4, IPV6 };

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, int(struct xdp_md *));
} jumps SEC(".maps") = {
	.values = {[IPV4] = (void *)&on_ipv4, [IPV6] = (void *)&on_ipv6},
};

__u64 others;

SEC("xdp")
int dispatch(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;

	if ((void *)(eth + 1) > end)
		return XDP_ABORTED;
	if (eth->h_proto == bpf_htons(ETH_P_IP))
		bpf_tail_call(ctx, &jumps, IPV4);
	if (eth->h_proto == bpf_htons(ETH_P_IPV6))
		bpf_tail_call(ctx, &jumps, IPV6);
	/* No call returns: here are the others, and what an empty slot would leave. */
	__sync_fetch_and_add(&others, 1);
	return XDP_TX;
}

char _license[] SEC("license") = "GPL";
