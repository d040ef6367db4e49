/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a flow dissector found: struct bpf_flow_keys. Numbers are in the program's byte order, what
 * stands in the packet in the network's.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <stddef.h>
#include <string.h>

#include "run.h"

/* How a field is shown: a number, one that is usually written in hexadecimal, one of the network.
 */
enum how { NUMBER, HEX, NET, NET_HEX };

static const struct field {
	const char *name;
	size_t at, size;
	enum how how;
} fields[] = {
#define F(name, how)                                                   \
	{                                                              \
#name, offsetof(struct bpf_flow_keys, name),           \
			sizeof(((struct bpf_flow_keys *)0)->name), how \
	}
	F(nhoff, NUMBER),
	F(thoff, NUMBER),
	F(n_proto, NET_HEX),
	F(addr_proto, HEX),
	F(ip_proto, NUMBER),
	F(sport, NET),
	F(dport, NET),
	F(is_frag, NUMBER),
	F(is_first_frag, NUMBER),
	F(is_encap, NUMBER),
	F(flags, HEX),
	F(flow_label, NET_HEX),
#undef F
};

static uint64_t get(const uint8_t *p, size_t size, bool big_endian)
{
	uint64_t out = 0;

	for (size_t i = 0; i < size; i++)
		out = out << 8 | p[big_endian ? i : size - 1 - i];
	return out;
}

static void print_addresses(FILE *f, const uint8_t *keys, uint64_t proto)
{
	bool v6 = proto == ETH_P_IPV6;
	size_t src = v6 ? offsetof(struct bpf_flow_keys, ipv6_src)
			: offsetof(struct bpf_flow_keys, ipv4_src);
	char from[INET6_ADDRSTRLEN], to[INET6_ADDRSTRLEN];
	int family = v6 ? AF_INET6 : AF_INET;

	if (!v6 && proto != ETH_P_IP)
		return;
	inet_ntop(family, keys + src, from, sizeof(from));
	inet_ntop(family, keys + src + (v6 ? 16 : 4), to, sizeof(to));
	fprintf(f, ", src %s, dst %s", from, to);
}

void run_print_keys(FILE *f, const uint8_t *keys, bool big_endian)
{
	fputs("  flow keys:", f);
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		const struct field *x = &fields[i];
		bool net = x->how == NET || x->how == NET_HEX;
		uint64_t v = get(keys + x->at, x->size, net || big_endian);

		fprintf(f,
			x->how == HEX || x->how == NET_HEX ? "%s %s 0x%" PRIx64 : "%s %s %" PRIu64,
			i ? "," : "", x->name, v);
	}
	print_addresses(
		f, keys, get(keys + offsetof(struct bpf_flow_keys, addr_proto), 2, big_endian));
	fputc('\n', f);
}
