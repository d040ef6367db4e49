/* SPDX-License-Identifier: BSD-2-Clause */
/* Arithmetic on constants (constexpr.h) in a C type: wrapping, with overflow reported. */
#ifndef FRONTEND_C_CONST_ARITH_H
#define FRONTEND_C_CONST_ARITH_H

#include "builtins.h"
#include "constexpr.h"

typedef unsigned __int128 u128;
typedef __int128 s128;

static inline u128 const_bits(const struct const_value *v)
{
	return (u128)v->hi << 64 | v->lo;
}
static inline void const_set(struct const_value *v, u128 x)
{
	v->kind = CV_INT;
	v->lo = (uint64_t)x;
	v->hi = (uint64_t)(x >> 64);
}

enum arith_result { ARITH_OK, ARITH_OVERFLOW, ARITH_UNDEFINED };

/*
 * l op r, both of an integer type of `bits` bits; shifts' counts are of any type. Overflow of a
 * signed type wraps, and a shift count out of range is cut, both with ARITH_OVERFLOW; division by
 * zero is ARITH_UNDEFINED and leaves *out alone. The result is not yet wrapped to its type.
 */
enum arith_result const_int_op(
	enum expr_op op, u128 l, u128 r, unsigned bits, bool is_signed, u128 *out);
/* Comparisons and arithmetic; false: the operator is not for floating operands. */
bool const_float_op(enum expr_op op, double l, double r, struct const_value *out);
/* BI_CLZ and the like on an argument of `bits` bits; b: a second argument. False: no value. */
bool const_bit_builtin(enum builtin id, uint64_t a, uint64_t b, unsigned bits, uint64_t *out);

#endif
