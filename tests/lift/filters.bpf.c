// SPDX-License-Identifier: BSD-2-Clause
/*
 * How long are the programs that the kernel has made of classic filters? It shows this of no
 * program that bpf(2) did not load, but a socket iterator sees the sockets' filters. Writes for
 * each Unix socket of the network namespace that has a filter: instructions, JIT bytes, as two u32.
 */
typedef unsigned int __u32;

#define SEC(name) __attribute__((section(name), used))
#define CORE      __attribute__((preserve_access_index))

struct bpf_prog {
	__u32 len, jited_len;
} CORE;
struct sk_filter {
	struct bpf_prog *prog;
} CORE;
struct sock {
	struct sk_filter *sk_filter;
} CORE;
struct unix_sock {
	struct sock sk;
} CORE;
struct seq_file;
struct bpf_iter_meta {
	struct seq_file *seq;
} CORE;
struct bpf_iter__unix {
	struct bpf_iter_meta *meta;
	struct unix_sock *unix_sk;
} CORE;

static long (*seq_write)(struct seq_file *m, const void *data, __u32 len) = (void *)127;

SEC("iter/unix")
int filters(struct bpf_iter__unix *ctx)
{
	struct unix_sock *u = ctx->unix_sk;
	struct sk_filter *f;
	struct bpf_prog *p;

	if (!u)
		return 0;
	f = u->sk.sk_filter;
	if (!f)
		return 0;
	p = f->prog;
	if (!p)
		return 0;
	__u32 out[2] = {p->len, p->jited_len};

	seq_write(ctx->meta->seq, out, sizeof(out));
	return 0;
}

char _license[] SEC("license") = "GPL";
