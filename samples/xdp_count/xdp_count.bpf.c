/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * XDP: counts packets by IP protocol and drops UDP to port 9 (discard) before the kernel has made
 * an sk_buff of it. Each header is checked against data_end before it is read.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct counter {
	__u64 passed, dropped, bytes;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, __u32);
	__type(value, struct counter);
	__uint(max_entries, 256);
} counters SEC(".maps");

static __always_inline int verdict(struct iphdr *ip, void *end)
{
	struct udphdr *udp = (void *)ip + ip->ihl * 4;

	if (ip->protocol != IPPROTO_UDP || (void *)(udp + 1) > end)
		return XDP_PASS;
	return udp->dest == bpf_htons(9) ? XDP_DROP : XDP_PASS;
}

SEC("xdp")
int xdp_count(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	struct iphdr *ip = (void *)(eth + 1);
	struct counter *c;
	__u32 protocol;
	int action;

	if ((void *)(ip + 1) > end || eth->h_proto != bpf_htons(ETH_P_IP))
		return XDP_PASS;
	action = verdict(ip, end);
	protocol = ip->protocol;
	c = bpf_map_lookup_elem(&counters, &protocol);
	if (!c)
		return action;
	if (action == XDP_DROP)
		c->dropped++;
	else
		c->passed++;
	c->bytes += end - data;
	return action;
}

char _license[] SEC("license") = "GPL";
