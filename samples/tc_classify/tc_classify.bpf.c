/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A tc classifier on egress: sorts packets into classes by destination port, sets skb->priority,
 * and counts each class in a hash map that is filled as classes appear.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

enum class { CLASS_OTHER = 1, CLASS_DNS = 10, CLASS_BULK = 20 };

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 16);
} packets SEC(".maps");

static enum class classify(struct __sk_buff *skb) {
	struct udphdr udp; struct iphdr ip;

	if (bpf_skb_load_bytes(skb, ETH_HLEN, &ip, sizeof(ip)) ||
		ip.protocol != IPPROTO_UDP) return CLASS_OTHER;
	if (bpf_skb_load_bytes(skb, ETH_HLEN + ip.ihl * 4, &udp, sizeof(udp))) return CLASS_OTHER;
	switch (bpf_ntohs(udp.dest)){
		case 53 : return CLASS_DNS; case 5000 ... 5999 : return CLASS_BULK;
		default : return CLASS_OTHER;
	}
}

SEC("tc")
int tc_classify(struct __sk_buff *skb)
{
	__u32 class = classify(skb);
	__u64 one = 1, *count = bpf_map_lookup_elem(&packets, &class);

	skb->priority = class;
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		bpf_map_update_elem(&packets, &class, &one, BPF_NOEXIST);
	return TC_ACT_OK;
}

char _license[] SEC("license") = "GPL";
