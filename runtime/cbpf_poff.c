/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a packet's payload begins ("poff"): the kernel's skb_get_poff over the part of its flow
 * dissector that filters meet: VLAN tags, IPv4, IPv6 with its extension headers, either within
 * the other, ARP. Not followed, and 0 here: GRE, MPLS, PPPoE, TIPC, batman-adv, FCoE, HSR, L2TP.
 */
#include <linux/if_ether.h>
#include <netinet/in.h>

#include "cbpf_vm.h"

struct dissect {
	const uint8_t *p;  /* from the program's offset 0 */
	uint32_t n;        /* bytes there */
	uint32_t at;       /* of the next header */
	uint16_t protocol; /* of a network header that comes next; 0: none comes */
	uint8_t transport;
	bool later_fragment;
};

enum { MOST_HEADERS = 15 }; /* as in the kernel */

static uint32_t get16(const uint8_t *p)
{
	return (uint32_t)(p[0] << 8 | p[1]);
}

static bool ipv4(struct dissect *d)
{
	const uint8_t *p = d->p + d->at;

	if (d->n < d->at + 20 || (p[0] & 0xf) < 5)
		return false;
	uint32_t fragment = get16(p + 6);

	d->transport = p[9];
	d->at += (p[0] & 0xfu) * 4;
	/* Of fragments nothing is read further; the first one's transport header counts. */
	d->later_fragment = (fragment & 0x1fff) != 0;
	d->protocol = 0;
	if (!(fragment & 0x3fff)) {
		if (d->transport == IPPROTO_IPIP)
			d->protocol = ETH_P_IP;
		else if (d->transport == IPPROTO_IPV6)
			d->protocol = ETH_P_IPV6;
	}
	return true;
}

/* next header, length in 8 bytes beyond the first 8 */
static bool ipv6_options(struct dissect *d)
{
	if (d->n < d->at + 2)
		return false;
	uint32_t len = (d->p[d->at + 1] + 1u) * 8;

	d->transport = d->p[d->at];
	d->at += len;
	return true;
}

static bool ipv6_fragment(struct dissect *d)
{
	if (d->n < d->at + 8)
		return false;
	d->transport = d->p[d->at];
	d->later_fragment = (get16(d->p + d->at + 2) & 0xfff8) != 0;
	d->at += 8;
	return true;
}

static bool ipv6(struct dissect *d)
{
	if (d->n < d->at + 40)
		return false;
	d->transport = d->p[d->at + 6];
	d->at += 40;
	d->protocol = 0;
	for (int i = 0; i < MOST_HEADERS; i++) {
		switch (d->transport) {
		case IPPROTO_HOPOPTS:
		case IPPROTO_ROUTING:
		case IPPROTO_DSTOPTS:
			if (!ipv6_options(d))
				return false;
			continue;
		case IPPROTO_FRAGMENT: return ipv6_fragment(d);
		case IPPROTO_IPIP: d->protocol = ETH_P_IP; return true;
		case IPPROTO_IPV6: d->protocol = ETH_P_IPV6; return true;
		default: return true;
		}
	}
	return true;
}

static bool vlan(struct dissect *d)
{
	if (d->n < d->at + 4)
		return false;
	d->protocol = (uint16_t)get16(d->p + d->at + 2);
	d->at += 4;
	return true;
}

static bool network(struct dissect *d)
{
	switch (d->protocol) {
	case ETH_P_IP: return ipv4(d);
	case ETH_P_IPV6: return ipv6(d);
	case ETH_P_8021Q:
	case ETH_P_8021AD: return vlan(d);
	case ETH_P_ARP:
	case ETH_P_RARP: d->protocol = 0; return true;
	default: return false;
	}
}

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

	if (!pkt->protocol || pkt->start > pkt->caplen || pkt->network < pkt->start)
		return 0;
	d.p = pkt->bytes + pkt->start;
	d.n = pkt->caplen - pkt->start;
	d.at = pkt->network - pkt->start;
	for (int i = 0; i < MOST_HEADERS && d.protocol; i++)
		if (!network(&d))
			return 0;
	d.at = (uint32_t)min_u64(d.at, pkt->len - pkt->start);
	return d.later_fragment ? d.at : d.at + transport_header(&d);
}
