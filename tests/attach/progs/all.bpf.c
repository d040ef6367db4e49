/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs of many types in one object, for the kill test: their names begin with TAG, so that they
 * are found among others'.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define PASTE(a, b)   a##b
#define NAME2(tag, x) PASTE(tag, x)
#define NAME(x)       NAME2(TAG, x)
#define TEXT2(x)      #x
#define TEXT(x)       TEXT2(x)

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, __u32);
	__type(value, __u64);
	__uint(max_entries, 16);
} NAME(_seen) SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, __u64);
} NAME(_ring) SEC(".maps");

static int seen(__u32 what)
{
	__u64 one = 1, *n = bpf_map_lookup_elem(&NAME(_seen), &what);

	if (n)
		__sync_fetch_and_add(n, 1);
	else
		bpf_map_update_elem(&NAME(_seen), &what, &one, BPF_ANY);
	return 0;
}

SEC("xdp")
int NAME(_xdp)(struct xdp_md *ctx)
{
	seen(1);
	return XDP_PASS;
}

SEC("tcx/ingress")
int NAME(_in)(struct __sk_buff *skb)
{
	return seen(2);
}

SEC("tcx/egress")
int NAME(_out)(struct __sk_buff *skb)
{
	return seen(3);
}

SEC("cgroup_skb/egress")
int NAME(_skb)(struct __sk_buff *skb)
{
	seen(4);
	return 1;
}

SEC("cgroup/sysctl")
int NAME(_sysctl)(struct bpf_sysctl *ctx)
{
	seen(5);
	return 1;
}

SEC("tracepoint/syscalls/sys_enter_getpgid")
int NAME(_tp)(void *ctx)
{
	return seen(6);
}

SEC("raw_tp/sys_enter")
int NAME(_raw)(void *ctx)
{
	return 0;
}

SEC("sk_lookup")
int NAME(_look)(struct bpf_sk_lookup *ctx)
{
	seen(7);
	return SK_PASS;
}

/* A congestion control that nobody uses: as much of it as the kernel demands. */
struct sock;
struct rate_sample;
struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SEC("struct_ops/ssthresh")
__u32 NAME(_ssthr)(unsigned long long *ctx)
{
	return 2;
}

SEC("struct_ops/cong_avoid")
void NAME(_avoid)(unsigned long long *ctx) {}

SEC("struct_ops/undo_cwnd")
__u32 NAME(_undo)(unsigned long long *ctx)
{
	return 2;
}

SEC(".struct_ops")
struct tcp_congestion_ops NAME(_ops) = {
	.ssthresh = (void *)NAME(_ssthr),
	.cong_avoid = (void *)NAME(_avoid),
	.undo_cwnd = (void *)NAME(_undo),
	.name = TEXT(TAG),
};

char _license[] SEC("license") = "GPL";
