/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets as programs of each type see them, the same for the VM and for BPF_PROG_TEST_RUN. */
#ifndef RUNTIME_PACKET_H
#define RUNTIME_PACKET_H

#include <stddef.h>
#include <stdint.h>

enum { PACKET_ETH = 14, PACKET_MAX = 65535 }; /* bytes: of an Ethernet header; of a packet */

enum packet_layer {
	PACKET_NONE,  /* programs of this type have no packet */
	PACKET_FRAME, /* from the Ethernet header on */
	PACKET_SOCK,  /* so too, but BPF_PROG_TEST_RUN would cut the header off */
	PACKET_L3,    /* from the network header on */
	PACKET_KEYS,  /* as FRAME, and what comes out is no packet but a struct bpf_flow_keys */
};
/* type: enum bpf_prog_kind */
enum packet_layer packet_layer(uint32_t type);

struct packet_info {
	uint16_t protocol;        /* host order: ETH_P_*, by the Ethernet header */
	uint8_t type;             /* PACKET_HOST ..., as the loopback device would say */
	uint8_t family;           /* AF_INET, AF_INET6, 0 */
	const uint8_t *src, *dst; /* network addresses, in the packet */
	unsigned addr_len;        /* 0: none */
};
/* len >= PACKET_ETH */
struct packet_info packet_look(const uint8_t *p, size_t len);

#endif
