// returns: 45 10 6 120 3 21
/* What makes the verifier see a loop as one: may_goto, open-coded iterators with cleanup,
 * callbacks. */
#include "kernel.h"

#define KSYM __attribute__((section(".ksyms")))

struct bpf_iter_num {
	__u64 opaque[1];
} __attribute__((aligned(8)));
int bpf_iter_num_new(struct bpf_iter_num *it, int start, int end) KSYM;
int *bpf_iter_num_next(struct bpf_iter_num *it) KSYM;
void bpf_iter_num_destroy(struct bpf_iter_num *it) KSYM;
void bpf_not_there(int x) KSYM __attribute__((weak));

#define for_each(i, start, end)                                                          \
	for (struct bpf_iter_num it_ __attribute__((cleanup(bpf_iter_num_destroy))),     \
		*new_ __attribute__((unused)) = (bpf_iter_num_new(&it_, (start), (end)), \
			(void)bpf_iter_num_destroy, (void *)0);                          \
		({                                                                       \
			int *t_ = bpf_iter_num_next(&it_);                               \
			(t_ && ((i) = *t_, (i) >= (start) && (i) < (end)));              \
		});)

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} values SEC(".maps");

volatile int in = 10;

SEC("syscall") int numbers(void *ctx)
{
	int i, sum = 0;

	for_each(i, 0, in) sum += i;
	return sum;
}

SEC("syscall") int leave(void *ctx)
{
	int i, k, n = 0;

	for_each(i, 0, 100)
	{
		if (i == in)
			return n;
		for_each(k, 0, 100)
		{
			if (k >= 1)
				break;
			n++;
		}
	}
	return -1;
}

SEC("syscall") int may_go(void *ctx)
{
	long n = in, steps = 0;

	while (n != 1 && can_loop) {
		n = n & 1 ? 3 * n + 1 : n / 2;
		steps++;
	}
	return steps;
}

struct sum {
	long total;
};
static int times(__u32 index, struct sum *s)
{
	s->total += index;
	return 0;
}

SEC("syscall") int looped(void *ctx)
{
	struct sum s = {0};

	bpf_loop(16, times, &s, 0);
	return s.total;
}

static long each(void *map, __u32 *key, __u64 *value, struct sum *s)
{
	*value += *key;
	s->total++;
	return *key == 2;
}

SEC("syscall") int elements(void *ctx)
{
	struct sum s = {0};

	bpf_for_each_map_elem(&values, each, &s, 0);
	return s.total;
}

/* A function that the kernel does not have is 0, and the branch is dead. */
SEC("?syscall") int not_loaded(void *ctx)
{
	return 1;
}

SEC("syscall") int weak(void *ctx)
{
	if (bpf_not_there)
		bpf_not_there(in);
	return bpf_not_there ? 1 : in * 2 + 1;
}
