/* SPDX-License-Identifier: BSD-2-Clause */
/* What testbpf_dump.c writes and runner.c reads. */
#ifndef TESTS_CONFORMANCE_TESTBPF_H
#define TESTS_CONFORMANCE_TESTBPF_H

#include <stdint.h>

enum { DUMP_SUBTESTS = 3, DUMP_DATA = 128 };

struct dump_head {
	uint8_t classic;  /* struct sock_filter; else struct bpf_insn */
	uint8_t fails;    /* the kernel refuses it */
	uint8_t no_data;  /* no packet */
	uint8_t fragment; /* a packet in two pieces, the second of DUMP_DATA bytes */
	uint8_t memory;   /* not a packet but memory of its size, zeros */
	uint32_t n;       /* instructions */
	uint32_t descr_len;
	int32_t sizes[DUMP_SUBTESTS]; /* of the packet; the tests end at one of 0 with result 0 */
	uint32_t results[DUMP_SUBTESTS]; /* expected */
};

#endif
