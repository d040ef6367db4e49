/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packets: Ethernet frames as they are seen, of values that the expressions ask for, whole and cut
 * short; and random bytes. The same numbers give the same packets.
 */
#ifndef LIFT_PACKETS_H
#define LIFT_PACKETS_H

#include "lift.h"
#include "random.h"
#include <string.h>

static void put8(struct packet_bytes *k, uint32_t v)
{
	if (k->n < PACKET_MAX)
		k->p[k->n++] = (uint8_t)v;
}
static void put16(struct packet_bytes *k, uint32_t v)
{
	put8(k, v >> 8);
	put8(k, v);
}
static void put32(struct packet_bytes *k, uint32_t v)
{
	put16(k, v >> 16);
	put16(k, v);
}

static const uint32_t addresses[] = {0x0a000001, 0x0a000002, 0x0a000103, 0xc0a80101, 0xc0a80202,
	0x7f000001, 0xe0000001, 0xffffffff};
static const uint16_t ports[] = {20, 22, 25, 53, 67, 80, 443, 1023, 1024, 5060, 8080, 60000};
static const uint8_t macs[][6] = {{0, 1, 2, 3, 4, 5}, {0x52, 0x54, 0, 0x12, 0x34, 0x56},
	{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {1, 0, 0x5e, 0, 0, 1}};

static void put_mac(struct packet_bytes *k, uint64_t *r)
{
	const uint8_t *m = random_of(r, macs);

	for (int i = 0; i < 6; i++)
		put8(k, m[i]);
}

static void put_ports(struct packet_bytes *k, uint64_t *r)
{
	put16(k, random_of(r, ports));
	put16(k, random_of(r, ports));
}

static void put_tcp(struct packet_bytes *k, uint64_t *r)
{
	static const uint8_t flags[] = {0x02, 0x12, 0x10, 0x18, 0x11, 0x04, 0x01, 0x3f, 0};

	put_ports(k, r);
	put32(k, random_next(r));
	put32(k, random_next(r));
	put8(k, 0x50 + 16 * random_below(r, 3));
	put8(k, random_of(r, flags));
	put16(k, random_below(r, 2) ? 65535 : random_next(r));
	put32(k, random_next(r));
}

static void put_transport(struct packet_bytes *k, uint64_t *r, unsigned protocol)
{
	if (protocol == 6) {
		put_tcp(k, r);
	} else if (protocol == 17 || protocol == 132) {
		put_ports(k, r);
		put32(k, random_next(r) & 0x01ff01ff);
	} else if (protocol == 1 || protocol == 58) {
		static const uint8_t types[] = {0, 3, 8, 11, 128, 129, 133, 135};

		put8(k, random_of(r, types));
		put8(k, random_below(r, 4));
	}
}

static void put_ip4(struct packet_bytes *k, uint64_t *r)
{
	static const uint8_t protocols[] = {1, 2, 6, 6, 6, 17, 17, 47, 50, 89, 103, 132};
	unsigned options = random_below(r, 4) ? 0 : random_below(r, 11);
	uint8_t protocol = random_of(r, protocols);

	put8(k, 0x45 + options);
	put8(k, random_below(r, 3) ? 0 : random_next(r));
	put16(k, 20 + random_below(r, 1480));
	put16(k, random_next(r));
	put16(k, random_below(r, 5) ? 0x4000 * random_below(r, 2)
				    : 0x2000 * random_below(r, 2) + random_below(r, 200));
	put8(k, random_below(r, 2) ? 64 : random_next(r));
	put8(k, protocol);
	put16(k, random_next(r));
	put32(k, random_of(r, addresses));
	put32(k, random_of(r, addresses));
	for (unsigned i = 0; i < options; i++)
		put32(k, 0x01010101);
	put_transport(k, r, protocol);
}

static void put_ip6(struct packet_bytes *k, uint64_t *r)
{
	static const uint8_t next[] = {0, 6, 6, 17, 17, 44, 50, 58, 60, 132};
	uint8_t protocol = random_of(r, next);

	put32(k, 0x60000000 | (random_below(r, 2) ? random_next(r) & 0xfffffff : 0));
	put16(k, random_below(r, 1400));
	put8(k, protocol);
	put8(k, 64);
	for (int i = 0; i < 2; i++) {
		put32(k, random_below(r, 2) ? 0xfe800000 : 0x20010db8);
		put32(k, 0);
		put32(k, 0);
		put32(k, random_below(r, 3));
	}
	if (protocol == 0 || protocol == 44 || protocol == 60) {
		protocol = random_of(r, next);
		put8(k, protocol);
		put8(k, 0);
		put16(k, random_below(r, 3));
		put32(k, random_next(r));
	}
	put_transport(k, r, protocol);
}

static void put_arp(struct packet_bytes *k, uint64_t *r)
{
	put32(k, 0x00010800);
	put32(k, 0x06040001 + random_below(r, 2));
	put_mac(k, r);
	put32(k, random_of(r, addresses));
	put_mac(k, r);
	put32(k, random_of(r, addresses));
}

static void put_frame(struct packet_bytes *k, uint64_t *r)
{
	static const uint16_t types[] = {0x800, 0x800, 0x800, 0x800, 0x800, 0x86dd, 0x86dd, 0x86dd,
		0x806, 0x8035, 0x8847, 0x8863, 0x8864, 0x88cc, 0x9000, 38, 60, 0x809b};
	uint16_t type = random_of(r, types);

	put_mac(k, r);
	put_mac(k, r);
	for (uint32_t tags = random_below(r, 8) > 5 ? 1 + random_below(r, 2) : 0; tags--;) {
		put16(k, random_below(r, 3) ? 0x8100 : 0x88a8);
		put16(k, random_below(r, 2) ? random_below(r, 4) * 100 : random_next(r));
	}
	put16(k, type);
	if (type == 0x8847)
		put32(k, random_below(r, 3) * 0x64000 | random_below(r, 2) << 8 | 64);
	if (type == 0x8864) {
		put32(k, 0x11000000 | random_below(r, 3));
		put32(k, 0x00500000 | (random_below(r, 2) ? 0x21 : 0x57));
	}
	if (type == 0x800 || type == 0x8847 || (type == 0x8864 && random_below(r, 2)))
		put_ip4(k, r);
	else if (type == 0x86dd || type == 0x8864)
		put_ip6(k, r);
	else if (type == 0x806 || type == 0x8035)
		put_arp(k, r);
	for (uint32_t n = random_below(r, 100); n--;)
		put8(k, random_below(r, 3) ? 0 : random_next(r));
}

static void packet_make(struct packet_bytes *k, uint64_t *r)
{
	k->n = 0;
	if (random_below(r, 8)) {
		put_frame(k, r);
		if (!random_below(r, 4))
			k->n = 1 + random_below(r, k->n);
		return;
	}
	for (uint32_t n = 1 + random_below(r, 200); n--;)
		put8(k, random_next(r));
}

#endif
