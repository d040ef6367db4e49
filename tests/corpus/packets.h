/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packets for BPF_PROG_TEST_RUN: the same ones in every run, of the kinds that programs look for,
 * whole, cut off and damaged, and plain noise.
 */
#ifndef KBCC_TESTS_CORPUS_PACKETS_H
#define KBCC_TESTS_CORPUS_PACKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PACKET_MAX = 1500, PACKET_COUNT = 72 };

struct packet {
	uint8_t data[PACKET_MAX];
	size_t n; /* at least 14: the kernel takes no less */
};

/* A generator of numbers, the same for the same seed (xorshift64*). */
struct dice {
	uint64_t state; /* not 0 */
};

uint32_t dice_roll(struct dice *d);

/* The index-th of PACKET_COUNT packets. */
void packet_make(struct packet *p, unsigned index);

#endif
