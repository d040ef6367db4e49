/* SPDX-License-Identifier: BSD-2-Clause */
/* TCP connections of a cgroup go into a sockmap, whose programs see what is sent and what arrives.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} connections SEC(".maps");

__u32 n_connections;
__u64 messages, message_bytes, segments, segment_bytes;

SEC("sockops")
int put(struct bpf_sock_ops *ops)
{
	__u32 key = n_connections;

	if (ops->op != BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB &&
		ops->op != BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB)
		return 0;
	if (!bpf_sock_map_update(ops, &connections, &key, BPF_ANY))
		n_connections++;
	return 0;
}

SEC("sk_msg")
int sent(struct sk_msg_md *msg)
{
	messages++;
	message_bytes += msg->size;
	return SK_PASS;
}

SEC("sk_skb/stream_verdict")
int arrived(struct __sk_buff *skb)
{
	segments++;
	segment_bytes += skb->len;
	return SK_PASS;
}

char _license[] SEC("license") = "GPL";
