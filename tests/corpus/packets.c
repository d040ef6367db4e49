/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packets are put together header by header, as the layers name them. The first round of KINDS is
 * whole packets of each kind; further rounds vary addresses, ports, flags and lengths, and cut or
 * damage them. To add a kind: a row in kinds[].
 */
#include "packets.h"

#include <string.h>

uint32_t dice_roll(struct dice *d)
{
	d->state ^= d->state >> 12;
	d->state ^= d->state << 25;
	d->state ^= d->state >> 27;
	return (uint32_t)(d->state * 0x2545f4914f6cdd1dull >> 32);
}

static uint32_t below(struct dice *d, uint32_t n)
{
	return dice_roll(d) % n;
}

static void put8(struct packet *p, unsigned v)
{
	if (p->n < PACKET_MAX)
		p->data[p->n++] = (uint8_t)v;
}

static void put16(struct packet *p, unsigned v)
{
	put8(p, v >> 8);
	put8(p, v);
}

static void put32(struct packet *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p, v & 0xffff);
}

static void put_noise(struct packet *p, struct dice *d, size_t n)
{
	while (n--)
		put8(p, dice_roll(d));
}

/* One of the ports that programs look for, or any. */
static unsigned port(struct dice *d)
{
	static const uint16_t known[] = {
		80, 443, 53, 22, 8080, 9999, 4791, 6081, 4789, 7, 12345, 5555};

	return below(d, 4) ? known[below(d, sizeof(known) / sizeof(*known))]
			   : dice_roll(d) & 0xffff;
}

static void put_ethernet(struct packet *p, struct dice *d, unsigned type)
{
	static const uint8_t from[6] = {0x02, 0, 0, 0, 0, 0x01};
	static const uint8_t to[6] = {0x02, 0, 0, 0, 0, 0x02};

	for (int i = 0; i < 6; i++)
		put8(p, below(d, 16) ? to[i] : 0xff);
	for (int i = 0; i < 6; i++)
		put8(p, from[i]);
	put16(p, type);
}

static void put_vlan(struct packet *p, struct dice *d, unsigned type)
{
	put16(p, dice_roll(d) & 0xefff);
	put16(p, type);
}

static unsigned checksum(const uint8_t *s, size_t n)
{
	uint32_t sum = 0;

	for (size_t i = 0; i + 1 < n; i += 2)
		sum += (uint32_t)(s[i] << 8 | s[i + 1]);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16)) & 0xffff;
}

/* An IPv4 header before a payload of n bytes. */
static void put_ipv4(struct packet *p, struct dice *d, unsigned proto, size_t n)
{
	unsigned options = below(d, 4) ? 0 : 4 * below(d, 4);
	size_t at = p->n;

	put8(p, 0x45 + options / 4);
	put8(p, below(d, 3) ? 0 : dice_roll(d));
	put16(p, (unsigned)(20 + options + n));
	put16(p, dice_roll(d) & 0xffff);
	put16(p, below(d, 6) ? 0x4000 : below(d, 2) ? 0x2000 : dice_roll(d) & 0x3fff);
	put8(p, below(d, 8) ? 64 : below(d, 3));
	put8(p, proto);
	put16(p, 0);
	put32(p, below(d, 3) ? 0x7f000001 : 0x0a000001 + below(d, 4));
	put32(p, below(d, 3) ? 0x7f000001 : 0xc0a80001 + below(d, 4));
	for (unsigned i = 0; i < options; i++)
		put8(p, 1);
	unsigned sum = checksum(p->data + at, p->n - at);

	if (p->n >= at + 12) {
		p->data[at + 10] = (uint8_t)(sum >> 8);
		p->data[at + 11] = (uint8_t)sum;
	}
}

static void put_ipv6(struct packet *p, struct dice *d, unsigned proto, size_t n)
{
	put32(p, 0x60000000 | (below(d, 3) ? 0 : dice_roll(d) & 0xfffffff));
	put16(p, (unsigned)n);
	put8(p, proto);
	put8(p, below(d, 8) ? 64 : below(d, 3));
	for (int i = 0; i < 2; i++) {
		put32(p, below(d, 2) ? 0 : 0xfd000000 + below(d, 3));
		put32(p, 0);
		put32(p, 0);
		put32(p, 1 + below(d, 3));
	}
}

static void put_tcp(struct packet *p, struct dice *d)
{
	unsigned options = below(d, 3) ? 0 : 4 * below(d, 10);

	put16(p, port(d));
	put16(p, port(d));
	put32(p, dice_roll(d));
	put32(p, dice_roll(d));
	put8(p, (5 + options / 4) << 4);
	put8(p, below(d, 3) ? 1u << below(d, 6) : dice_roll(d));
	put16(p, dice_roll(d) & 0xffff);
	put32(p, dice_roll(d));
	for (unsigned i = 0; i + 4 <= options; i += 4)
		put32(p, below(d, 2) ? 0x01010101 : below(d, 2) ? 0x020405b4 : 0x01030307);
	put_noise(p, d, below(d, 100));
}

static void put_udp(struct packet *p, struct dice *d)
{
	unsigned n = below(d, 120);

	put16(p, port(d));
	put16(p, port(d));
	put16(p, 8 + n);
	put16(p, below(d, 2) ? 0 : dice_roll(d) & 0xffff);
	put_noise(p, d, n);
}

static void put_icmp(struct packet *p, struct dice *d, bool six)
{
	static const uint8_t v4[] = {8, 0, 3, 11}, v6[] = {128, 129, 135, 1};

	put8(p, (six ? v6 : v4)[below(d, 4)]);
	put8(p, below(d, 3) ? 0 : below(d, 5));
	put16(p, dice_roll(d) & 0xffff);
	put32(p, dice_roll(d));
	put_noise(p, d, below(d, 100));
}

/* A header of IPv6 between the fixed one and `next`: hop-by-hop, routing, fragment or destination
 * options. */
static unsigned put_extension(struct packet *p, struct dice *d, unsigned kind, unsigned next)
{
	put8(p, next);
	if (kind == 43) {
		unsigned segments = 1 + below(d, 3);

		put8(p, 2 * segments);
		put8(p, 4);
		put8(p, segments - 1);
		put32(p, (segments - 1) << 24 | (below(d, 2) ? 0 : below(d, 256) << 16));
		put_noise(p, d, 16 * segments);
	} else if (kind == 44) {
		put8(p, 0);
		put16(p, below(d, 2) ? 1 : dice_roll(d) & 0xffff);
		put32(p, dice_roll(d));
	} else {
		put8(p, 0);
		put32(p, 0x01040000);
		put16(p, 0);
	}
	return kind;
}

static void put_transport(struct packet *p, struct dice *d, unsigned proto, bool six)
{
	if (proto == 6)
		put_tcp(p, d);
	else if (proto == 17)
		put_udp(p, d);
	else if (proto == 1 || proto == 58)
		put_icmp(p, d, six);
	else
		put_noise(p, d, below(d, 60));
}

/* What is inside, made first, since the headers before it tell its length. */
static void put_ip(struct packet *p, struct dice *d, bool six, unsigned proto, unsigned extension)
{
	struct packet inner = {.n = 0};

	if (extension)
		put_extension(&inner, d, extension, proto);
	put_transport(&inner, d, proto, six);
	if (six)
		put_ipv6(p, d, extension ? extension : proto, inner.n);
	else
		put_ipv4(p, d, proto, inner.n);
	for (size_t i = 0; i < inner.n; i++)
		put8(p, inner.data[i]);
}

/* IP in IP, or in GRE: `outer` is the protocol that the outer header names. */
static void put_tunnel(struct packet *p, struct dice *d, bool six, unsigned outer, bool inner_six)
{
	struct packet inner = {.n = 0};

	if (outer == 47) {
		put16(&inner, 0);
		put16(&inner, inner_six ? 0x86dd : 0x0800);
	}
	put_ip(&inner, d, inner_six, below(d, 2) ? 6 : 17, 0);
	if (six)
		put_ipv6(p, d, outer, inner.n);
	else
		put_ipv4(p, d, outer, inner.n);
	for (size_t i = 0; i < inner.n; i++)
		put8(p, inner.data[i]);
}

/* type: of the Ethernet header, 0: noise; tag: an outer VLAN's type or 0; outer: protocol of a
 * tunnel or 0. */
struct kind {
	uint16_t type, tag;
	uint8_t proto, extension, outer;
	bool inner_six;
};

static const struct kind kinds[] = {
	{0x0800, 0, 6, 0, 0, false},
	{0x0800, 0, 17, 0, 0, false},
	{0x0800, 0, 1, 0, 0, false},
	{0x86dd, 0, 6, 0, 0, false},
	{0x86dd, 0, 17, 0, 0, false},
	{0x86dd, 0, 58, 0, 0, false},
	{0x0800, 0x8100, 6, 0, 0, false},
	{0x86dd, 0x8100, 17, 0, 0, false},
	{0x0800, 0x88a8, 17, 0, 0, false},
	{0x86dd, 0, 6, 43, 0, false},
	{0x86dd, 0, 17, 44, 0, false},
	{0x86dd, 0, 6, 60, 0, false},
	{0x0800, 0, 0, 0, 4, false},
	{0x0800, 0, 0, 0, 41, true},
	{0x0800, 0, 0, 0, 47, false},
	{0x86dd, 0, 0, 0, 41, true},
	{0x0806, 0, 0, 0, 0, false},
	{0x8847, 0, 0, 0, 0, false},
	{0x0800, 0, 132, 0, 0, false},
	{0, 0, 0, 0, 0, false},
	{0, 0, 0, 0, 0, false},
};

static void put_kind(struct packet *p, struct dice *d, const struct kind *k)
{
	bool six = k->type == 0x86dd;

	if (!k->type) {
		put_noise(p, d, 14 + below(d, below(d, 2) ? 80 : PACKET_MAX - 14));
		return;
	}
	put_ethernet(p, d, k->tag ? k->tag : k->type);
	if (k->tag == 0x88a8) {
		put_vlan(p, d, 0x8100);
		put_vlan(p, d, k->type);
	} else if (k->tag) {
		put_vlan(p, d, k->type);
	}
	if (k->outer)
		put_tunnel(p, d, six, k->outer, k->inner_six);
	else if (six || k->type == 0x0800)
		put_ip(p, d, six, k->proto, k->extension);
	else
		put_noise(p, d, 28 + below(d, 40));
}

void packet_make(struct packet *p, unsigned index)
{
	unsigned n = sizeof(kinds) / sizeof(*kinds), round = index / n;
	struct dice d = {0x9e3779b97f4a7c15ull * (index + 1)};

	p->n = 0;
	put_kind(p, &d, &kinds[index % n]);
	/* The second round is whole as well, then it is every other one that is cut or damaged. */
	if (round >= 2 && index % 2 && p->n > 14)
		p->n = 14 + below(&d, (uint32_t)p->n - 14);
	if (round >= 2 && index % 2 == 0)
		p->data[12 + below(&d, (uint32_t)p->n - 12)] ^= (uint8_t)(1u << below(&d, 8));
	while (p->n < 14)
		put8(p, 0);
}
