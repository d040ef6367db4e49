/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic BPF: the program as a value, and the facts about its instructions (cbpf.def). The machine
 * has a 32-bit accumulator A, an index register X, both 0 at the start, and M[0] to M[15]. A packet
 * is read in network byte order; a load outside of it ends the program with 0, as does a division
 * by X when X is 0. Jumps go forward, so every program ends.
 *
 * An absolute load from 0x80000000 on is an offset below 0: from the network header on
 * (CBPF_NET_OFF + n), from the link layer's (CBPF_LL_OFF + n), or an extension (CBPF_AD_OFF + n).
 *
 * This header is free of <linux/filter.h>, whose names libpcap's headers also define; cbpf_insn is
 * laid out as struct sock_filter and libpcap's bpf_insn are.
 */
#ifndef BPF_CBPF_H
#define BPF_CBPF_H

#include "base/diag.h"
#include "base/vec.h"

enum {
	CBPF_MAX_INSNS = 4096,
	CBPF_MEM_WORDS = 16,
	CBPF_SECCOMP_DATA = 64, /* bytes of struct seccomp_data */
	CBPF_XT_MAX = 64,       /* instructions that xt_bpf takes */
};
#define CBPF_AD_OFF  ((uint32_t)-0x1000)
#define CBPF_NET_OFF ((uint32_t)-0x100000)
#define CBPF_LL_OFF  ((uint32_t)-0x200000)

struct cbpf_insn {
	uint16_t code;
	uint8_t jt, jf;
	uint32_t k;
};

struct cbpf_prog {
	VEC(struct cbpf_insn) insns;
	const src_loc *locs; /* where each was written; NULL: not known */
};

enum cbpf_id {
#define C(name, opcode, op, mode, bytes, who, text) CBPF_##name,
#include "cbpf.def"
	CBPF_COUNT,
	CBPF_INVALID = CBPF_COUNT
};

enum cbpf_op {
	CBPF_OP_LD, /* A = */
	CBPF_OP_LDX,
	CBPF_OP_ST, /* M[k] = A */
	CBPF_OP_STX,
	CBPF_OP_ADD, /* A = A op operand */
	CBPF_OP_SUB,
	CBPF_OP_MUL,
	CBPF_OP_DIV,
	CBPF_OP_OR,
	CBPF_OP_AND,
	CBPF_OP_LSH,
	CBPF_OP_RSH,
	CBPF_OP_NEG,
	CBPF_OP_MOD,
	CBPF_OP_XOR,
	CBPF_OP_JA,  /* to pc + 1 + k */
	CBPF_OP_JEQ, /* A op operand ? pc + 1 + jt : pc + 1 + jf */
	CBPF_OP_JGT,
	CBPF_OP_JGE,
	CBPF_OP_JSET,
	CBPF_OP_RET,
	CBPF_OP_TAX, /* X = A */
	CBPF_OP_TXA,
};

enum cbpf_mode {
	CBPF_MODE_NONE,
	CBPF_MODE_K,
	CBPF_MODE_X,
	CBPF_MODE_A,   /* RET alone */
	CBPF_MODE_ABS, /* the packet at k, or an extension */
	CBPF_MODE_IND, /* the packet at X + k */
	CBPF_MODE_MEM, /* M[k] */
	CBPF_MODE_LEN, /* bytes of the packet */
	CBPF_MODE_MSH, /* 4 * (packet[k] & 15): length of an IPv4 header */
};

/* Who takes a program. */
enum cbpf_taker { CBPF_SOCKET, CBPF_SECCOMP, CBPF_XT_BPF };

struct cbpf_info {
	const char *name; /* "LD_IMM" */
	const char *text; /* template, see cbpf.def */
	uint8_t opcode;
	uint8_t op;           /* enum cbpf_op */
	uint8_t mode;         /* enum cbpf_mode */
	uint8_t bytes;        /* read from the packet: 0, 1, 2, 4 */
	bool kernel, seccomp; /* accepted by */
};

enum cbpf_ext {
#define E(name, offset, text) CBPF_EXT_##name,
#include "cbpf.def"
	CBPF_EXT_COUNT,
	CBPF_EXT_NONE = CBPF_EXT_COUNT
};
struct cbpf_ext_info {
	const char *name, *text; /* "PROTO"; "proto", as bpf_asm calls it, or "" */
	uint32_t offset;         /* from CBPF_AD_OFF */
};

/* Which instruction has this opcode; CBPF_INVALID. The kernel knows no others but CBPF_RET_X less.
 */
enum cbpf_id cbpf_id(uint16_t code);
/* id must be below CBPF_COUNT. */
const struct cbpf_info *cbpf_info(enum cbpf_id id);
/* The row of an instruction's opcode; NULL when it is none. */
const struct cbpf_info *cbpf_lookup(uint16_t code);
/* The extension that an instruction loads; CBPF_EXT_NONE when it is another load or none. */
enum cbpf_ext cbpf_ext(struct cbpf_insn insn);
const struct cbpf_ext_info *cbpf_ext_info(enum cbpf_ext ext);

static inline bool cbpf_is_alu(enum cbpf_op op)
{
	return op >= CBPF_OP_ADD && op <= CBPF_OP_XOR;
}
static inline bool cbpf_is_jcc(enum cbpf_op op)
{
	return op >= CBPF_OP_JEQ && op <= CBPF_OP_JSET;
}
static inline struct cbpf_insn cbpf_make(enum cbpf_id id, uint8_t jt, uint8_t jf, uint32_t k)
{
	return (struct cbpf_insn){cbpf_info(id)->opcode, jt, jf, k};
}

/* cbpf_check.c */
enum cbpf_flaw {
#define F(name, who) CBPF_FLAW_##name,
#include "cbpf_flaw.def"
	CBPF_FLAW_COUNT
};
/* What a flaw is called: its format has one unsigned, or none. */
enum diag_id cbpf_flaw_diag(enum cbpf_flaw flaw);
/* Whose flaw it is; CBPF_SOCKET: everybody's. */
enum cbpf_taker cbpf_flaw_taker(enum cbpf_flaw flaw);

/* What is wrong, at which instruction (0 when it is the whole program), and the number in it. */
typedef void cbpf_flaw_fn(void *ctx, enum cbpf_flaw flaw, uint32_t insn, uint32_t number);
/*
 * Everything for which this taker refuses the program, in order; `each` may be NULL. True when
 * there is nothing. What passes for CBPF_SOCKET is safe to run or to lift: opcodes, jumps, M[] and
 * shifts are in range and the end is a return.
 */
bool cbpf_check(
	const struct cbpf_insn *p, uint32_t n, enum cbpf_taker who, cbpf_flaw_fn *each, void *ctx);

/* cbpf_text.c: one instruction in bpf_asm's syntax, jumps to "lN", at most `size` bytes with the
 * NUL. An opcode that is none is ".insn code jt jf k" in hexadecimal; bpf_asm does not read it. */
void cbpf_print(char *buf, size_t size, struct cbpf_insn insn, uint32_t pc);

#endif
