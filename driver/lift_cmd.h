/* SPDX-License-Identifier: BSD-2-Clause */
/* kbcc filter's half that makes eBPF of a classic program: an object, or C. */
#ifndef DRIVER_LIFT_CMD_H
#define DRIVER_LIFT_CMD_H

#include "bpf/cbpf.h"

enum lift_output { LIFT_NOTHING, LIFT_OBJECT, LIFT_C };

/* As the command line has it; NULL where it says nothing. */
struct lift_cmd {
	enum lift_output make;
	const char *output;  /* object: "filter.o"; C: standard output */
	const char *section; /* "socket", "xdp" or "tc" */
	const char *match, *miss;
	bool portable;
	bool raw; /* return what the classic program returns */
	const char *name, *license;
	const char *input; /* a classic program as text, instead of an expression; "-": standard
			      input */
	const char *title; /* the expression */
};

/* `prog` NULL: of c->input. False after printing an error. */
bool lift_cmd_run(const struct lift_cmd *c, const struct cbpf_prog *prog);

#endif
