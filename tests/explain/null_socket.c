// SPDX-License-Identifier: BSD-2-Clause
// A socket lookup may find none.
#include "explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk;
	__u32 mark;

	tuple.ipv4.dport = bpf_htons(80);
	sk = bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
#ifdef FIXED
	if (!sk)
		return TC_ACT_OK;
#endif
	mark = sk->mark; /* refused */
	bpf_sk_release(sk);
	return mark ? TC_ACT_SHOT : TC_ACT_OK;
}
