/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records whose types nothing but the calls refers to: a pointer to what was reserved, implicit and
 * by a cast, a local variable, a typedef of a struct without a name. Two of them have one size:
 * their maps' names decide.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define RING(name)                                  \
	struct {                                    \
		__uint(type, BPF_MAP_TYPE_RINGBUF); \
		__uint(max_entries, 4096);          \
	} name SEC(".maps")

RING(events);
RING(exits);
RING(casts);
RING(locals);
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
} perf SEC(".maps");

struct inner {
	short x, y;
};

struct event {
	int pid;
	char comm[16];
	struct inner in;
};

struct exit {
	int status;
	char why[20];
};

struct wide {
	unsigned long long a, b, c, d, e;
};

typedef struct {
	long stamp;
	int mark;
} stamped;

struct sample {
	unsigned long long cookie;
	char tail[40];
};

SEC("tc")
int write_all(struct __sk_buff *skb)
{
	struct event *e = bpf_ringbuf_reserve(&events, sizeof(*e), 0);
	struct exit x = {.status = 7, .why = "done"};
	stamped local = {5, 6};
	struct sample s = {.cookie = 9, .tail = "hey"};
	struct wide *w;

	if (!e)
		return 1;
	*e = (struct event){.pid = 3, .comm = "sh", .in = {1, -2}};
	bpf_ringbuf_submit(e, 0);
	bpf_ringbuf_output(&exits, &x, sizeof(x), 0);
	w = (struct wide *)bpf_ringbuf_reserve(&casts, sizeof(struct wide), 0);
	if (!w)
		return 2;
	*w = (struct wide){1, 2, 3, 4, 5};
	bpf_ringbuf_submit(w, 0);
	bpf_ringbuf_output(&locals, &local, sizeof(local), 0);
	bpf_perf_event_output(skb, &perf, BPF_F_CURRENT_CPU, &s, sizeof(s));
	return 0;
}

char _license[] SEC("license") = "GPL";
