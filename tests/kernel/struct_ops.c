/* A congestion control that is not registered: struct_ops and struct_ops.link. */
#include "kernel.h"
#include <bpf/bpf_tracing.h>

struct sock {
	int filler;
} __attribute__((preserve_access_index));
struct tcp_sock {
	__u32 snd_cwnd, snd_ssthresh;
} __attribute__((preserve_access_index));
struct tcp_congestion_ops {
	__u32 (*ssthresh)(struct sock *sk);
	void (*cong_avoid)(struct sock *sk, __u32 ack, __u32 acked);
	__u32 (*undo_cwnd)(struct sock *sk);
	char name[16];
};

SEC("struct_ops/threshold") __u32 BPF_PROG(threshold, struct sock *sk)
{
	__u32 window = ((struct tcp_sock *)sk)->snd_cwnd / 2;

	return window > 2 ? window : 2;
}

SEC("struct_ops/avoid") void BPF_PROG(avoid, struct sock *sk, __u32 ack, __u32 acked) {}

SEC("struct_ops/undo") __u32 BPF_PROG(undo, struct sock *sk)
{
	return ((struct tcp_sock *)sk)->snd_ssthresh;
}

SEC(".struct_ops")
struct tcp_congestion_ops own = {
	.ssthresh = (void *)threshold,
	.cong_avoid = (void *)avoid,
	.undo_cwnd = (void *)undo,
	.name = "kbcc_own",
};
