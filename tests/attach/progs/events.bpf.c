/* SPDX-License-Identifier: BSD-2-Clause */
/* The same record through a ring buffer and a perf buffer, a line of text, a histogram of signals.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct event {
	__u32 pid;
	char comm[16];
	__u32 sig;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
	__type(value, struct event);
} events SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf_events SEC(".maps");

/* Slot i: 2^i .. 2^(i+1)-1 */
__u64 sig_hist[8];

/* The tracepoint's fields 2 and 3 are the arguments pid and sig. */
SEC("tracepoint/syscalls/sys_enter_kill")
int on_kill(unsigned long long *ctx)
{
	struct event e = {.pid = ctx[2], .sig = ctx[3]};
	unsigned slot = 0;

	bpf_get_current_comm(e.comm, sizeof(e.comm));
	if (e.comm[0] != 'b' || e.comm[1] != 'a' || e.comm[2] != 's' || e.comm[3] != 'h' || e.sig)
		return 0;
	__sync_fetch_and_add(&sig_hist[slot], 1);
	bpf_ringbuf_output(&events, &e, sizeof(e), 0);
	bpf_perf_event_output(ctx, &perf_events, BPF_F_CURRENT_CPU, &e, sizeof(e));
	bpf_printk("kill of %d", e.pid);
	return 0;
}

char _license[] SEC("license") = "GPL";
