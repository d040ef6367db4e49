/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shows that corpus_behave sees what it is there to see. Compiled twice, with CHANGE 0 and 1: each
 * program but "alike" and "unstable" then differs in the one thing its name says.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

__u64 variable;

static int count(struct xdp_md *ctx, __u64 value)
{
	__u32 key = ctx->data_end - ctx->data;

	bpf_map_update_elem(&seen, &key, &value, BPF_ANY);
	return XDP_PASS;
}

SEC("xdp")
int alike(struct xdp_md *ctx)
{
	return count(ctx, 1);
}

SEC("xdp")
int unstable(struct xdp_md *ctx)
{
	return count(ctx, bpf_ktime_get_ns());
}

SEC("xdp")
int map(struct xdp_md *ctx)
{
	return count(ctx, 1 + CHANGE);
}

SEC("xdp")
int data(struct xdp_md *ctx)
{
	variable += 1 + CHANGE;
	return XDP_PASS;
}

SEC("tc")
int value(struct __sk_buff *skb)
{
	return skb->len == 60 ? TC_ACT_OK : TC_ACT_OK + CHANGE;
}

SEC("tc")
int packet(struct __sk_buff *skb)
{
	__u8 byte = 7 + CHANGE;

	return bpf_skb_store_bytes(skb, 5, &byte, sizeof(byte), 0);
}

SEC("tc")
int context(struct __sk_buff *skb)
{
	skb->mark = 1 + CHANGE;
	return 0;
}

SEC("xdp")
int length(struct xdp_md *ctx)
{
	return bpf_xdp_adjust_tail(ctx, 1 + CHANGE) ? XDP_ABORTED : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
