/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a function of target.c, with its value; a tracepoint by BTF; a raw one that WHERE
 * names. */
#include <linux/bpf.h>
#include <linux/ptrace.h>
#define __TARGET_ARCH_x86
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

int returns, by_btf, raw;
long last;

SEC("uretprobe")
int BPF_KRETPROBE(on_return, long value)
{
	returns++;
	last = (int)value;
	return 0;
}

SEC("tp_btf/sys_enter")
int on_enter(unsigned long long *ctx)
{
	__sync_fetch_and_add(&by_btf, 1);
	return 0;
}

SEC("raw_tp")
int on_raw(struct bpf_raw_tracepoint_args *ctx)
{
	__sync_fetch_and_add(&raw, 1);
	return 0;
}

char _license[] SEC("license") = "GPL";
