/* SPDX-License-Identifier: BSD-2-Clause */
/* A flow dissector, and who asks it: a tc program that wants the packet's hash. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

int dissected, hashed;

SEC("flow_dissector")
int dissect(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&dissected, 1);
	return BPF_OK;
}

SEC("tc/egress")
int ask(struct __sk_buff *skb)
{
	bpf_set_hash_invalid(skb);
	bpf_get_hash_recalc(skb);
	__sync_fetch_and_add(&hashed, 1);
	return TC_ACT_OK;
}

char _license[] SEC("license") = "GPL";
