/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames for "poff": headers within headers of all that the flow dissector follows, whole, cut
 * short, wrong, and more than it follows. The same numbers give the same frames.
 */
#ifndef LIFT_PAYLOAD_H
#define LIFT_PAYLOAD_H

#include "lift.h"
#include "random.h"

enum { ROOM = 200, ETHER = 14, VLAN = 4 };

struct frame {
	uint64_t rng;
	uint8_t p[512];
	uint32_t n;
};

static void byte(struct frame *f, uint32_t v)
{
	if (f->n < sizeof(f->p))
		f->p[f->n++] = (uint8_t)v;
}

static void half(struct frame *f, uint32_t v)
{
	byte(f, v >> 8);
	byte(f, v);
}

static void random_bytes(struct frame *f, uint32_t n)
{
	while (n--)
		byte(f, random_next(&f->rng));
}

static bool seldom(struct frame *f)
{
	return !random_below(&f->rng, 10);
}

static uint32_t any_ethertype(struct frame *f)
{
	static const uint16_t some[] = {0x800, 0x800, 0x800, 0x86dd, 0x86dd, 0x8100, 0x88a8, 0x8864,
		0x8864, 0x8847, 0x8848, 0x806, 0x8035, 0x88ca, 0x8906, 0x88f7, 0x88fb, 0x892f,
		0x4305, 0x8902, 0x88cc, 0x1234};

	return random_of(&f->rng, some);
}

static uint32_t any_protocol(struct frame *f)
{
	static const uint8_t some[] = {6, 6, 17, 1, 2, 4, 4, 33, 41, 41, 44, 47, 47, 47, 0, 43, 60,
		58, 132, 136, 137, 115, 50, 51, 255};

	return random_of(&f->rng, some);
}

static void put_header(struct frame *f, uint32_t ethertype);

static void put_gre(struct frame *f)
{
	uint32_t version = random_below(&f->rng, 8) ? random_below(&f->rng, 2) : 2;
	uint32_t flags = version | (random_next(&f->rng) & 0xb080) | (seldom(f) ? 0x4000 : 0);
	uint32_t inner = version == 1 ? 0x880b : seldom(f) ? 0x6558 : any_ethertype(f);

	half(f, flags);
	half(f, seldom(f) ? 0x1234 : inner);
	random_bytes(f, 4 * (!!(flags & 0x8000) + !!(flags & 0x2000) + !!(flags & 0x1000)));
	random_bytes(f, flags & 0x80 && version == 1 ? 4 : 0);
	if (version == 1) {
		half(f, 0xff03);
		half(f, seldom(f) ? 0xc021 : random_below(&f->rng, 2) ? 0x21 : 0x57);
		inner = f->p[f->n - 1] == 0x21 ? 0x800 : 0x86dd;
	} else if (inner == 0x6558) {
		random_bytes(f, 12);
		half(f, inner = any_ethertype(f));
	}
	put_header(f, inner);
}

static void put_transport_of(struct frame *f, uint32_t protocol, bool in_ipv6)
{
	uint32_t next = any_protocol(f);

	switch (protocol) {
	case 4: put_header(f, 0x800); break;
	case 41: put_header(f, 0x86dd); break;
	case 47: put_gre(f); break;
	case 137: put_header(f, 0x8847); break;
	case 0:
	case 43:
	case 60:
	case 44:
		if (!in_ipv6 || f->n > ROOM)
			break;
		byte(f, next);
		byte(f, protocol == 44 ? 0 : random_below(&f->rng, 2));
		half(f, protocol == 44 && seldom(f) ? 0 : random_next(&f->rng));
		random_bytes(f, protocol == 44 ? 4 : f->p[f->n - 3] * 8 + 4);
		put_transport_of(f, next, true);
		break;
	default: random_bytes(f, random_below(&f->rng, 40)); break;
	}
}

static void put_ip(struct frame *f, bool six)
{
	uint32_t protocol = any_protocol(f), words = seldom(f) ? random_below(&f->rng, 16) : 5;
	uint32_t fragment = seldom(f) ? random_next(&f->rng) & 0x3fff : 0x4000;

	if (six) {
		half(f, 0x6000);
		random_bytes(f, 4);
		byte(f, protocol);
		random_bytes(f, 33);
	} else {
		byte(f, 0x40 | words);
		random_bytes(f, 5);
		half(f, fragment);
		byte(f, 64);
		byte(f, protocol);
		random_bytes(f, 10 + (words > 5 ? (words - 5) * 4 : 0));
	}
	put_transport_of(f, protocol, six);
}

static void put_header(struct frame *f, uint32_t ethertype)
{
	static const uint16_t ppp[] = {0x21, 0x57, 0x281, 0x283, 0xc021, 0x2100, 0x5701, 0x20};
	uint32_t next = any_ethertype(f);

	if (f->n > ROOM)
		return;
	switch (ethertype) {
	case 0x800: put_ip(f, false); break;
	case 0x86dd: put_ip(f, true); break;
	case 0x8100:
	case 0x88a8:
		half(f, random_next(&f->rng));
		half(f, next);
		put_header(f, next);
		break;
	case 0x8864:
		byte(f, seldom(f) ? random_next(&f->rng) : 0x11);
		byte(f, seldom(f));
		random_bytes(f, 4);
		half(f, next = random_of(&f->rng, ppp));
		put_header(f, next == 0x21 ? 0x800 : next == 0x57 ? 0x86dd : 0);
		break;
	case 0x88fb:
	case 0x892f:
		random_bytes(f, 4);
		half(f, next);
		put_header(f, next);
		break;
	case 0x4305:
		byte(f, seldom(f) ? 0x41 : 0x40);
		byte(f, seldom(f) ? 14 : 15);
		random_bytes(f, 8 + 12);
		half(f, next);
		put_header(f, next);
		break;
	default: random_bytes(f, random_below(&f->rng, 60)); break;
	}
}

/* More headers than the kernel follows, or about as many: VLAN tags, options of IPv6. */
static void put_deep(struct frame *f)
{
	uint32_t tags = random_below(&f->rng, 19), options = random_below(&f->rng, 19);

	while (tags--) {
		half(f, 0x8100);
		half(f, random_next(&f->rng));
	}
	half(f, 0x86dd);
	half(f, 0x6000);
	random_bytes(f, 4);
	byte(f, options ? 60 : 17);
	random_bytes(f, 33);
	while (options--) {
		byte(f, options ? 60 : 17);
		byte(f, 0);
		random_bytes(f, 6);
	}
	random_bytes(f, 20);
}

/* Some bytes behind the addresses become others. */
static void mutate(struct frame *f)
{
	for (uint32_t n = 1 + random_below(&f->rng, 3); n--;)
		f->p[12 + random_below(&f->rng, f->n - 12)] = (uint8_t)random_next(&f->rng);
}

static void frame_make(struct frame *f)
{
	uint32_t ethertype = any_ethertype(f);

	f->n = 0;
	random_bytes(f, 12);
	f->p[0] &= 0xfe;
	if (seldom(f)) {
		put_deep(f);
	} else {
		half(f, ethertype);
		put_header(f, ethertype);
	}
	if (seldom(f) && f->n > ETHER + 20)
		f->n -= random_below(&f->rng, f->n - ETHER - 18);
	while (f->n < 60)
		byte(f, 0);
	if (!random_below(&f->rng, 4))
		mutate(f);
}

#endif
