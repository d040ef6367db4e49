/* SPDX-License-Identifier: BSD-2-Clause */
/* A tracepoint program: how many write(2) calls one process makes, and a histogram of their sizes.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

/* /sys/kernel/tracing/events/syscalls/sys_enter_write/format */
struct enter_write {
	__u64 common;
	long nr;
	unsigned long fd;
	const char *buf;
	unsigned long count;
};

enum { SLOTS = 16 };

const volatile int target; /* the process, set before loading */
__u64 calls;
__u64 by_log2[SLOTS];

static unsigned log2_of(unsigned long v)
{
	unsigned n = 0;

#pragma unroll
	for (int shift = 32; shift; shift >>= 1) {
		if (v >> shift) {
			v >>= shift;
			n += shift;
		}
	}
	return n;
}

SEC("tracepoint/syscalls/sys_enter_write")
int count_write(struct enter_write *ctx)
{
	unsigned slot;

	if (bpf_get_current_pid_tgid() >> 32 != target)
		return 0;
	calls++;
	slot = log2_of(ctx->count);
	if (slot < SLOTS)
		by_log2[slot]++;
	return 0;
}

char _license[] SEC("license") = "GPL";
