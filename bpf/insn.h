/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Instructions as values: make, decode, encode. `struct bpf_insn` is the kernel's, in host order;
 * isa.def says which instructions there are. An instruction is two slots long when its row says so
 * (insn_slots); the second slot is all zero but imm.
 */
#ifndef BPF_INSN_H
#define BPF_INSN_H

#include <linux/bpf.h>

#include "base/util.h"

enum insn_id {
#define I(name, opcode, field, value, shape, op, bits, cpu, text) INSN_##name,
#include "isa.def"
#undef I
	INSN_COUNT,
	INSN_INVALID = INSN_COUNT
};

enum insn_op {
	/* arithmetic: dst = dst op (src | imm) */
	INSN_OP_ADD,
	INSN_OP_SUB,
	INSN_OP_MUL,
	INSN_OP_DIV,
	INSN_OP_SDIV,
	INSN_OP_OR,
	INSN_OP_AND,
	INSN_OP_LSH,
	INSN_OP_RSH,
	INSN_OP_MOD,
	INSN_OP_SMOD,
	INSN_OP_XOR,
	INSN_OP_MOV,
	INSN_OP_MOVSX8,
	INSN_OP_MOVSX16,
	INSN_OP_MOVSX32,
	INSN_OP_ARSH,
	INSN_OP_NEG,
	INSN_OP_LE,
	INSN_OP_BE,
	INSN_OP_BSWAP,
	INSN_OP_CAST,
	/* memory: load, sign-extending load, store, store immediate */
	INSN_OP_LD,
	INSN_OP_LDS,
	INSN_OP_ST,
	INSN_OP_STI,
	INSN_OP_LDABS,
	INSN_OP_LDIND,
	/* atomics, without and with fetch */
	INSN_OP_AADD,
	INSN_OP_AOR,
	INSN_OP_AAND,
	INSN_OP_AXOR,
	INSN_OP_AFADD,
	INSN_OP_AFOR,
	INSN_OP_AFAND,
	INSN_OP_AFXOR,
	INSN_OP_AXCHG,
	INSN_OP_ACMPXCHG,
	INSN_OP_LDACQ,
	INSN_OP_STREL,
	/* 64-bit immediates */
	INSN_OP_LDDW,
	INSN_OP_LDDW_MAP_FD,
	INSN_OP_LDDW_MAP_VALUE,
	INSN_OP_LDDW_BTF_ID,
	INSN_OP_LDDW_FUNC,
	INSN_OP_LDDW_MAP_IDX,
	INSN_OP_LDDW_MAP_IDX_VALUE,
	/* conditional jumps; a pair (JEQ, JNE) ... negates each other, JSET stands alone */
	INSN_OP_JEQ,
	INSN_OP_JNE,
	INSN_OP_JGT,
	INSN_OP_JLE,
	INSN_OP_JGE,
	INSN_OP_JLT,
	INSN_OP_JSGT,
	INSN_OP_JSLE,
	INSN_OP_JSGE,
	INSN_OP_JSLT,
	INSN_OP_JSET,
	/* control */
	INSN_OP_JA,
	INSN_OP_JCOND,
	INSN_OP_CALL,
	INSN_OP_CALLX,
	INSN_OP_EXIT,
};

/* Which fields of an instruction are free. */
enum insn_shape {
	INSN_DST = 1,
	INSN_SRC = 2,
	INSN_OFF = 4,
	INSN_IMM = 8,
	INSN_WIDE = 16,
};

enum insn_field { INSN_FIELD_NO, INSN_FIELD_OFF, INSN_FIELD_IMM, INSN_FIELD_SRC };

struct insn_info {
	const char *name; /* "ADD64_K" */
	const char *text; /* template, see isa.def */
	int32_t value;    /* of `field` */
	uint8_t opcode;
	uint8_t field; /* enum insn_field */
	uint8_t shape; /* enum insn_shape bits */
	uint8_t op;    /* enum insn_op */
	uint8_t bits;  /* 8, 16, 32, 64 */
	uint8_t cpu;   /* 1..4 */
};

/* id must be below INSN_COUNT. */
const struct insn_info *insn_info(enum insn_id id);

/*
 * Build an instruction. A field that is not free in its row must be 0 here and gets its fixed
 * value. Of a two-slot instruction this is the first slot; see insn_make_wide.
 */
struct bpf_insn insn_make(enum insn_id id, unsigned dst, unsigned src, int off, int32_t imm);
/* Both slots of a two-slot instruction, imm split over them. */
void insn_make_wide(enum insn_id id, unsigned dst, uint64_t imm, struct bpf_insn out[2]);
/* The 64-bit immediate of a two-slot instruction. */
static inline uint64_t insn_wide_imm(const struct bpf_insn p[2])
{
	return (uint32_t)p[0].imm | (uint64_t)(uint32_t)p[1].imm << 32;
}

/*
 * Which instruction this is; INSN_INVALID when the opcode, a reserved field or a register (above
 * r10) is none of isa.def. A second slot is not seen; insn_decode_at checks it.
 */
enum insn_id insn_id(struct bpf_insn insn);
/* The same for p[0], with its second slot checked against the n slots that remain. */
enum insn_id insn_id_at(const struct bpf_insn *p, size_t n);
/* 1 or 2. INSN_INVALID counts as 1. */
unsigned insn_slots(enum insn_id id);

/* One slot to and from 8 bytes of either byte order. */
void insn_encode(struct bpf_insn insn, bool big_endian, uint8_t out[8]);
struct bpf_insn insn_decode(const uint8_t in[8], bool big_endian);

/* The same comparison the other way round: if (!(a op b)). op must be a conditional jump but JSET.
 */
static inline enum insn_op insn_op_negate(enum insn_op op)
{
	return (enum insn_op)(INSN_OP_JEQ + ((op - INSN_OP_JEQ) ^ 1));
}
static inline bool insn_op_is_jcc(enum insn_op op)
{
	return op >= INSN_OP_JEQ && op <= INSN_OP_JSET;
}
static inline bool insn_op_is_alu(enum insn_op op)
{
	return op <= INSN_OP_CAST;
}
static inline bool insn_op_is_atomic(enum insn_op op)
{
	return op >= INSN_OP_AADD && op <= INSN_OP_STREL;
}
static inline bool insn_op_is_lddw(enum insn_op op)
{
	return op >= INSN_OP_LDDW && op <= INSN_OP_LDDW_MAP_IDX_VALUE;
}
/* Operand 2 of arithmetic, a jump or a store is a register. */
static inline bool insn_is_x(struct bpf_insn insn)
{
	return insn.code & 8;
}

#endif
