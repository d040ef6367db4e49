/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Builtins on bits and overflow. BPF has byte swaps only; the rest is Hacker's Delight (Warren, 2nd
 * edition, chapters 2 and 5), without branches.
 */
#include "builtins.h"
#include "lower.h"

/* A value being worked on: its type, and as many bits of it as count. */
struct bits {
	ir_ref x;
	enum ir_type t;
	unsigned n; /* 8, 16, 32, 64 */
};

static ir_ref imm(struct lower *L, enum ir_type t, uint64_t v)
{
	return ir_const(FN(L), t, (int64_t)v);
}

static ir_ref op(struct lower *L, enum ir_op o, ir_ref x, ir_ref y)
{
	return ir_emit_binary(B(L), o, x, y);
}

static ir_ref op_imm(struct lower *L, enum ir_op o, ir_ref x, uint64_t v)
{
	return op(L, o, x, imm(L, (enum ir_type)ir_get(FN(L), x)->type, v));
}

/* 0x5555... for a pattern of two bits, and so on, as wide as t. */
static uint64_t repeat(uint64_t byte)
{
	return byte * 0x0101010101010101ull;
}

/* 5-1: counts of pairs, of nibbles, of bytes, their sum by multiplication. */
static ir_ref popcount(struct lower *L, ir_ref x)
{
	unsigned bits = ir_type_bits((enum ir_type)ir_get(FN(L), x)->type);

	x = op(L, IR_SUB, x, op_imm(L, IR_AND, op_imm(L, IR_LSHR, x, 1), repeat(0x55)));
	x = op(L, IR_ADD, op_imm(L, IR_AND, x, repeat(0x33)),
		op_imm(L, IR_AND, op_imm(L, IR_LSHR, x, 2), repeat(0x33)));
	x = op_imm(L, IR_AND, op(L, IR_ADD, x, op_imm(L, IR_LSHR, x, 4)), repeat(0x0f));
	return op_imm(L, IR_LSHR, op_imm(L, IR_MUL, x, repeat(0x01)), bits - 8);
}

/* All bits below the highest set one are set; what remains clear is the count. */
static ir_ref clz(struct lower *L, struct bits v)
{
	for (unsigned s = 1; s < v.n; s *= 2)
		v.x = op(L, IR_OR, v.x, op_imm(L, IR_LSHR, v.x, s));
	return op(L, IR_SUB, imm(L, v.t, v.n), popcount(L, v.x));
}

/* ~x & (x - 1): the trailing zeros as ones. */
static ir_ref ctz(struct lower *L, struct bits v)
{
	ir_ref inverted = op_imm(L, IR_XOR, v.x, ~0ull);

	return popcount(L, op(L, IR_AND, inverted, op_imm(L, IR_ADD, v.x, ~0ull)));
}

static ir_ref sign_mask(struct lower *L, struct bits v)
{
	return op_imm(L, IR_ASHR, v.x, v.n - 1);
}

static ir_ref clrsb(struct lower *L, struct bits v)
{
	v.x = op(L, IR_XOR, v.x, sign_mask(L, v));
	return op_imm(L, IR_ADD, clz(L, v), ~0ull);
}

/* x ? ctz(x) + 1 : 0 */
static ir_ref first_set(struct lower *L, struct bits v)
{
	ir_ref some = ir_emit_convert(B(L), v.t, ir_emit_bool(B(L), v.x), false);
	ir_ref mask = op(L, IR_SUB, imm(L, v.t, 0), some);

	return op(L, IR_AND, op_imm(L, IR_ADD, ctz(L, v), 1), mask);
}

static ir_ref absolute(struct lower *L, struct bits v)
{
	ir_ref s = sign_mask(L, v);

	return op(L, IR_SUB, op(L, IR_XOR, v.x, s), s);
}

static ir_ref byteswap(struct lower *L, struct bits v)
{
	enum ir_op o = v.n == 16 ? IR_BSWAP16 : v.n == 32 ? IR_BSWAP32 : IR_BSWAP64;

	return v.n == 8 ? v.x : ir_emit_unary(B(L), o, v.t, v.x);
}

/* 7-1: swap odd and even bits, pairs, nibbles; then bytes. */
static ir_ref bitreverse(struct lower *L, struct bits v)
{
	static const uint8_t masks[] = {0x55, 0x33, 0x0f};

	for (unsigned i = 0; i < 3; i++) {
		ir_ref high = op_imm(L, IR_AND, op_imm(L, IR_LSHR, v.x, 1u << i), repeat(masks[i]));
		ir_ref low = op_imm(L, IR_SHL, op_imm(L, IR_AND, v.x, repeat(masks[i])), 1u << i);

		v.x = op(L, IR_OR, high, low);
	}
	return byteswap(L, v);
}

static ir_ref rotate(struct lower *L, struct bits v, ir_ref by, bool left)
{
	ir_ref n = op_imm(L, IR_AND, ir_emit_convert(B(L), v.t, by, false), v.n - 1);
	ir_ref back = op_imm(L, IR_AND, op(L, IR_SUB, imm(L, v.t, 0), n), v.n - 1);
	ir_ref x = op(L, IR_OR, op(L, IR_SHL, v.x, left ? n : back),
		op(L, IR_LSHR, v.x, left ? back : n));

	return v.n < 32 ? op_imm(L, IR_AND, x, low_mask(v.n)) : x;
}

static ir_ref expand(struct lower *L, struct expr *e, struct bits v)
{
	switch ((enum builtin)e->u.call.builtin) {
	case BI_BSWAP16:
	case BI_BSWAP32:
	case BI_BSWAP64: return byteswap(L, v);
	case BI_BITREVERSE: return bitreverse(L, v);
	case BI_ROTATE_LEFT: return rotate(L, v, lower_scalar(L, e->u.call.args[1]), true);
	case BI_ROTATE_RIGHT: return rotate(L, v, lower_scalar(L, e->u.call.args[1]), false);
	case BI_CLZ: return clz(L, v);
	case BI_CTZ: return ctz(L, v);
	case BI_CLRSB: return clrsb(L, v);
	case BI_POPCOUNT: return popcount(L, v.x);
	case BI_PARITY: return op_imm(L, IR_AND, popcount(L, v.x), 1);
	case BI_FFS: return first_set(L, v);
	case BI_ABS: return absolute(L, v);
	default: return 0;
	}
}

bool lower_bitop(struct lower *L, struct expr *e, struct value *out)
{
	enum builtin id = (enum builtin)e->u.call.builtin;
	struct expr *a = e->u.call.n ? e->u.call.args[0] : NULL;
	struct bits v;

	if (id < BI_BSWAP16 || id > BI_ABS)
		return false;
	v.x = lower_scalar(L, a);
	v.t = lower_type(L, a->type);
	v.n = type_bits(L->ts, a->type);
	B(L)->loc = e->loc;
	*out = value_of(ir_emit_convert(B(L), lower_type(L, e->type), expand(L, e, v), false));
	return true;
}

/* ---- overflow ---- */

/* 2-13, for operands and result of one 64-bit type. */
static ir_ref overflow64(struct lower *L, enum expr_op o, bool sign, ir_ref x, ir_ref y, ir_ref r)
{
	ir_ref bad;

	if (!sign)
		return o == OPR_ADD ? ir_emit_cmp(B(L), IR_ULT, r, x)
				    : ir_emit_cmp(B(L), IR_ULT, x, y);
	bad = o == OPR_ADD ? op(L, IR_AND, op(L, IR_XOR, x, r), op(L, IR_XOR, y, r))
			   : op(L, IR_AND, op(L, IR_XOR, x, y), op(L, IR_XOR, x, r));
	return ir_emit_cmp(B(L), IR_SLT, bad, lower_i64(L, 0));
}

/* A type that holds every exact result. */
static struct qtype exact_type(struct lower *L, enum expr_op o, struct qtype a, struct qtype b)
{
	bool small = type_bits(L->ts, a) <= 32 && type_bits(L->ts, b) <= 32;
	bool sign = type_is_signed(a) || type_is_signed(b) || o == OPR_SUB;

	return type_q(L->ts->basic[!small ? TY_INT128 : sign ? TY_LONG : TY_ULONG]);
}

/*
 * (a, b, *result): computed exactly, cut to the result's type, and compared with what was there
 * before. Where only the sign differs, cutting loses nothing and the top bit decides.
 */
struct value lower_overflow(struct lower *L, struct expr *e)
{
	enum builtin id = (enum builtin)e->u.call.builtin;
	enum expr_op o = id == BI_ADD_OVERFLOW   ? OPR_ADD
			 : id == BI_SUB_OVERFLOW ? OPR_SUB
						 : OPR_MUL;
	struct expr **args = e->u.call.args;
	struct qtype at = args[0]->type, bt = args[1]->type, rt = type_pointee(args[2]->type);
	struct value a = lower_expr(L, args[0]), b = lower_expr(L, args[1]), r, back;
	struct place p = lower_pointee(L, args[2]);
	struct qtype wide = exact_type(L, o, at, bt);
	bool same =
		type_unqual(at).t == type_unqual(bt).t && type_unqual(at).t == type_unqual(rt).t;

	B(L)->loc = e->loc;
	if (lower_is_128(at) || lower_is_128(bt) || lower_is_128(rt)) {
		diag(L->ds, DIAG_NO_OVERFLOW128, e->loc);
		return lower_undef(L, e->type);
	}
	if (same && type_bits(L->ts, at) == 64 && o != OPR_MUL) {
		r = lower_arith(L, o, at, a, b, bt);
		lower_store(L, &p, rt, r);
		return value_of(overflow64(L, o, type_is_signed(at), a.r, b.r, r.r));
	}
	a = lower_convert(L, a, at, wide);
	b = lower_convert(L, b, bt, wide);
	a = lower_arith(L, o, wide, a, b, wide);
	r = lower_convert(L, a, wide, rt);
	back = lower_convert(L, r, rt, wide);
	lower_store(L, &p, rt, r);
	if (!lower_is_128(wide) && type_bits(L->ts, rt) == 64 &&
		type_is_signed(rt) != type_is_signed(wide))
		return value_of(ir_emit_cmp(B(L), IR_SLT, a.r, lower_i64(L, 0)));
	return value_of(lower_compare(L, OPR_NE, wide, a, back));
}
