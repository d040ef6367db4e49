/* SPDX-License-Identifier: BSD-2-Clause */
/* __int128 as two i64. Division has no short form on BPF and is refused, as clang refuses it. */
#include "lower.h"

static ir_ref op2(struct lower *L, enum ir_op op, ir_ref x, ir_ref y)
{
	return ir_emit_binary(B(L), op, x, y);
}

static ir_ref carry(struct lower *L, ir_ref x, ir_ref y)
{
	return ir_emit_convert(B(L), IR_I64, ir_emit_cmp(B(L), IR_ULT, x, y), false);
}

/*
 * x = x1:x0, y = y1:y0 in halves of 32 bits:
 *	t = x0 y0 >> 32;  u = x1 y0 + t;  v = x0 y1 + low(u);  high = x1 y1 + high(u) + high(v)
 */
ir_ref lower_umulh(struct lower *L, ir_ref x, ir_ref y)
{
	ir_ref half = lower_i64(L, 32), mask = lower_i64(L, 0xffffffff);
	ir_ref x0 = op2(L, IR_AND, x, mask), x1 = op2(L, IR_LSHR, x, half);
	ir_ref y0 = op2(L, IR_AND, y, mask), y1 = op2(L, IR_LSHR, y, half);
	ir_ref t = op2(L, IR_LSHR, op2(L, IR_MUL, x0, y0), half);
	ir_ref u = op2(L, IR_ADD, op2(L, IR_MUL, x1, y0), t);
	ir_ref v = op2(L, IR_ADD, op2(L, IR_MUL, x0, y1), op2(L, IR_AND, u, mask));
	ir_ref high = op2(L, IR_ADD, op2(L, IR_MUL, x1, y1), op2(L, IR_LSHR, u, half));

	return op2(L, IR_ADD, high, op2(L, IR_LSHR, v, half));
}

static struct value mul128(struct lower *L, struct value x, struct value y)
{
	ir_ref high = lower_umulh(L, x.r, y.r);

	high = op2(L, IR_ADD, high, op2(L, IR_MUL, x.r, y.hi));
	high = op2(L, IR_ADD, high, op2(L, IR_MUL, x.hi, y.r));
	return (struct value){op2(L, IR_MUL, x.r, y.r), high};
}

struct value lower_arith128(
	struct lower *L, enum expr_op op, bool is_signed, struct value x, struct value y)
{
	enum ir_op logic = op == OPR_AND ? IR_AND : op == OPR_OR ? IR_OR : IR_XOR;
	ir_ref lo;

	switch (op) {
	case OPR_ADD:
		lo = op2(L, IR_ADD, x.r, y.r);
		return (struct value){
			lo, op2(L, IR_ADD, op2(L, IR_ADD, x.hi, y.hi), carry(L, lo, x.r))};
	case OPR_SUB:
		return (struct value){op2(L, IR_SUB, x.r, y.r),
			op2(L, IR_SUB, op2(L, IR_SUB, x.hi, y.hi), carry(L, x.r, y.r))};
	case OPR_MUL: return mul128(L, x, y);
	case OPR_AND:
	case OPR_OR:
	case OPR_XOR: return (struct value){op2(L, logic, x.r, y.r), op2(L, logic, x.hi, y.hi)};
	default:
		diag(L->ds, DIAG_NO_DIV128, B(L)->loc);
		return (struct value){ir_undef(FN(L), IR_I64), ir_undef(FN(L), IR_I64)};
	}
}

/* x < y: x.hi < y.hi, or these are equal and x.lo < y.lo (which is unsigned). */
ir_ref lower_cmp128(
	struct lower *L, enum expr_op op, bool is_signed, struct value x, struct value y)
{
	enum expr_op strict = op == OPR_LE ? OPR_LT : op == OPR_GE ? OPR_GT : op;
	ir_ref high, same;

	if (op == OPR_EQ || op == OPR_NE) {
		ir_ref diff = op2(L, IR_OR, op2(L, IR_XOR, x.r, y.r), op2(L, IR_XOR, x.hi, y.hi));

		return ir_emit_cmp(B(L), lower_cc(op, false), diff, lower_i64(L, 0));
	}
	high = ir_emit_cmp(B(L), lower_cc(strict, is_signed), x.hi, y.hi);
	same = ir_emit_cmp(B(L), IR_EQ, x.hi, y.hi);
	same = op2(L, IR_AND, same, ir_emit_cmp(B(L), lower_cc(op, false), x.r, y.r));
	return op2(L, IR_OR, high, same);
}

/* By less than 64: bits cross from one half to the other; n = 0 needs the shift in two steps. */
static struct value shift_short(
	struct lower *L, enum expr_op op, enum ir_op right, struct value x, ir_ref n)
{
	ir_ref back = op2(L, IR_XOR, n, lower_i64(L, 63)), one = lower_i64(L, 1), cross;

	if (op == OPR_SHL) {
		cross = op2(L, IR_LSHR, op2(L, IR_LSHR, x.r, one), back);
		return (struct value){
			op2(L, IR_SHL, x.r, n), op2(L, IR_OR, op2(L, IR_SHL, x.hi, n), cross)};
	}
	cross = op2(L, IR_SHL, op2(L, IR_SHL, x.hi, one), back);
	return (struct value){
		op2(L, IR_OR, op2(L, IR_LSHR, x.r, n), cross), op2(L, right, x.hi, n)};
}

/* By 64 + n. */
static struct value shift_long(
	struct lower *L, enum expr_op op, enum ir_op right, struct value x, ir_ref n)
{
	if (op == OPR_SHL)
		return (struct value){lower_i64(L, 0), op2(L, IR_SHL, x.r, n)};
	return (struct value){op2(L, right, x.hi, n),
		right == IR_ASHR ? op2(L, IR_ASHR, x.hi, lower_i64(L, 63)) : lower_i64(L, 0)};
}

struct value lower_shift128(
	struct lower *L, enum expr_op op, bool is_signed, struct value x, ir_ref count)
{
	enum ir_op right = is_signed ? IR_ASHR : IR_LSHR;
	ir_ref n = op2(L, IR_AND, count, lower_i64(L, 63));
	ir_bid far = ir_block_new(FN(L), NULL), near = ir_block_new(FN(L), NULL);
	ir_bid join = ir_block_new(FN(L), NULL);
	ir_var lo, hi;
	struct value v;
	int64_t k;

	if (ir_is_const(FN(L), count, &k))
		return k & 64 ? shift_long(L, op, right, x, n) : shift_short(L, op, right, x, n);
	lo = ir_var_new(B(L), IR_I64);
	hi = ir_var_new(B(L), IR_I64);
	ir_emit_cbr(B(L), op2(L, IR_AND, count, lower_i64(L, 64)), far, near, 0);
	for (int i = 0; i < 2; i++) {
		ir_start_sealed(B(L), i ? near : far);
		v = i ? shift_short(L, op, right, x, n) : shift_long(L, op, right, x, n);
		ir_var_write(B(L), lo, v.r);
		ir_var_write(B(L), hi, v.hi);
		ir_emit_br(B(L), join);
	}
	ir_start_sealed(B(L), join);
	return (struct value){ir_var_read(B(L), lo), ir_var_read(B(L), hi)};
}
