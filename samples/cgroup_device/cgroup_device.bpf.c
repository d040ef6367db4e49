/* SPDX-License-Identifier: BSD-2-Clause */
/* A device policy: /dev/null may be used, every other device is refused, and counted. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct device {
	__u32 major, minor;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, struct device);
	__type(value, __u64);
	__uint(max_entries, 64);
} refused SEC(".maps");

SEC("cgroup/dev")
int only_null(struct bpf_cgroup_dev_ctx *ctx)
{
	struct device d = {ctx->major, ctx->minor};
	__u64 one = 1, *n;

	if (d.major == 1 && d.minor == 3)
		return 1;
	n = bpf_map_lookup_elem(&refused, &d);
	if (n)
		__sync_fetch_and_add(n, 1);
	else
		bpf_map_update_elem(&refused, &d, &one, BPF_ANY);
	return 0;
}

char _license[] SEC("license") = "GPL";
