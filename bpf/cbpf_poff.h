/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a packet's payload begins ("poff"): the kernel's skb_get_poff over its flow dissector.
 * Headers are followed in turn, those of a network protocol, which name an ethertype, and those
 * behind them, which name an IP protocol, until one is met that is followed no further; what is
 * behind that is the payload, less the header of a transport protocol. A header that is cut short
 * or wrong: 0.
 *
 * One text for two machines: the classic one includes it (runtime/cbpf_poff.c), lifted programs
 * have it compiled into them, or printed with them (frontend/cbpf/poff.c). So it includes nothing,
 * is C that the verifier can follow, and leaves to those two what a packet is:
 *
 *	struct poff_packet { ... };
 *	const unsigned char *poff_read(struct poff_packet *packet, unsigned at, unsigned n)
 *		n bytes, at most 40, from the program's offset 0 + at on, good until the next
 *		call; NULL: they are not all there. Below 0, modulo 2^32, are headers that the
 *		program does not see.
 *	int poff_linear(struct poff_packet *packet, unsigned at, unsigned n)
 *		are they there, and in the packet's first piece?
 *
 * and to them the rounds, of which the kernel makes POFF_ROUNDS:
 *
 *	poff_begin(&d, ...); at most so many times poff_round(&d), while it says so; poff_end(&d,
 *...)
 *
 * Every header's function reads it at d->at, moves d->at behind it and says what is next.
 */
#ifndef BPF_CBPF_POFF_H
#define BPF_CBPF_POFF_H

#define POFF_PART static inline __attribute__((always_inline))

enum poff_next {
	POFF_BAD,      /* there is no payload */
	POFF_GOOD,     /* the end */
	POFF_LATER,    /* the end, of a fragment that is not the first */
	POFF_NETWORK,  /* a header of ethertype d->protocol */
	POFF_TRANSPORT /* a header of IP protocol d->transport */
};

/*
 * The verifier remembers a number that is stored to where a word of eight bytes begins, and follows
 * each that it has seen there on its own; so none of those that decide anything stands there, and
 * all rounds are alike to it.
 */
struct poff {
	struct poff_packet *packet;
	unsigned char transport; /* the latest that a header named; 0: none did */
	unsigned char next;      /* enum poff_next */
	unsigned short protocol; /* the latest network header's */
	unsigned at;             /* of the next header */
};

enum {
	POFF_ROUNDS = 16,
	POFF_ETHERNET = 14,
	POFF_IPV4 = 20,
	POFF_IPV6 = 40,
	POFF_VLAN = 4,
	POFF_BATMAN = 10,
	POFF_FCOE = 38,
	POFF_HSR = 6,
	POFF_MPLS = 4,
	POFF_PTP = 34,
	POFF_TIPC = 16,
	POFF_PPP = 4,
	POFF_PPPOE = 8 /* PPP's protocol included */
};

/* Ethertypes. */
enum {
	POFF_ETH_IPV4 = 0x800,
	POFF_ETH_ARP = 0x806,
	POFF_ETH_BATMAN = 0x4305,
	POFF_ETH_BRIDGED = 0x6558, /* an Ethernet frame in GRE */
	POFF_ETH_RARP = 0x8035,
	POFF_ETH_8021Q = 0x8100,
	POFF_ETH_IPV6 = 0x86dd,
	POFF_ETH_PPP = 0x880b, /* in GRE */
	POFF_ETH_MPLS = 0x8847,
	POFF_ETH_MPLS_MULTI = 0x8848,
	POFF_ETH_PPPOE = 0x8864,
	POFF_ETH_8021AD = 0x88a8,
	POFF_ETH_TIPC = 0x88ca,
	POFF_ETH_PTP = 0x88f7,
	POFF_ETH_PRP = 0x88fb,
	POFF_ETH_CFM = 0x8902,
	POFF_ETH_FCOE = 0x8906,
	POFF_ETH_HSR = 0x892f
};

/* Protocols of PPP. */
enum {
	POFF_PPP_IPV4 = 0x21,
	POFF_PPP_IPV6 = 0x57,
	POFF_PPP_MPLS = 0x281,
	POFF_PPP_MPLS_MULTI = 0x283
};

/* Protocols of IP. */
enum {
	POFF_IP_HOP = 0,
	POFF_IP_ICMP = 1,
	POFF_IP_IGMP = 2,
	POFF_IP_IPV4 = 4,
	POFF_IP_TCP = 6,
	POFF_IP_UDP = 17,
	POFF_IP_DCCP = 33,
	POFF_IP_IPV6 = 41,
	POFF_IP_ROUTING = 43,
	POFF_IP_FRAGMENT = 44,
	POFF_IP_GRE = 47,
	POFF_IP_ICMPV6 = 58,
	POFF_IP_DESTINATION = 60,
	POFF_IP_SCTP = 132,
	POFF_IP_UDPLITE = 136,
	POFF_IP_MPLS = 137
};

POFF_PART const unsigned char *poff_header(struct poff *d, unsigned n)
{
	return poff_read(d->packet, d->at, n);
}

POFF_PART unsigned poff_get16(const unsigned char *p)
{
	return (unsigned)(p[0] << 8 | p[1]);
}

POFF_PART enum poff_next poff_follow(struct poff *d, unsigned protocol)
{
	d->protocol = (unsigned short)protocol;
	return POFF_NETWORK;
}

/* `n` bytes that must be there, `skip` of which are no payload. */
POFF_PART enum poff_next poff_last(struct poff *d, unsigned n, unsigned skip)
{
	if (!poff_header(d, n))
		return POFF_BAD;
	d->at += skip;
	return POFF_GOOD;
}

/* ---- network headers ---- */

POFF_PART enum poff_next poff_ipv4(struct poff *d)
{
	const unsigned char *p = poff_header(d, POFF_IPV4);

	if (!p || (p[0] & 0xf) < 5)
		return POFF_BAD;
	unsigned fragment = poff_get16(p + 6);

	d->transport = p[9];
	d->at += (p[0] & 0xfu) * 4;
	/* Of fragments nothing is read further; the first one's transport header counts. */
	if (fragment & 0x1fff)
		return POFF_LATER;
	return fragment & 0x2000 ? POFF_GOOD : POFF_TRANSPORT;
}

POFF_PART enum poff_next poff_ipv6(struct poff *d)
{
	const unsigned char *p = poff_header(d, POFF_IPV6);

	if (!p)
		return POFF_BAD;
	d->transport = p[6];
	d->at += POFF_IPV6;
	return POFF_TRANSPORT;
}

/* `n` bytes, the last two of which are an ethertype: VLAN, HSR and PRP. */
POFF_PART enum poff_next poff_tag(struct poff *d, unsigned n)
{
	const unsigned char *p = poff_header(d, n);

	if (!p)
		return POFF_BAD;
	d->at += n;
	return poff_follow(d, poff_get16(p + n - 2));
}

POFF_PART enum poff_next poff_pppoe(struct poff *d)
{
	const unsigned char *p = poff_header(d, POFF_PPPOE);

	/* version 1, type 1, session data */
	if (!p || p[0] != 0x11 || p[1])
		return POFF_BAD;
	unsigned protocol = poff_get16(p + 6);

	d->at += POFF_PPPOE;
	/* A protocol compressed to one byte is not followed, as kernels have it since they were
	 * corrected. */
	switch (protocol) {
	case POFF_PPP_IPV4: return poff_follow(d, POFF_ETH_IPV4);
	case POFF_PPP_IPV6: return poff_follow(d, POFF_ETH_IPV6);
	case POFF_PPP_MPLS: return poff_follow(d, POFF_ETH_MPLS);
	case POFF_PPP_MPLS_MULTI: return poff_follow(d, POFF_ETH_MPLS_MULTI);
	default: return (protocol & 0x101) == 1 ? POFF_GOOD : POFF_BAD;
	}
}

/* A mesh's unicast packet, of version 15, with an Ethernet frame in it. */
POFF_PART enum poff_next poff_batman(struct poff *d)
{
	const unsigned char *p = poff_header(d, POFF_BATMAN + POFF_ETHERNET);

	if (!p || p[0] != 0x40 || p[1] != 15)
		return POFF_BAD;
	d->at += POFF_BATMAN + POFF_ETHERNET;
	return poff_follow(d, poff_get16(p + POFF_BATMAN + 12));
}

/* The one header that the kernel does not look for behind the first piece. */
POFF_PART enum poff_next poff_fcoe(struct poff *d)
{
	if (!poff_linear(d->packet, d->at, POFF_FCOE))
		return POFF_BAD;
	d->at += POFF_FCOE;
	return POFF_GOOD;
}

POFF_PART enum poff_next poff_network(struct poff *d)
{
	switch (d->protocol) {
	case POFF_ETH_IPV4: return poff_ipv4(d);
	case POFF_ETH_IPV6: return poff_ipv6(d);
	case POFF_ETH_8021Q:
	case POFF_ETH_8021AD: return poff_tag(d, POFF_VLAN);
	case POFF_ETH_PPPOE: return poff_pppoe(d);
	case POFF_ETH_BATMAN: return poff_batman(d);
	case POFF_ETH_PRP:
	case POFF_ETH_HSR: return poff_tag(d, POFF_HSR);
	case POFF_ETH_TIPC: return poff_last(d, POFF_TIPC, 0);
	case POFF_ETH_FCOE: return poff_fcoe(d);
	case POFF_ETH_PTP: return poff_last(d, POFF_PTP, POFF_PTP);
	case POFF_ETH_MPLS:
	case POFF_ETH_MPLS_MULTI: d->at += POFF_MPLS; return POFF_GOOD; /* looked at or not */
	case POFF_ETH_ARP:
	case POFF_ETH_RARP:
	case POFF_ETH_CFM: return POFF_GOOD;
	default: return POFF_BAD;
	}
}

/* ---- behind IP ---- */

/* Flags of GRE's first 16 bits. */
enum {
	POFF_GRE_CSUM = 0x8000,
	POFF_GRE_ROUTING = 0x4000,
	POFF_GRE_KEY = 0x2000,
	POFF_GRE_SEQ = 0x1000,
	POFF_GRE_ACK = 0x0080,
	POFF_GRE_VERSION = 0x0007
};

/* Version 1: a PPP header is in it. */
POFF_PART enum poff_next poff_gre_ppp(struct poff *d)
{
	const unsigned char *p = poff_header(d, POFF_PPP);

	if (!p)
		return POFF_BAD;
	d->at += POFF_PPP;
	switch (poff_get16(p + 2)) {
	case POFF_PPP_IPV4: return poff_follow(d, POFF_ETH_IPV4);
	case POFF_PPP_IPV6: return poff_follow(d, POFF_ETH_IPV6);
	default: return poff_follow(d, POFF_ETH_PPP); /* which is not followed */
	}
}

POFF_PART enum poff_next poff_gre(struct poff *d)
{
	const unsigned char *p = poff_header(d, 4);

	if (!p)
		return POFF_BAD;
	unsigned flags = poff_get16(p), protocol = poff_get16(p + 2);
	unsigned version = flags & POFF_GRE_VERSION;

	if (flags & POFF_GRE_ROUTING || version > 1)
		return POFF_GOOD;
	if (version == 1 && (protocol != POFF_ETH_PPP || !(flags & POFF_GRE_KEY)))
		return POFF_GOOD;
	d->at += flags & POFF_GRE_CSUM ? 8 : 4;
	if (flags & POFF_GRE_KEY && !poff_header(d, 4))
		return POFF_BAD;
	d->at += flags & POFF_GRE_KEY ? 4 : 0;
	d->at += flags & POFF_GRE_SEQ ? 4 : 0;
	if (version == 1) {
		d->at += flags & POFF_GRE_ACK ? 4 : 0;
		return poff_gre_ppp(d);
	}
	/* a bridged Ethernet frame */
	return protocol == POFF_ETH_BRIDGED ? poff_tag(d, POFF_ETHERNET) : poff_follow(d, protocol);
}

/* next header, length in 8 bytes beyond the first 8 */
POFF_PART enum poff_next poff_ipv6_options(struct poff *d)
{
	const unsigned char *p = poff_header(d, 2);

	if (!p)
		return POFF_BAD;
	d->transport = p[0];
	d->at += (p[1] + 1u) * 8;
	return POFF_TRANSPORT;
}

POFF_PART enum poff_next poff_ipv6_fragment(struct poff *d)
{
	const unsigned char *p = poff_header(d, 8);

	if (!p)
		return POFF_BAD;
	d->transport = p[0];
	d->at += 8;
	return poff_get16(p + 2) & 0xfff8 ? POFF_LATER : POFF_GOOD;
}

POFF_PART enum poff_next poff_transport(struct poff *d)
{
	int in_ipv6 = d->protocol == POFF_ETH_IPV6;

	switch (d->transport) {
	case POFF_IP_GRE: return poff_gre(d);
	case POFF_IP_HOP:
	case POFF_IP_ROUTING:
	case POFF_IP_DESTINATION: return in_ipv6 ? poff_ipv6_options(d) : POFF_GOOD;
	case POFF_IP_FRAGMENT: return in_ipv6 ? poff_ipv6_fragment(d) : POFF_GOOD;
	case POFF_IP_IPV4: return poff_follow(d, POFF_ETH_IPV4);
	case POFF_IP_IPV6: return poff_follow(d, POFF_ETH_IPV6);
	case POFF_IP_MPLS: return poff_follow(d, POFF_ETH_MPLS);
	default: return POFF_GOOD;
	}
}

/* ---- the payload ---- */

POFF_PART unsigned poff_transport_header(struct poff *d)
{
	const unsigned char *p;
	unsigned n;

	switch (d->transport) {
	case POFF_IP_TCP:
		p = poff_read(d->packet, d->at + 12, 1);
		n = p ? (p[0] & 0xf0u) >> 2 : 0;
		return p && n < 20 ? 20 : n;
	case POFF_IP_UDP:
	case POFF_IP_UDPLITE:
	case POFF_IP_ICMP:
	case POFF_IP_ICMPV6:
	case POFF_IP_IGMP: return 8;
	case POFF_IP_DCCP:
	case POFF_IP_SCTP: return 12;
	default: return 0;
	}
}

/* From the network header, which is at `at`, of ethertype `protocol`. */
POFF_PART void poff_begin(
	struct poff *d, struct poff_packet *packet, unsigned at, unsigned protocol)
{
	d->packet = packet;
	d->transport = 0;
	d->next = POFF_NETWORK;
	d->protocol = (unsigned short)protocol;
	d->at = at;
}

/* One header; what is behind IPv4 and IPv6 counts as the same. False: it was the last. */
POFF_PART int poff_round(struct poff *d)
{
	enum poff_next next = (enum poff_next)d->next;

	if (next == POFF_NETWORK)
		next = poff_network(d);
	if (next == POFF_TRANSPORT)
		next = poff_transport(d);
	d->next = (unsigned char)next;
	return next >= POFF_NETWORK;
}

/* `len`: of the packet, from offset 0 on. */
POFF_PART unsigned poff_end(struct poff *d, unsigned len)
{
	if (d->next == POFF_BAD)
		return 0;
	d->at &= 0xffff;
	len &= 0xffff;
	if (d->at > len)
		d->at = len;
	return d->next == POFF_LATER ? d->at : d->at + poff_transport_header(d);
}

#endif
