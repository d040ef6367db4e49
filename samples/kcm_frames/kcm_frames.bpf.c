/* SPDX-License-Identifier: BSD-2-Clause */
/* Cuts a TCP stream into messages: each begins with its length, two bytes in network order. */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

SEC("socket")
int message_length(struct __sk_buff *skb)
{
	__u16 length;

	if (bpf_skb_load_bytes(skb, 0, &length, sizeof(length)))
		return 0; /* more is needed */
	return bpf_ntohs(length) + sizeof(length);
}

char _license[] SEC("license") = "GPL";
