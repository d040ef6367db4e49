// SPDX-License-Identifier: BSD-2-Clause
/* What the tools are given: two programs, maps, each kind of global data, a function of another
 * object. */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "shared.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, struct seen);
} seen SEC(".maps");

const volatile __u16 dropped = 0x86dd;
__u64 total;
int factor = 3;

SEC("xdp") int count_xdp(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *eth = data;
	__u32 key = 0;
	struct seen *s = bpf_map_lookup_elem(&seen, &key);

	if ((void *)(eth + 1) > end)
		return XDP_PASS;
	if (s) {
		s->packets++;
		s->bytes += weigh(end - data, factor);
	}
	__sync_fetch_and_add(&total, 1);
	return bpf_ntohs(eth->h_proto) == dropped ? XDP_DROP : XDP_PASS;
}

SEC("tc") int count_tc(struct __sk_buff *skb)
{
	__u32 key = 1;
	struct seen *s = bpf_map_lookup_elem(&seen, &key);

	if (s)
		s->bytes += skb->len;
	return TC_ACT_OK;
}

char _license[] SEC("license") = "GPL";
