/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signed division where the machine has only unsigned (below v4), without a branch. With
 * s(x) = x >>s (bits - 1), all ones for a negative x, and |x| = (x ^ s(x)) - s(x):
 *
 *   a s/ b = (q ^ s) - s      q = |a| / |b|, s = s(a) ^ s(b)
 *   a s% b = (r ^ s(a)) - s(a)    r = |a| % |b|
 *
 * The cases that RFC 9669 fixes come out right: |a| / 0 = 0, |a| % 0 = |a|, and INT_MIN, whose |x|
 * is itself read as unsigned.
 */
#include "legalize.h"

static ir_ref negate_if(struct legalize *l, ir_ref x, ir_ref sign)
{
	return leg_binary(l, IR_SUB, leg_binary(l, IR_XOR, x, sign), sign);
}

/* |x|, and its sign in *sign: 0 when x is a constant not below 0 */
static ir_ref magnitude(struct legalize *l, ir_ref x, unsigned bits, ir_ref *sign)
{
	enum ir_type t = ir_get(l->fn, x)->type;
	int64_t k;

	if (ir_is_const(l->fn, x, &k)) {
		k = sign_extend((uint64_t)k, bits);
		*sign = k < 0 ? ir_const(l->fn, t, -1) : 0;
		return ir_const(l->fn, t, (int64_t)(k < 0 ? -(uint64_t)k : (uint64_t)k));
	}
	*sign = leg_binary_k(l, IR_ASHR, x, bits - 1);
	return negate_if(l, x, *sign);
}

void legalize_sdiv(struct legalize *l)
{
	struct ir_ins x = *ir_get(l->fn, l->at);
	unsigned bits = x.type == IR_I32 ? 32 : 64;
	ir_ref sa, sb, a = magnitude(l, x.a, bits, &sa), b = magnitude(l, x.b, bits, &sb);
	ir_ref r = leg_binary(l, x.op == IR_SDIV ? IR_UDIV : IR_UMOD, a, b);
	ir_ref sign = x.op == IR_SMOD || !sb ? sa : !sa ? sb : leg_binary(l, IR_XOR, sa, sb);

	ir_replace(l->fn, l->at, sign ? negate_if(l, r, sign) : r);
}
