/* SPDX-License-Identifier: BSD-2-Clause */
/* Two tc programs of one direction, the first lets the second go on; one of the other. Names begin
 * with TAG. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

#define PASTE(a, b)   a##b
#define NAME2(tag, x) PASTE(tag, x)
#define NAME(x)       NAME2(TAG, x)

int first, behind_first, out;

SEC("tc/ingress")
int NAME(_first)(struct __sk_buff *skb)
{
	first++;
	return TC_ACT_UNSPEC;
}

SEC("tc/ingress")
int NAME(_second)(struct __sk_buff *skb)
{
	behind_first = first;
	return TC_ACT_OK;
}

SEC("tc/egress")
int NAME(_out)(struct __sk_buff *skb)
{
	out++;
	return TC_ACT_OK;
}

char _license[] SEC("license") = "GPL";
