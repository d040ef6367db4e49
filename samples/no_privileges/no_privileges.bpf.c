/* SPDX-License-Identifier: BSD-2-Clause */
/* Any program: what is shown is who may not attach it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("xdp")
int pass(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char _license[] SEC("license") = "GPL";
