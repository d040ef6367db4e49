// returns: 64 9 43 12
/* Exceptions with a callback of one's own, argument tags of global functions, acquire and release,
 * contexts whose offsets stay. */
#include "kernel.h"

#define KSYM     __attribute__((section(".ksyms")))
#define TAG(x)   __attribute__((btf_decl_tag(x)))
#define NOINLINE __attribute__((noinline))

void bpf_throw(__u64 cookie) KSYM;

volatile int in = 9;
__u64 shared;

NOINLINE int on_exception(__u64 cookie)
{
	return cookie + 7;
}

NOINLINE int checked(int x)
{
	if (x > 8)
		bpf_throw(x);
	return x;
}

/* Not loaded by itself: libbpf before 1.3 does not append the callback. */
SEC("?tc") TAG("exception_callback:on_exception") int throws(struct __sk_buff *skb)
{
	return checked(in) + 1000;
}

/* The default callback returns the cookie. */
SEC("tc") int throws_plainly(struct __sk_buff *skb)
{
	if (in == 9)
		bpf_throw(64);
	return 1;
}

struct pair {
	int a, b;
};
NOINLINE int sum(struct pair *p TAG("arg:nonnull"), void *ctx TAG("arg:ctx"))
{
	return p->a + p->b;
}

SEC("tc") int tagged(struct __sk_buff *skb)
{
	struct pair p = {in, 0};

	return sum(&p, skb);
}

SEC("tc") int ordered(struct __sk_buff *skb)
{
	__u64 old;

	__atomic_store_n(&shared, 42, __ATOMIC_RELEASE);
	old = __atomic_load_n(&shared, __ATOMIC_ACQUIRE);
	__atomic_fetch_add(&shared, 1, __ATOMIC_SEQ_CST);
	__atomic_compare_exchange_n(&shared, &old, old, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
	return __atomic_load_n(&shared, __ATOMIC_RELAXED);
}

struct inner {
	__u32 mark, priority;
} __attribute__((preserve_static_offset));
struct outer {
	__u32 len;
	struct inner two[2];
} __attribute__((preserve_static_offset));

/* Offsets of a record like this stay in the instructions, as a context wants it. */
SEC("tc") int offsets(struct outer *ctx)
{
	return ctx->len ? 12 : ctx->two[0].mark;
}

/* Sleepable, extension, legacy and unknown sections compile. */
SEC("?fentry.s/bpf_fentry_test1") int sleepable(void *ctx)
{
	return 0;
}
SEC("?freplace/sum") int replacement(struct pair *p, void *ctx)
{
	return p->a - p->b;
}
