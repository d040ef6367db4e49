/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the pure operations compute, on numbers: the one definition that folding, SCCP and the
 * interpreter share. Total, as ir.h says. An i32 is a uint64_t whose upper half is 0.
 */
#ifndef IR_EVAL_H
#define IR_EVAL_H

#include "ir.h"

/* A value as its type keeps it: i32 zero-extended. */
static inline uint64_t ir_canon(enum ir_type t, uint64_t v)
{
	return t == IR_I32 ? (uint32_t)v : v;
}

/*
 * `type` is the type of operand a (conversions: what is converted). False when `op` is not an
 * arithmetic operation, conversion or comparison. Unary operations ignore b; cmp reads cc.
 */
bool ir_eval(
	enum ir_op op, enum ir_cc cc, enum ir_type type, uint64_t a, uint64_t b, uint64_t *out);
bool ir_eval_cmp(enum ir_cc cc, enum ir_type type, uint64_t a, uint64_t b);

#endif
