/* SPDX-License-Identifier: BSD-2-Clause */
/* An instruction as the verifier's log prints it, and where a register's value came from. */
#ifndef RUNTIME_VINSN_H
#define RUNTIME_VINSN_H

#include "vlog.h"

enum vinsn_kind {
	VINSN_OTHER,
	VINSN_MOVE,   /* dst = src | imm */
	VINSN_ARITH,  /* dst op= src | imm */
	VINSN_LOAD,   /* dst = *(base + off) */
	VINSN_STORE,  /* *(base + off) = src | imm */
	VINSN_ATOMIC, /* as a store; dst when it fetches */
	VINSN_JUMP,   /* conditional: dst op src | imm */
	VINSN_CALL,   /* dst is r0 */
	VINSN_EXIT,
};

struct vinsn {
	uint8_t kind;          /* enum vinsn_kind */
	int8_t dst, src, base; /* registers, -1: none */
	uint8_t size;          /* bytes of a memory access */
	bool narrow;           /* 32-bit arithmetic or comparison */
	int32_t off;
	bool has_imm;
	int64_t imm;
	char op[6];          /* "+=" and the like of ARITH, "s>" of JUMP */
	struct slice callee; /* CALL: "bpf_map_lookup_elem", "pc+4" */
	int64_t helper;      /* CALL: number behind '#'; -1 */
};

/* Any text is safe; what is not understood is VINSN_OTHER. */
struct vinsn vinsn_parse(struct slice text);

/* One step backwards on the way of a value. */
struct vstep {
	uint32_t event; /* INSN event */
	struct vinsn insn;
	unsigned reg; /* which held the value before this step's instruction */
};

enum { VTRACE_MAX = 32 };

/* The instructions that made what `reg` held before event `at`: the latest first, through copies,
 * arithmetic on it, spills, and out of a callee to its caller. */
struct vtrace {
	struct vstep step[VTRACE_MAX];
	uint32_t n;
};

struct vtrace vtrace_of(const struct vlog *log, uint32_t at, unsigned reg);

#endif
