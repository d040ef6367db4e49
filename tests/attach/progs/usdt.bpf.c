/* SPDX-License-Identifier: BSD-2-Clause */
/* The probe of usdt.c, with its arguments. */
#define __TARGET_ARCH_x86
#include <linux/bpf.h>
#include <linux/ptrace.h>
#include <stdbool.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/usdt.bpf.h>

int steps, sum;
long long_sum;

SEC("usdt")
int BPF_USDT(step, int first, long second)
{
	steps++;
	sum += first;
	long_sum += second;
	return 0;
}

char _license[] SEC("license") = "GPL";
