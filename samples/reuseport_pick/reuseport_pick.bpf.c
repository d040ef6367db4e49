/* SPDX-License-Identifier: BSD-2-Clause */
/* Which socket of a group gets a datagram: the one that its first byte names. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum { SOCKETS = 4, UDP_HEADER = 8 };

struct {
	__uint(type, BPF_MAP_TYPE_REUSEPORT_SOCKARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, SOCKETS);
} sockets SEC(".maps");

__u64 unnamed;

SEC("sk_reuseport")
int pick(struct sk_reuseport_md *ctx)
{
	void *data = ctx->data, *end = ctx->data_end;
	__u8 *first = data + UDP_HEADER;
	__u32 index;

	if ((void *)(first + 1) > end)
		return SK_DROP;
	index = *first - '0';
	if (bpf_sk_select_reuseport(ctx, &sockets, &index, 0)) {
		__sync_fetch_and_add(&unnamed, 1);
		return SK_DROP;
	}
	return SK_PASS;
}

char _license[] SEC("license") = "GPL";
