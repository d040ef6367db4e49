/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts samples of the CPU clock. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 samples;

SEC("perf_event")
int sample(void *ctx)
{
	__sync_fetch_and_add(&samples, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
