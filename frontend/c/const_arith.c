/* SPDX-License-Identifier: BSD-2-Clause */
#include "const_arith.h"

/* Does x, taken as 128 bits, fit `bits` bits of this signedness? Operands did. */
static bool fits(u128 x, unsigned bits, bool is_signed)
{
	if (bits >= 128)
		return true;
	if (!is_signed)
		return !(x >> bits);
	s128 top = (s128)x >> (bits - 1);

	return top == 0 || top == -1;
}

static enum arith_result divide(
	enum expr_op op, u128 l, u128 r, unsigned bits, bool is_signed, u128 *out)
{
	if (!r)
		return ARITH_UNDEFINED;
	if (!is_signed) {
		*out = op == OPR_DIV ? l / r : l % r;
		return ARITH_OK;
	}
	if ((s128)r == -1) { /* also the one division that overflows */
		*out = op == OPR_DIV ? -l : 0;
		return l == (u128)-1 << (bits - 1) ? ARITH_OVERFLOW : ARITH_OK;
	}
	*out = op == OPR_DIV ? (u128)((s128)l / (s128)r) : (u128)((s128)l % (s128)r);
	return ARITH_OK;
}

static enum arith_result shift(
	enum expr_op op, u128 l, u128 r, unsigned bits, bool is_signed, u128 *out)
{
	bool bad = r >= bits;
	unsigned n = bad ? bits - 1 : (unsigned)r;

	if (op == OPR_SHL)
		*out = l << n;
	else
		*out = is_signed ? (u128)((s128)l >> n) : l >> n;
	return bad ? ARITH_OVERFLOW : ARITH_OK;
}

static bool less(u128 l, u128 r, bool is_signed)
{
	return is_signed ? (s128)l < (s128)r : l < r;
}

static enum arith_result sum(
	enum expr_op op, u128 l, u128 r, unsigned bits, bool is_signed, u128 *out)
{
	s128 wide;
	bool over;

	if (op == OPR_ADD)
		over = __builtin_add_overflow((s128)l, (s128)r, &wide);
	else if (op == OPR_SUB)
		over = __builtin_sub_overflow((s128)l, (s128)r, &wide);
	else
		over = __builtin_mul_overflow((s128)l, (s128)r, &wide);
	*out = op == OPR_ADD ? l + r : op == OPR_SUB ? l - r : l * r;
	return is_signed && (over || !fits((u128)wide, bits, true)) ? ARITH_OVERFLOW : ARITH_OK;
}

enum arith_result const_int_op(
	enum expr_op op, u128 l, u128 r, unsigned bits, bool is_signed, u128 *out)
{
	switch (op) {
	case OPR_ADD:
	case OPR_SUB:
	case OPR_MUL: return sum(op, l, r, bits, is_signed, out);
	case OPR_DIV:
	case OPR_MOD: return divide(op, l, r, bits, is_signed, out);
	case OPR_SHL:
	case OPR_SHR: return shift(op, l, r, bits, is_signed, out);
	case OPR_AND: *out = l & r; break;
	case OPR_OR: *out = l | r; break;
	case OPR_XOR: *out = l ^ r; break;
	case OPR_EQ: *out = l == r; break;
	case OPR_NE: *out = l != r; break;
	case OPR_LT: *out = less(l, r, is_signed); break;
	case OPR_GT: *out = less(r, l, is_signed); break;
	case OPR_LE: *out = !less(r, l, is_signed); break;
	case OPR_GE: *out = !less(l, r, is_signed); break;
	default: ICE("constant: operator %d", op);
	}
	return ARITH_OK;
}

bool const_float_op(enum expr_op op, double l, double r, struct const_value *out)
{
	out->kind = CV_INT;
	out->hi = 0;
	switch (op) {
	case OPR_EQ: out->lo = l == r; return true;
	case OPR_NE: out->lo = l != r; return true;
	case OPR_LT: out->lo = l < r; return true;
	case OPR_GT: out->lo = l > r; return true;
	case OPR_LE: out->lo = l <= r; return true;
	case OPR_GE: out->lo = l >= r; return true;
	default: break;
	}
	out->kind = CV_FLOAT;
	switch (op) {
	case OPR_ADD: out->f = l + r; return true;
	case OPR_SUB: out->f = l - r; return true;
	case OPR_MUL: out->f = l * r; return true;
	case OPR_DIV: out->f = l / r; return true; /* also by zero: infinite, or no number */
	default: return false;
	}
}

static uint64_t reverse_bits(uint64_t a, unsigned bits)
{
	uint64_t r = 0;

	for (unsigned i = 0; i < bits; i++)
		r |= (a >> i & 1) << (bits - 1 - i);
	return r;
}

static uint64_t rotate_left(uint64_t a, uint64_t n, unsigned bits)
{
	n %= bits;
	return n ? (a << n | a >> (bits - n)) & low_mask(bits) : a;
}

/* How many bits below the sign bit equal it. */
static unsigned sign_copies(int64_t s, unsigned bits)
{
	uint64_t x = (uint64_t)(s < 0 ? ~s : s);

	return x ? bits - 2 - log2_floor(x) : bits - 1;
}

bool const_bit_builtin(enum builtin id, uint64_t a, uint64_t b, unsigned bits, uint64_t *out)
{
	int64_t s = sign_extend(a, bits);

	a &= low_mask(bits);
	switch (id) {
	case BI_BSWAP16: *out = __builtin_bswap16((uint16_t)a); return true;
	case BI_BSWAP32: *out = __builtin_bswap32((uint32_t)a); return true;
	case BI_BSWAP64: *out = __builtin_bswap64(a); return true;
	case BI_BITREVERSE: *out = reverse_bits(a, bits); return true;
	case BI_ROTATE_LEFT: *out = rotate_left(a, b, bits); return true;
	case BI_ROTATE_RIGHT: *out = rotate_left(a, bits - b % bits, bits); return true;
	case BI_CLZ: *out = a ? bits - 1 - log2_floor(a) : 0; return a != 0;
	case BI_CTZ: *out = a ? (unsigned)__builtin_ctzll(a) : 0; return a != 0;
	case BI_CLRSB: *out = sign_copies(s, bits); return true;
	case BI_POPCOUNT: *out = (unsigned)__builtin_popcountll(a); return true;
	case BI_PARITY: *out = (unsigned)__builtin_parityll(a); return true;
	case BI_FFS: *out = a ? (unsigned)__builtin_ctzll(a) + 1 : 0; return true;
	case BI_ABS: *out = (uint64_t)(s < 0 ? -(uint64_t)s : (uint64_t)s); return true;
	default: return false;
	}
}
