/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a packet's payload begins ("poff"): the kernel's skb_get_poff over its flow dissector.
 * Headers are followed in turn, those of a network protocol, which name an ethertype, and those
 * behind them, which name an IP protocol, until one is met that is followed no further; what is
 * behind that is the payload, less the header of a transport protocol. A header that is cut short
 * or wrong: 0.
 *
 * Every header's function reads it at d->at, moves d->at behind it and says what is next.
 */
#include <linux/if_ether.h>
#include <linux/ppp_defs.h>
#include <netinet/in.h>

#include "cbpf_vm.h"

enum next {
	NEXT_BAD,      /* there is no payload */
	NEXT_GOOD,     /* the end */
	NEXT_NETWORK,  /* a header of ethertype d->protocol */
	NEXT_TRANSPORT /* a header of IP protocol d->transport */
};

struct dissect {
	const uint8_t *p;  /* from the program's offset 0 */
	uint32_t n;        /* bytes there */
	uint32_t at;       /* of the next header */
	uint16_t protocol; /* the latest network header's */
	uint8_t transport; /* the latest that a header named; 0: none did */
	bool later_fragment;
};

enum {
	MOST_HEADERS = 15, /* that the kernel follows */
	BATMAN_VERSION = 15,
	BATMAN_UNICAST = 0x40,
	BATMAN_LEN = 10,
	FCOE_LEN = 38,
	HSR_LEN = 6,
	MPLS_LEN = 4,
	PTP_LEN = 34,
	TIPC_LEN = 16,
	PPPOE_LEN = 8, /* PPP's protocol included */
	IPPROTO_MPLS_ = 137,
	ETHERTYPE_PPP = 0x880b, /* in GRE */
	ETHERTYPE_CFM = 0x8902,
	PPP_MPLS_UC_ = 0x281,
	PPP_MPLS_MC_ = 0x283,
};

/* Flags of GRE's first 16 bits. */
enum {
	GRE_CSUM_ = 0x8000,
	GRE_ROUTING_ = 0x4000,
	GRE_KEY_ = 0x2000,
	GRE_SEQ_ = 0x1000,
	GRE_ACK_ = 0x0080,
	GRE_VERSION_ = 0x0007
};

static uint32_t get16(const uint8_t *p)
{
	return (uint32_t)(p[0] << 8 | p[1]);
}

/* The next `len` bytes; NULL: they are not all there. */
static const uint8_t *header(const struct dissect *d, uint32_t len)
{
	return d->at <= d->n && len <= d->n - d->at ? d->p + d->at : NULL;
}

static enum next follow(struct dissect *d, uint32_t protocol)
{
	d->protocol = (uint16_t)protocol;
	return NEXT_NETWORK;
}

/* ---- network headers ---- */

static enum next ipv4(struct dissect *d)
{
	const uint8_t *p = header(d, 20);

	if (!p || (p[0] & 0xf) < 5)
		return NEXT_BAD;
	uint32_t fragment = get16(p + 6);

	d->transport = p[9];
	d->at += (p[0] & 0xfu) * 4;
	/* Of fragments nothing is read further; the first one's transport header counts. */
	d->later_fragment = (fragment & 0x1fff) != 0;
	return fragment & 0x3fff ? NEXT_GOOD : NEXT_TRANSPORT;
}

static enum next ipv6(struct dissect *d)
{
	const uint8_t *p = header(d, 40);

	if (!p)
		return NEXT_BAD;
	d->transport = p[6];
	d->at += 40;
	return NEXT_TRANSPORT;
}

static enum next vlan(struct dissect *d)
{
	const uint8_t *p = header(d, 4);

	if (!p)
		return NEXT_BAD;
	d->at += 4;
	return follow(d, get16(p + 2));
}

static enum next pppoe(struct dissect *d)
{
	const uint8_t *p = header(d, PPPOE_LEN);

	/* version 1, type 1, session data */
	if (!p || p[0] != 0x11 || p[1])
		return NEXT_BAD;
	uint32_t protocol = get16(p + 6);

	d->at += PPPOE_LEN;
	/* A protocol compressed to one byte is not followed, as kernels have it since they were
	 * corrected. */
	switch (protocol) {
	case PPP_IP: return follow(d, ETH_P_IP);
	case PPP_IPV6: return follow(d, ETH_P_IPV6);
	case PPP_MPLS_UC_: return follow(d, ETH_P_MPLS_UC);
	case PPP_MPLS_MC_: return follow(d, ETH_P_MPLS_MC);
	default: return (protocol & 0x101) == 1 ? NEXT_GOOD : NEXT_BAD;
	}
}

/* A mesh's unicast packet with an Ethernet frame in it. */
static enum next batman(struct dissect *d)
{
	const uint8_t *p = header(d, BATMAN_LEN + ETH_HLEN);

	if (!p || p[0] != BATMAN_UNICAST || p[1] != BATMAN_VERSION)
		return NEXT_BAD;
	d->at += BATMAN_LEN + ETH_HLEN;
	return follow(d, get16(p + BATMAN_LEN + 12));
}

static enum next hsr(struct dissect *d)
{
	const uint8_t *p = header(d, HSR_LEN);

	if (!p)
		return NEXT_BAD;
	d->at += HSR_LEN;
	return follow(d, get16(p + 4));
}

/* `len` bytes that must be there, `skip` of which are no payload. */
static enum next last(struct dissect *d, uint32_t len, uint32_t skip)
{
	if (!header(d, len))
		return NEXT_BAD;
	d->at += skip;
	return NEXT_GOOD;
}

static enum next network(struct dissect *d)
{
	switch (d->protocol) {
	case ETH_P_IP: return ipv4(d);
	case ETH_P_IPV6: return ipv6(d);
	case ETH_P_8021Q:
	case ETH_P_8021AD: return vlan(d);
	case ETH_P_PPP_SES: return pppoe(d);
	case ETH_P_BATMAN: return batman(d);
	case ETH_P_PRP:
	case ETH_P_HSR: return hsr(d);
	case ETH_P_TIPC: return last(d, TIPC_LEN, 0);
	case ETH_P_FCOE: return last(d, FCOE_LEN, FCOE_LEN);
	case ETH_P_1588: return last(d, PTP_LEN, PTP_LEN);
	case ETH_P_MPLS_UC:
	case ETH_P_MPLS_MC: d->at += MPLS_LEN; return NEXT_GOOD; /* looked at or not */
	case ETH_P_ARP:
	case ETH_P_RARP:
	case ETHERTYPE_CFM: return NEXT_GOOD;
	default: return NEXT_BAD;
	}
}

/* ---- behind IP ---- */

/* Version 1: a PPP header is in it. */
static enum next gre_ppp(struct dissect *d)
{
	const uint8_t *p = header(d, PPP_HDRLEN);

	if (!p)
		return NEXT_BAD;
	d->at += PPP_HDRLEN;
	switch (get16(p + 2)) {
	case PPP_IP: return follow(d, ETH_P_IP);
	case PPP_IPV6: return follow(d, ETH_P_IPV6);
	default: return follow(d, ETHERTYPE_PPP);
	}
}

static enum next gre(struct dissect *d)
{
	const uint8_t *p = header(d, 4);

	if (!p)
		return NEXT_BAD;
	uint32_t flags = get16(p), protocol = get16(p + 2), version = flags & GRE_VERSION_;

	if (flags & GRE_ROUTING_ || version > 1)
		return NEXT_GOOD;
	if (version == 1 && (protocol != ETHERTYPE_PPP || !(flags & GRE_KEY_)))
		return NEXT_GOOD;
	d->at += flags & GRE_CSUM_ ? 8 : 4;
	if (flags & GRE_KEY_ && !header(d, 4))
		return NEXT_BAD;
	d->at += flags & GRE_KEY_ ? 4 : 0;
	d->at += flags & GRE_SEQ_ ? 4 : 0;
	if (version == 1) {
		d->at += flags & GRE_ACK_ ? 4 : 0;
		return gre_ppp(d);
	}
	if (protocol == ETH_P_TEB) {
		p = header(d, ETH_HLEN);
		if (!p)
			return NEXT_BAD;
		protocol = get16(p + 12);
		d->at += ETH_HLEN;
	}
	return follow(d, protocol);
}

/* next header, length in 8 bytes beyond the first 8 */
static enum next ipv6_options(struct dissect *d)
{
	const uint8_t *p = header(d, 2);

	if (!p)
		return NEXT_BAD;
	d->transport = p[0];
	d->at += (p[1] + 1u) * 8;
	return NEXT_TRANSPORT;
}

static enum next ipv6_fragment(struct dissect *d)
{
	const uint8_t *p = header(d, 8);

	if (!p)
		return NEXT_BAD;
	d->transport = p[0];
	d->later_fragment = (get16(p + 2) & 0xfff8) != 0;
	d->at += 8;
	return NEXT_GOOD;
}

static enum next transport(struct dissect *d)
{
	bool in_ipv6 = d->protocol == ETH_P_IPV6;

	switch (d->transport) {
	case IPPROTO_GRE: return gre(d);
	case IPPROTO_HOPOPTS:
	case IPPROTO_ROUTING:
	case IPPROTO_DSTOPTS: return in_ipv6 ? ipv6_options(d) : NEXT_GOOD;
	case IPPROTO_FRAGMENT: return in_ipv6 ? ipv6_fragment(d) : NEXT_GOOD;
	case IPPROTO_IPIP: return follow(d, ETH_P_IP);
	case IPPROTO_IPV6: return follow(d, ETH_P_IPV6);
	case IPPROTO_MPLS_: return follow(d, ETH_P_MPLS_UC);
	default: return NEXT_GOOD;
	}
}

/* ---- the payload ---- */

static uint32_t transport_header(const struct dissect *d)
{
	switch (d->transport) {
	case IPPROTO_TCP:
		if (d->n < d->at + 13)
			return 0;
		return (uint32_t)max_u64(20, (d->p[d->at + 12] & 0xf0u) >> 2);
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
	case IPPROTO_IGMP: return 8;
	case IPPROTO_DCCP:
	case IPPROTO_SCTP: return 12;
	default: return 0;
	}
}

uint32_t cbpf_payload(const struct cbpf_packet *pkt)
{
	struct dissect d = {.protocol = pkt->protocol};
	enum next next = NEXT_NETWORK;

	if (!pkt->protocol || pkt->start > pkt->caplen || pkt->network < pkt->start)
		return 0;
	d.p = pkt->bytes + pkt->start;
	d.n = pkt->caplen - pkt->start;
	d.at = pkt->network - pkt->start;
	/* After IPv4 and IPv6 what is behind them counts as the same header. */
	for (int more = MOST_HEADERS; next == NEXT_NETWORK || next == NEXT_TRANSPORT;) {
		bool was_network = next == NEXT_NETWORK;

		next = was_network ? network(&d) : transport(&d);
		if (next == NEXT_BAD)
			return 0;
		if (!(was_network && next == NEXT_TRANSPORT) && next != NEXT_GOOD && !more--)
			break;
	}
	d.at = (uint32_t)min_u64((uint16_t)d.at, (uint16_t)(pkt->len - pkt->start));
	return d.later_fragment ? d.at : d.at + transport_header(&d);
}
