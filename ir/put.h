/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pass's pen: instructions put before another one, with its place. What is trivially known comes
 * back without an instruction. (Lowering's pen is build.h.)
 */
#ifndef IR_PUT_H
#define IR_PUT_H

#include "ir.h"

ir_ref ir_put(struct ir_fn *fn, ir_ref at, struct ir_ins ins); /* loc is taken from `at` */
ir_ref ir_put_unary(struct ir_fn *fn, ir_ref at, enum ir_op op, enum ir_type type, ir_ref a);
ir_ref ir_put_binary(
	struct ir_fn *fn, ir_ref at, enum ir_op op, ir_ref a, ir_ref b); /* type of a */
ir_ref ir_put_imm(
	struct ir_fn *fn, ir_ref at, enum ir_op op, ir_ref a, int64_t imm); /* ptr: imm is i64 */
/* Between i32, i64 and ptr (through i64); widening by sign or zero. */
ir_ref ir_put_convert(struct ir_fn *fn, ir_ref at, enum ir_type to, ir_ref a, bool is_signed);
/* The low `bytes` (1, 2, 4, 8) of integer a, extended within its type. */
ir_ref ir_put_extend(struct ir_fn *fn, ir_ref at, ir_ref a, unsigned bytes, bool is_signed);
/* `size` (1, 2, 4, 8) bytes at p + off: an i32 (zero-extended) or i64. */
ir_ref ir_put_load(
	struct ir_fn *fn, ir_ref at, ir_ref p, int64_t off, unsigned size, unsigned align);
void ir_put_store(struct ir_fn *fn, ir_ref at, ir_ref p, int64_t off, ir_ref value, unsigned size,
	unsigned align);

#endif
