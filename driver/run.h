/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc run's parts: cmd_run.c (the command), run_input.c, run_output.c, run_vs.c. */
#ifndef DRIVER_RUN_H
#define DRIVER_RUN_H

#include "program.h"
#include "words.h"

enum engine_choice { ENGINE_AUTO, ENGINE_VM, ENGINE_KERNEL };

struct packets {
	struct run_packet *p;
	uint32_t n, cap;
}; /* a VEC */

struct run {
	struct job job;
	struct options opts;
	enum engine_choice engine;
	const char *input, *prog, *data, *pcap, *pcap_out, *ctx, *vs;
	unsigned repeat; /* 0: not given */
	bool json;
	struct preloads preloads;
	/* as the run goes */
	struct packets packets;
	struct pcap_out *out;
	FILE *text; /* what is said: stdout, or, when that is JSON, stderr */
};

/* Packets of --data and --pcap; a frame of zeros where there is neither. False after a diagnosed
 * error, as below. */
bool run_packets(struct run *r);
/* --ctx for this program. Nothing where there is none. */
bool run_context(
	struct run *r, const struct program *p, const struct run_prog *prog, struct run_input *in);

/* What one run did; number: of the packet in a capture, 0: not of one. Writes --pcap-out. */
void run_print(struct run *r, const struct program *p, const struct run_prog *prog,
	const struct run_input *in, const struct run_output *out, uint32_t number);
/* "XDP_PASS"; NULL where values have no names. */
const char *run_verdict(uint32_t type, uint64_t retval);
/* A flow dissector's struct bpf_flow_keys by its fields, in one line. */
void run_print_keys(FILE *f, const uint8_t *keys, bool big_endian);
/* Does the packet go on its way? */
bool run_passes(uint32_t type, uint64_t retval);

/* --vs: both objects in turn, their times beside each other. */
bool run_versus(struct run *r, const struct program *p, bool vm);
void run_print_line(void *ctx, const char *line);

#endif
