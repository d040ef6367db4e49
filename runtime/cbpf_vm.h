/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The classic machine with the kernel's meaning, extensions included: what a socket filter would
 * return. Part of the facade runtime.h.
 *
 * The program must have passed cbpf_check(CBPF_SOCKET); "ret x", which is libpcap's, runs too.
 * What the kernel takes from an sk_buff is in struct cbpf_packet. Where libpcap's interpreter
 * differs: it shifts by 32 and more to 0 (here the count is taken modulo 32), and knows no
 * extensions and no offsets below 0.
 */
#ifndef RUNTIME_CBPF_VM_H
#define RUNTIME_CBPF_VM_H

#include "bpf/cbpf.h"

struct cbpf_packet {
	const uint8_t *bytes; /* from the link layer's header on */
	uint32_t caplen;      /* that are there */
	uint32_t len;         /* the packet had, at least caplen; what "len" loads */
	uint32_t start;       /* where the program's offset 0 is, from bytes */
	uint32_t network;     /* where the network header is, from bytes */
	bool link;            /* there is a link header: CBPF_LL_OFF can be read */
	/* what the extensions load */
	uint16_t protocol; /* ETH_P_..., host order */
	uint8_t type;      /* PACKET_HOST, ... */
	bool device;       /* there is one; else a load of ifindex or hatype returns A */
	uint32_t ifindex, mark, rxhash, cpu;
	uint16_t hatype, queue;
	bool vlan; /* a tag was stripped */
	uint16_t vlan_tci, vlan_tpid;
};

struct cbpf_vm {
	uint32_t a, x, m[CBPF_MEM_WORDS];
	uint32_t pc;
	uint64_t rng; /* of "rand"; any number */
	bool done;
	uint32_t ret; /* when done */
};

/*
 * A received Ethernet frame as a packet socket has it: a VLAN tag is where it is, device 1, not
 * marked, for this host unless its address says otherwise.
 */
struct cbpf_packet cbpf_packet_ethernet(const uint8_t *bytes, uint32_t caplen, uint32_t len);
/* The same with another link type (DLT_...): where its network header begins, what protocol it is.
 * Of types that are not known to it the program sees the bytes, and no network header. */
struct cbpf_packet cbpf_packet_of_link(
	int link, const uint8_t *bytes, uint32_t caplen, uint32_t len);

/* A fresh machine; rng 0 stands for a fixed seed. */
struct cbpf_vm cbpf_vm_start(uint64_t rng);
/* One instruction; false when the program has returned. */
bool cbpf_vm_step(struct cbpf_vm *vm, const struct cbpf_prog *p, const struct cbpf_packet *pkt);
/* A whole run: what the program returns. */
uint32_t cbpf_vm_run(const struct cbpf_prog *p, const struct cbpf_packet *pkt, uint64_t rng);

/* cbpf_poff.c: where the payload begins, from the program's offset 0; 0: not known. */
uint32_t cbpf_payload(const struct cbpf_packet *pkt);

#endif
