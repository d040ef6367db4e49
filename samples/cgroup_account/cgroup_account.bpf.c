/* SPDX-License-Identifier: BSD-2-Clause */
/* Accounts the traffic of one cgroup v2 group: packets and bytes in and out, in global variables.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 packets_in, bytes_in, packets_out, bytes_out;

SEC("cgroup_skb/ingress")
int account_in(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&packets_in, 1);
	__sync_fetch_and_add(&bytes_in, skb->len);
	return 1;
}

SEC("cgroup_skb/egress")
int account_out(struct __sk_buff *skb)
{
	__sync_fetch_and_add(&packets_out, 1);
	__sync_fetch_and_add(&bytes_out, skb->len);
	return 1;
}

char _license[] SEC("license") = "GPL";
