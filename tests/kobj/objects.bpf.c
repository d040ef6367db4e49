/* SPDX-License-Identifier: BSD-2-Clause */
/* Maps of several kinds, and two programs that use them: what `kbcc maps` and `kbcc progs` are
 * tried on. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

enum color { RED, GREEN = 7 };

struct pair {
	int a;
	unsigned short b;
	char name[8];
	enum color c;
	long list[2];
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, struct pair);
	__uint(max_entries, 4);
} pairs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 3);
} numbers SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__type(key, __u32);
	__type(value, __u32);
	__uint(max_entries, 3);
} each_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(key_size, 4);
	__uint(value_size, 8);
	__uint(max_entries, 3);
} bytes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__type(value, __u32);
	__uint(max_entries, 3);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 2);
} jumps SEC(".maps");

int counter = 3;
const volatile int limit = 5;

SEC("xdp")
int kobj_first(struct xdp_md *ctx)
{
	__u32 key = 0;

	counter += limit;
	bpf_tail_call(ctx, &jumps, 0);
	return bpf_map_lookup_elem(&numbers, &key) ? XDP_PASS : XDP_DROP;
}

SEC("tc")
int kobj_second(struct __sk_buff *skb)
{
	__u32 key = 1;

	bpf_map_delete_elem(&pairs, &key);
	bpf_map_delete_elem(&each_cpu, &key);
	bpf_map_delete_elem(&bytes, &key);
	bpf_map_push_elem(&queue, &key, 0);
	bpf_ringbuf_output(&ring, &key, sizeof(key), 0);
	return 0;
}

char _license[] SEC("license") = "GPL";
