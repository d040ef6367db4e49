/* SPDX-License-Identifier: BSD-2-Clause */
/* "poff" of the classic machine: bpf/cbpf_poff.h over the bytes of a struct cbpf_packet. */
#include "cbpf_vm.h"

struct poff_packet {
	const struct cbpf_packet *of;
};

/* Below offset 0 are bytes in front of those that the program sees, and the sum wraps around. */
static inline const unsigned char *poff_read(struct poff_packet *packet, unsigned at, unsigned n)
{
	const struct cbpf_packet *pkt = packet->of;
	uint32_t place = pkt->start + at;

	return place <= pkt->caplen && n <= pkt->caplen - place ? pkt->bytes + place : NULL;
}

/* There is one piece. */
static inline int poff_linear(struct poff_packet *packet, unsigned at, unsigned n)
{
	return poff_read(packet, at, n) != NULL;
}

#include "bpf/cbpf_poff.h"

uint32_t cbpf_payload(const struct cbpf_packet *pkt)
{
	struct poff_packet packet = {pkt};
	struct poff d;

	poff_begin(&d, &packet, pkt->network - pkt->start, pkt->protocol);
	/* A VLAN tag that was taken off is a header that was followed. */
	for (int n = POFF_ROUNDS - pkt->vlan; n && poff_round(&d); n--)
		;
	return poff_end(&d, pkt->len - pkt->start);
}
