/* SPDX-License-Identifier: BSD-2-Clause */
/* A flow dissector of UDP over IPv4 and IPv6 without options. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

enum { FAR = 1000 };

static int ports(struct bpf_flow_keys *keys, struct udphdr *udp, void *end)
{
	if ((void *)(udp + 1) > end)
		return BPF_DROP;
	keys->sport = udp->source;
	keys->dport = udp->dest;
	return BPF_OK;
}

static int ipv4(struct bpf_flow_keys *keys, struct iphdr *ip, void *end)
{
	if ((void *)(ip + 1) > end)
		return BPF_DROP;
	keys->addr_proto = ETH_P_IP;
	keys->ip_proto = ip->protocol;
	keys->ipv4_src = ip->saddr;
	keys->ipv4_dst = ip->daddr;
	keys->thoff = keys->nhoff + sizeof(*ip);
	return ports(keys, (void *)(ip + 1), end);
}

static int ipv6(struct bpf_flow_keys *keys, struct ipv6hdr *ip, void *end)
{
	if ((void *)(ip + 1) > end)
		return BPF_DROP;
	keys->addr_proto = ETH_P_IPV6;
	keys->ip_proto = ip->nexthdr;
	__builtin_memcpy(keys->ipv6_src, &ip->saddr, 32);
	keys->flow_label = bpf_htonl(0xabcde);
	keys->thoff = 65535; /* the kernel keeps it within the packet */
	return ports(keys, (void *)(ip + 1), end);
}

SEC("flow_dissector")
int dissect(struct __sk_buff *skb)
{
	struct bpf_flow_keys *keys = skb->flow_keys;
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;

	if (keys->nhoff > FAR)
		return BPF_DROP;
	if (keys->n_proto == bpf_htons(ETH_P_IP))
		return ipv4(keys, data + keys->nhoff, end);
	if (keys->n_proto == bpf_htons(ETH_P_IPV6))
		return ipv6(keys, data + keys->nhoff, end);
	return BPF_FLOW_DISSECTOR_CONTINUE;
}

char _license[] SEC("license") = "GPL";
