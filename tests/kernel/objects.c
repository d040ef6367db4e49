// returns: 1 77 3 12
/* Kernel objects: dynptrs, spin locks, kernel pointers in maps, sections of one's own, kernel
 * symbols and configuration. */
#include "kernel.h"

#define KSYM       __attribute__((section(".ksyms")))
#define __kptr_tag __attribute__((btf_type_tag("kptr")))

struct task_struct {
	int pid;
} __attribute__((preserve_access_index));
void bpf_task_release(struct task_struct *p) KSYM;
struct task_struct *bpf_task_from_pid(int pid) KSYM;

struct guarded {
	struct bpf_spin_lock lock;
	int count;
	struct task_struct __kptr_tag *task;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct guarded);
} guarded SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} inner_a SEC(".maps"), inner_b SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 2);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = {[0] = &inner_b, [1] = &inner_a},
};

int own SEC(".data.own") = 7;
const int constant SEC(".rodata.own") = 5;
int zero SEC(".bss.own");

extern unsigned LINUX_KERNEL_VERSION __attribute__((section(".kconfig")));
extern int CONFIG_NOT_THERE __attribute__((section(".kconfig"), weak));
extern const void not_there KSYM __attribute__((weak));

SEC("syscall") int locked(void *ctx)
{
	__u32 key = 0;
	struct guarded *g = bpf_map_lookup_elem(&guarded, &key);
	struct task_struct *t, *old;
	int n;

	if (!g)
		return -1;
	bpf_spin_lock(&g->lock);
	n = ++g->count;
	bpf_spin_unlock(&g->lock);
	t = bpf_task_from_pid(1);
	if (!t)
		return n; /* in a pid namespace of its own */
	old = bpf_kptr_xchg(&g->task, t);
	if (old)
		bpf_task_release(old);
	return n;
}

SEC("syscall") int dynptr(void *ctx)
{
	struct bpf_dynptr p;
	int in = 77, out = 0;

	bpf_ringbuf_reserve_dynptr(&ring, 16, 0, &p);
	bpf_dynptr_write(&p, 4, &in, sizeof(in), 0);
	bpf_dynptr_read(&out, sizeof(out), &p, 4, 0);
	bpf_ringbuf_discard_dynptr(&p, 0);
	return out;
}

SEC("syscall") int maps(void *ctx)
{
	__u32 key = 1, zero_key = 0, *v;
	void *m = bpf_map_lookup_elem(&outer, &key);

	if (!m)
		return -1;
	v = bpf_map_lookup_elem(m, &zero_key);
	if (!v)
		return -2;
	*v = 3;
	v = bpf_map_lookup_elem(&inner_a, &zero_key);
	return v ? *v : -3;
}

SEC("syscall") int data(void *ctx)
{
	zero = own + constant;
	if (&not_there || CONFIG_NOT_THERE || LINUX_KERNEL_VERSION < 0x050000)
		return -1;
	return zero;
}
