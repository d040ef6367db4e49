/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs whose SEC() leaves open what they are attached to. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tp")
int tp(void *ctx)
{
	return 0;
}

SEC("uprobe")
int up(void *ctx)
{
	return 0;
}

char _license[] SEC("license") = "GPL";
