/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts packets and says of each what it is told to. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define PASTE(a, b)   a##b
#define NAME2(tag, x) PASTE(tag, x)

const volatile int verdict = XDP_PASS;
__u64 seen;

SEC("xdp")
int NAME2(TAG, _x)(struct xdp_md *ctx)
{
	__sync_fetch_and_add(&seen, 1);
	return verdict;
}

char _license[] SEC("license") = "GPL";
