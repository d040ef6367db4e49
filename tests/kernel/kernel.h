/* SPDX-License-Identifier: BSD-2-Clause */
/* What our own programs in this folder share: names newer than the system's headers. */
#ifndef TESTS_KERNEL_H
#define TESTS_KERNEL_H

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MAP_TYPE_ARENA 33
#define __arena        __attribute__((address_space(1)))

/* may_goto: the kernel leaves the loop when it has had enough of it. */
#define can_loop                                                       \
	({                                                             \
		__label__ l_out, l_on;                                 \
		int ret_ = 1;                                          \
		asm volatile goto("may_goto %l[l_out]" : : : : l_out); \
		goto l_on;                                             \
	l_out:                                                         \
		ret_ = 0;                                              \
	l_on:;                                                         \
		ret_;                                                  \
	})

char _license[] SEC("license") = "GPL";

#endif
