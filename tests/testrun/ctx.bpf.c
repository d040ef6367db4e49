/* SPDX-License-Identifier: BSD-2-Clause */
/* A program of each type that BPF_PROG_TEST_RUN takes, with a context of its own. */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <bpf/bpf_helpers.h>

enum color { RED, GREEN = 7 };

struct pair {
	__u32 a, b;
	__u64 sum;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, enum color);
	__type(value, struct pair);
	__uint(max_entries, 16);
} pairs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__type(value, __u32);
	__uint(max_entries, 4);
} queue SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, struct pair);
} ring SEC(".maps");

const volatile __u32 add = 1;

SEC("tc")
int cls(struct __sk_buff *skb)
{
	struct pair p = {skb->mark, skb->len, 9};

	if (skb->mark == 3)
		skb->priority = 5;
	skb->cb[1] += 1;
	bpf_perf_event_output(skb, &perf, BPF_F_CURRENT_CPU, &p, sizeof(p));
	bpf_ringbuf_output(&ring, &p, sizeof(p), 0);
	return skb->len > 100 ? TC_ACT_SHOT : TC_ACT_OK;
}

SEC("syscall")
int sum(struct pair *p)
{
	p->sum = p->a + p->b + add;
	bpf_printk("sum %d", p->sum);
	return 4;
}

SEC("raw_tp/sched_switch")
int raw(struct bpf_raw_tracepoint_args *ctx)
{
	return ctx->args[0] + ctx->args[1];
}

SEC("sk_lookup")
int look(struct bpf_sk_lookup *ctx)
{
	return ctx->local_port == 80;
}

SEC("xdp")
int frame(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	__u8 *byte = data;

	if (data + 20 > end)
		return XDP_DROP;
	byte[0] = 0xaa;
	bpf_xdp_adjust_head(ctx, 4);
	return XDP_PASS;
}

SEC("socket")
int first_20(struct __sk_buff *skb)
{
	return skb->len > 60 ? 20 : 0;
}

SEC("cgroup_skb/egress")
int skb_out(struct __sk_buff *skb)
{
	return skb->len != 100 - 14;
}

SEC("cgroup/sysctl")
int ctl(struct bpf_sysctl *ctx)
{
	return ctx->write ? 1 : 0;
}

char _license[] SEC("license") = "GPL";
