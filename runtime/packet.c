/* SPDX-License-Identifier: BSD-2-Clause */
/* See packet.h. */
#include "packet.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/socket.h>

#include "bpf/prog.h"
#include "runtime.h"

enum packet_layer packet_layer(uint32_t type)
{
	switch (type) {
	case PROG_XDP:
	case PROG_SCHED_CLS:
	case PROG_SCHED_ACT: return PACKET_FRAME;
	case PROG_SOCKET_FILTER: return PACKET_SOCK;
	case PROG_CGROUP_SKB:
	case PROG_LWT_IN:
	case PROG_LWT_OUT:
	case PROG_LWT_XMIT:
	case PROG_LWT_SEG6LOCAL:
	case PROG_SK_SKB: return PACKET_L3;
	case PROG_FLOW_DISSECTOR: return PACKET_KEYS;
	default: return PACKET_NONE;
	}
}

size_t runtime_packet_skip(uint32_t type)
{
	return packet_layer(type) == PACKET_L3 ? PACKET_ETH : 0;
}

static uint16_t protocol_of(const uint8_t *p, size_t len)
{
	uint16_t v = (uint16_t)(p[12] << 8 | p[13]);

	if (v >= ETH_P_802_3_MIN)
		return v;
	return len >= 16 && p[14] == 0xff && p[15] == 0xff ? ETH_P_802_3 : ETH_P_802_2;
}

static uint8_t type_of(const uint8_t *dest)
{
	static const uint8_t zero[6]; /* the loopback device's own address, and its broadcast */

	if (!memcmp(dest, zero, 6))
		return PACKET_HOST;
	return dest[0] & 1 ? PACKET_MULTICAST : PACKET_OTHERHOST;
}

struct packet_info packet_look(const uint8_t *p, size_t len)
{
	struct packet_info out = {.protocol = protocol_of(p, len), .type = type_of(p)};

	if (out.protocol == ETH_P_IP && len >= PACKET_ETH + 20) {
		out.family = AF_INET;
		out.src = p + PACKET_ETH + 12;
		out.addr_len = 4;
	} else if (out.protocol == ETH_P_IPV6 && len >= PACKET_ETH + 40) {
		out.family = AF_INET6;
		out.src = p + PACKET_ETH + 8;
		out.addr_len = 16;
	}
	out.dst = out.src ? out.src + out.addr_len : NULL;
	return out;
}
