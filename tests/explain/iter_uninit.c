// SPDX-License-Identifier: BSD-2-Clause
// The next of an iterator that was not made.
#include "explain.h"

struct bpf_iter_num {
	__u64 opaque[1];
} __attribute__((aligned(8)));
extern int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) __ksym;
extern int *bpf_iter_num_next(struct bpf_iter_num *it) __ksym;
extern void bpf_iter_num_destroy(struct bpf_iter_num *it) __ksym;

SEC("tc")
int prog(struct __sk_buff *skb)
{
	struct bpf_iter_num it;
	int sum = 0, *v;

#ifdef FIXED
	bpf_iter_num_new(&it, 0, 10);
#endif
	while ((v = bpf_iter_num_next(&it))) /* refused */
		sum += *v;
	bpf_iter_num_destroy(&it);
	return sum & 1;
}
