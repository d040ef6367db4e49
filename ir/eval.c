/* SPDX-License-Identifier: BSD-2-Clause */
#include "eval.h"

/* Operands of one width, sign-extended for signed operations and zero-extended for unsigned ones.
 */
struct operands {
	uint64_t a, b;
	int64_t sa, sb;
	unsigned bits, shift; /* shift: b modulo the width */
};

static struct operands operands(enum ir_type type, uint64_t a, uint64_t b)
{
	unsigned bits = ir_type_bits(type);

	return (struct operands){.a = ir_canon(type, a),
		.b = ir_canon(type, b),
		.sa = sign_extend(a, bits),
		.sb = sign_extend(b, bits),
		.bits = bits,
		.shift = (unsigned)b & (bits - 1)};
}

bool ir_eval_cmp(enum ir_cc cc, enum ir_type type, uint64_t a, uint64_t b)
{
	struct operands o = operands(type, a, b);

	switch (cc) {
	case IR_EQ: return o.a == o.b;
	case IR_NE: return o.a != o.b;
	case IR_ULT: return o.a < o.b;
	case IR_UGE: return o.a >= o.b;
	case IR_UGT: return o.a > o.b;
	case IR_ULE: return o.a <= o.b;
	case IR_SLT: return o.sa < o.sb;
	case IR_SGE: return o.sa >= o.sb;
	case IR_SGT: return o.sa > o.sb;
	case IR_SLE: return o.sa <= o.sb;
	case IR_CC_COUNT: break;
	}
	ICE("condition %u", cc);
}

/* MIN / -1 is MIN and MIN % -1 is 0: division by -1 is negation, which wraps. */
static uint64_t sdiv(struct operands o)
{
	return o.b == 0 ? 0 : o.sb == -1 ? -o.a : (uint64_t)(o.sa / o.sb);
}

static uint64_t smod(struct operands o)
{
	return o.b == 0 ? o.a : o.sb == -1 ? 0 : (uint64_t)(o.sa % o.sb);
}

bool ir_eval(enum ir_op op, enum ir_cc cc, enum ir_type type, uint64_t a, uint64_t b, uint64_t *out)
{
	struct operands o = operands(type, a, b);

	switch (op) {
	case IR_ADD: *out = ir_canon(type, o.a + o.b); return true;
	case IR_SUB: *out = ir_canon(type, o.a - o.b); return true;
	case IR_MUL: *out = ir_canon(type, o.a * o.b); return true;
	case IR_UDIV: *out = o.b ? o.a / o.b : 0; return true;
	case IR_UMOD: *out = o.b ? o.a % o.b : o.a; return true;
	case IR_SDIV: *out = ir_canon(type, sdiv(o)); return true;
	case IR_SMOD: *out = ir_canon(type, smod(o)); return true;
	case IR_AND: *out = o.a & o.b; return true;
	case IR_OR: *out = o.a | o.b; return true;
	case IR_XOR: *out = o.a ^ o.b; return true;
	case IR_SHL: *out = ir_canon(type, o.a << o.shift); return true;
	case IR_LSHR: *out = o.a >> o.shift; return true;
	case IR_ASHR: *out = ir_canon(type, (uint64_t)(o.sa >> o.shift)); return true;
	case IR_ZEXT:
	case IR_TRUNC: *out = (uint32_t)a; return true;
	case IR_SEXT: *out = (uint64_t)(int64_t)(int32_t)a; return true;
	case IR_SEXT8: *out = ir_canon(type, (uint64_t)sign_extend(a, 8)); return true;
	case IR_SEXT16: *out = ir_canon(type, (uint64_t)sign_extend(a, 16)); return true;
	case IR_BSWAP16: *out = __builtin_bswap16((uint16_t)a); return true;
	case IR_BSWAP32: *out = __builtin_bswap32((uint32_t)a); return true;
	case IR_BSWAP64: *out = __builtin_bswap64(a); return true;
	case IR_PTRTOINT:
	case IR_INTTOPTR:
	case IR_COPY: *out = o.a; return true;
	case IR_AS_USER: *out = 0; return !a; /* the null pointer is one in both */
	case IR_CMP: *out = ir_eval_cmp(cc, type, a, b); return true;
	default: return false;
	}
}
