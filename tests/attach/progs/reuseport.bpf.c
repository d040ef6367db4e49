/* SPDX-License-Identifier: BSD-2-Clause */
/* Datagrams to a group of sockets that share a port: those that begin with 'd' are dropped. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

int seen, dropped;

SEC("sk_reuseport")
int pick(struct sk_reuseport_md *ctx)
{
	char first = 0;

	seen++;
	bpf_skb_load_bytes(ctx, 8, &first, 1); /* behind the UDP header */
	if (first != 'd')
		return SK_PASS;
	dropped++;
	return SK_DROP;
}

char _license[] SEC("license") = "GPL";
