/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of capture files as the classic machine's packets: where the network header is, and what
 * the kernel would know of the frame. */
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#include <pcap/dlt.h>

#include "cbpf_vm.h"

static uint16_t get16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static struct cbpf_packet plain(const uint8_t *bytes, uint32_t caplen, uint32_t len)
{
	return (struct cbpf_packet){.bytes = bytes,
		.caplen = caplen,
		.len = len < caplen ? caplen : len,
		.network = caplen,
		.device = true,
		.ifindex = 1};
}

/* As eth_type_trans: by the address of the receiver. Which one is this host's is not known. */
static uint8_t packet_type(const uint8_t *receiver)
{
	static const uint8_t broadcast[ETH_ALEN] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

	if (!(receiver[0] & 1))
		return PACKET_HOST;
	return memcmp(receiver, broadcast, ETH_ALEN) ? PACKET_MULTICAST : PACKET_BROADCAST;
}

struct cbpf_packet cbpf_packet_ethernet(const uint8_t *bytes, uint32_t caplen, uint32_t len)
{
	struct cbpf_packet p = plain(bytes, caplen, len);

	p.link = true;
	p.hatype = ARPHRD_ETHER;
	if (caplen < ETH_HLEN)
		return p;
	uint16_t type = get16(bytes + 12);

	p.network = ETH_HLEN;
	p.type = packet_type(bytes);
	p.protocol = type >= ETH_P_802_3_MIN ? type : ETH_P_802_2;
	return p;
}

/* The protocol of a packet without a link header, by its version. */
static void by_version(struct cbpf_packet *p, uint32_t at)
{
	p->network = at;
	if (at < p->caplen)
		p->protocol = p->bytes[at] >> 4 == 6 ? ETH_P_IPV6 : ETH_P_IP;
}

struct cbpf_packet cbpf_packet_of_link(
	int link, const uint8_t *bytes, uint32_t caplen, uint32_t len)
{
	struct cbpf_packet p = plain(bytes, caplen, len);

	switch (link) {
	case DLT_EN10MB: return cbpf_packet_ethernet(bytes, caplen, len);
	case DLT_RAW:
	case DLT_IPV4:
	case DLT_IPV6:
		p.hatype = ARPHRD_NONE;
		by_version(&p, 0);
		break;
	case DLT_NULL:
	case DLT_LOOP:
		p.hatype = ARPHRD_LOOPBACK;
		by_version(&p, caplen < 4 ? caplen : 4);
		break;
	case DLT_LINUX_SLL: /* type, ARPHRD, address length, address[8], protocol */
		if (caplen >= 16) {
			p.type = (uint8_t)get16(bytes);
			p.hatype = get16(bytes + 2);
			p.protocol = get16(bytes + 14);
			p.network = 16;
		}
		break;
	default: break;
	}
	return p;
}
