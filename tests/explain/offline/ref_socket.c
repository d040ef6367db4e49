// SPDX-License-Identifier: BSD-2-Clause
// A socket that is not given back on one way out.
#include "../explain.h"

SEC("tc")
int prog(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk;

	sk = bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), BPF_F_CURRENT_NETNS, 0);
	if (!sk)
		return TC_ACT_OK;
	if (skb->mark == 7) {
#ifdef FIXED
		bpf_sk_release(sk);
#endif
		return TC_ACT_SHOT; /* refused */
	}
	bpf_sk_release(sk);
	return TC_ACT_OK;
}
