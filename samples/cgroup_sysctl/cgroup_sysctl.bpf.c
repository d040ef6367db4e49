/* SPDX-License-Identifier: BSD-2-Clause */
/* A sysctl policy: the processes of the cgroup read what they like and write nothing. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 reads, refused_writes;

SEC("cgroup/sysctl")
int read_only(struct bpf_sysctl *ctx)
{
	if (!ctx->write) {
		__sync_fetch_and_add(&reads, 1);
		return 1;
	}
	__sync_fetch_and_add(&refused_writes, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
