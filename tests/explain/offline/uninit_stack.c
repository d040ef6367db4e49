// SPDX-License-Identifier: BSD-2-Clause
// A key whose padding was never written, before Linux 6.3.
#include "../explain.h"

struct key {
	__u8 proto;
	__u32 addr;
};
MAP(flows, HASH, struct key, __u64, 64);

SEC("tc")
int prog(struct __sk_buff *skb)
{
	struct key k;
	__u64 one = 1;

	k.proto = 6;
	k.addr = skb->ifindex;
	bpf_map_update_elem(&flows, &k, &one, BPF_ANY); /* refused */
	return TC_ACT_OK;
}
