/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of a value wherever it is available: bits, unsigned and signed range. On demand,
 * looking through a limited number of definitions, so a question costs O(1).
 */
#ifndef IR_KNOWN_H
#define IR_KNOWN_H

#include "ir.h"

struct ir_known {
	uint64_t zeros, ones; /* bits known 0, known 1; i32: bits 32..63 are known 0 */
	uint64_t umin, umax;  /* i32: of the zero-extended value */
	int64_t smin, smax;   /* i32: of the sign-extended 32-bit value */
};

struct ir_known ir_known(const struct ir_fn *fn, ir_ref r);
/* The same of an instruction that is not in the table (yet). */
struct ir_known ir_known_ins(const struct ir_fn *fn, const struct ir_ins *ins);
struct ir_known ir_known_const(enum ir_type t, uint64_t value);
struct ir_known ir_known_any(enum ir_type t);
struct ir_known ir_known_join(enum ir_type t, struct ir_known x, struct ir_known y); /* either */
/* The range of a pure binary operation or conversion on such operands; `t` is the result's type. */
struct ir_known ir_known_op(enum ir_op op, enum ir_type t, struct ir_known x, struct ir_known y);
/* 1, 0, or -1 when it is not decided. `t`: of the operands. */
int ir_known_cmp(enum ir_cc cc, enum ir_type t, struct ir_known x, struct ir_known y);

static inline uint64_t ir_known_zeros(const struct ir_fn *fn, ir_ref r)
{
	return ir_known(fn, r).zeros;
}
/* Trailing zero bits: the alignment of an integer, as a power of two (1 .. 2^63). */
uint64_t ir_known_align(const struct ir_fn *fn, ir_ref r);

#endif
