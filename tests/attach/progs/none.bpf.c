/* SPDX-License-Identifier: BSD-2-Clause */
/* Lets no packet through. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("socket")
int none(struct __sk_buff *skb)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
