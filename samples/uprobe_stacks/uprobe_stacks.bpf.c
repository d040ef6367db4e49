/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts the ways by which a function of a program is reached: its user stacks. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum { DEPTH = 16 };

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(key_size, 4);
	__uint(value_size, DEPTH * 8);
	__uint(max_entries, 256);
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 256);
} counts SEC(".maps");

SEC("uprobe")
int on_call(void *ctx)
{
	long id = bpf_get_stackid(ctx, &stacks, BPF_F_USER_STACK);
	__u32 key = id;
	__u64 one = 1, *n;

	if (id < 0)
		return 0;
	n = bpf_map_lookup_elem(&counts, &key);
	if (n)
		__sync_fetch_and_add(n, 1);
	else
		bpf_map_update_elem(&counts, &key, &one, BPF_ANY);
	return 0;
}

char _license[] SEC("license") = "GPL";
