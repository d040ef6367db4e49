/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the calls of a function that the command line names. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 calls;

SEC("uprobe")
int count(void *ctx)
{
	__sync_fetch_and_add(&calls, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
