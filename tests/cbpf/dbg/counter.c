/* SPDX-License-Identifier: BSD-2-Clause */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 1);
} seen SEC(".maps");

SEC("xdp")
int count(struct xdp_md *ctx)
{
	__u32 key = 0;
	__u64 *c = bpf_map_lookup_elem(&seen, &key);

	if (c)
		*c += 1;
	return ctx->data_end - ctx->data > 50 ? XDP_PASS : XDP_ABORTED;
}

char _license[] SEC("license") = "GPL";
