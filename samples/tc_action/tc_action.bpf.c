/* SPDX-License-Identifier: BSD-2-Clause */
/* A tc action: drops UDP to port 7 and lets the filter's other actions see the rest. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 2);
} tc_act_seen SEC(".maps");

SEC("action")
int drop_echo(struct __sk_buff *skb)
{
	void *data = (void *)(long)skb->data, *end = (void *)(long)skb->data_end;
	struct iphdr *ip = data + sizeof(struct ethhdr);
	struct udphdr *udp = (void *)(ip + 1);
	__u32 drop;
	__u64 *n;

	if (skb->protocol != bpf_htons(ETH_P_IP) || (void *)(udp + 1) > end ||
		ip->protocol != IPPROTO_UDP)
		return TC_ACT_UNSPEC;
	drop = udp->dest == bpf_htons(7);
	n = bpf_map_lookup_elem(&tc_act_seen, &drop);
	if (n)
		__sync_fetch_and_add(n, 1);
	return drop ? TC_ACT_SHOT : TC_ACT_UNSPEC;
}

char _license[] SEC("license") = "GPL";
