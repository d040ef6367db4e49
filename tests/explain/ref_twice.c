// SPDX-License-Identifier: BSD-2-Clause
// Released twice.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk;

	sk = bpf_sk_lookup_udp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
	if (!sk)
		return TC_ACT_OK;
	bpf_sk_release(sk);
#ifndef FIXED
	bpf_sk_release(sk); /* refused */
#endif
	return TC_ACT_OK;
}
