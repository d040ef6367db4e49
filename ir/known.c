/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Known bits and ranges. Three views of one value, each sound by itself; `tighten` lets them teach
 * one another. Everything is of the value as its type keeps it: an i32's bits 32..63 are known 0.
 *
 * Of quotients and remainders nothing is known, since the kernel's verifier knows nothing of them:
 * a check or a mask that a program puts on one is there for the verifier and has to stay.
 */
#include "eval.h"
#include "known.h"

/* A question looks through so many definitions in a row, so many in all, and so many arguments. */
enum { DEPTH = 6, LOOKS = 12, PHI_ARGS = 8 };

static uint64_t type_mask(enum ir_type t)
{
	return low_mask(ir_type_bits(t));
}

struct ir_known ir_known_any(enum ir_type t)
{
	uint64_t mask = type_mask(t);
	int64_t smin = t == IR_I32 ? INT32_MIN : INT64_MIN,
		smax = t == IR_I32 ? INT32_MAX : INT64_MAX;

	return (struct ir_known){.zeros = ~mask, .umax = mask, .smin = smin, .smax = smax};
}

struct ir_known ir_known_const(enum ir_type t, uint64_t value)
{
	uint64_t v = ir_canon(t, value);
	int64_t s = sign_extend(v, ir_type_bits(t));

	return (struct ir_known){
		.zeros = ~v, .ones = v, .umin = v, .umax = v, .smin = s, .smax = s};
}

static struct ir_known tighten(enum ir_type t, struct ir_known k)
{
	unsigned bits = ir_type_bits(t);
	uint64_t sign = 1ull << (bits - 1);

	/* Signed to unsigned and back, where the range does not cross the sign. */
	if (k.smin >= 0 || k.smax < 0) {
		k.umin = max_u64(k.umin, ir_canon(t, (uint64_t)k.smin));
		k.umax = min_u64(k.umax, ir_canon(t, (uint64_t)k.smax));
	}
	/* Bits to range: unknown bits as 0, as 1. */
	k.umin = max_u64(k.umin, k.ones);
	k.umax = min_u64(k.umax, ~k.zeros);
	/* Range to bits: what umin and umax begin with alike. */
	if (k.umin <= k.umax) {
		uint64_t diff = k.umin ^ k.umax;
		uint64_t same = diff ? ~low_mask(log2_floor(diff) + 1) : ~0ull;

		k.ones |= k.umin & same;
		k.zeros |= ~k.umin & same;
	}
	if ((k.umin & sign) == (k.umax & sign)) {
		int64_t lo = sign_extend(k.umin, bits), hi = sign_extend(k.umax, bits);

		k.smin = k.smin > lo ? k.smin : lo;
		k.smax = k.smax < hi ? k.smax : hi;
	}
	/* Contradictory only in code that does not run; any answer is right there. */
	if (k.umin > k.umax || k.smin > k.smax || k.zeros & k.ones)
		return ir_known_any(t);
	return k;
}

struct ir_known ir_known_join(enum ir_type t, struct ir_known x, struct ir_known y)
{
	return (struct ir_known){.zeros = x.zeros & y.zeros,
		.ones = x.ones & y.ones,
		.umin = min_u64(x.umin, y.umin),
		.umax = max_u64(x.umax, y.umax),
		.smin = x.smin < y.smin ? x.smin : y.smin,
		.smax = x.smax > y.smax ? x.smax : y.smax};
}

static bool is_one_value(struct ir_known k)
{
	return k.umin == k.umax;
}

/* ---- operations; k begins as "anything of type t" ---- */

/* The sum's low bits that are known: as far up as both operands' are. */
static void low_bits(struct ir_known *k, enum ir_op op, struct ir_known x, struct ir_known y)
{
	uint64_t unknown = ~(x.zeros | x.ones) | ~(y.zeros | y.ones);
	unsigned n = unknown ? (unsigned)__builtin_ctzll(unknown) : 64;
	uint64_t mask = n ? low_mask(n) : 0, v;

	v = op == IR_ADD ? x.ones + y.ones : op == IR_SUB ? x.ones - y.ones : x.ones * y.ones;
	k->ones |= v & mask;
	k->zeros |= ~v & mask;
}

static struct ir_known known_add(enum ir_type t, struct ir_known x, struct ir_known y)
{
	struct ir_known k = ir_known_any(t);
	uint64_t hi;
	int64_t lo_s, hi_s;

	low_bits(&k, IR_ADD, x, y);
	k.zeros |= ~type_mask(t);
	k.ones &= type_mask(t);
	if (!__builtin_add_overflow(x.umax, y.umax, &hi) && hi <= type_mask(t)) {
		k.umin = x.umin + y.umin;
		k.umax = hi;
	}
	if (!__builtin_add_overflow(x.smin, y.smin, &lo_s) &&
		!__builtin_add_overflow(x.smax, y.smax, &hi_s) && lo_s >= k.smin &&
		hi_s <= k.smax) {
		k.smin = lo_s;
		k.smax = hi_s;
	}
	return k;
}

static struct ir_known known_sub(enum ir_type t, struct ir_known x, struct ir_known y)
{
	struct ir_known k = ir_known_any(t);
	int64_t lo_s, hi_s;

	low_bits(&k, IR_SUB, x, y);
	k.zeros |= ~type_mask(t);
	k.ones &= type_mask(t);
	if (x.umin >= y.umax) {
		k.umin = x.umin - y.umax;
		k.umax = x.umax - y.umin;
	}
	if (!__builtin_sub_overflow(x.smin, y.smax, &lo_s) &&
		!__builtin_sub_overflow(x.smax, y.smin, &hi_s) && lo_s >= k.smin &&
		hi_s <= k.smax) {
		k.smin = lo_s;
		k.smax = hi_s;
	}
	return k;
}

static struct ir_known known_mul(enum ir_type t, struct ir_known x, struct ir_known y)
{
	struct ir_known k = ir_known_any(t);
	unsigned tz = 0;
	uint64_t hi;

	/* Trailing zeros add up. */
	tz += ~x.zeros ? (unsigned)__builtin_ctzll(~x.zeros) : 63;
	tz += ~y.zeros ? (unsigned)__builtin_ctzll(~y.zeros) : 63;
	low_bits(&k, IR_MUL, x, y);
	if (tz)
		k.zeros |= low_mask(tz > 64 ? 64 : tz);
	k.zeros |= ~type_mask(t);
	k.ones &= type_mask(t) & ~k.zeros;
	if (!__builtin_mul_overflow(x.umax, y.umax, &hi) && hi <= type_mask(t)) {
		k.umin = x.umin * y.umin;
		k.umax = hi;
	}
	return k;
}

static struct ir_known known_logic(
	enum ir_op op, enum ir_type t, struct ir_known x, struct ir_known y)
{
	struct ir_known k = ir_known_any(t);

	if (op == IR_AND) {
		k.zeros = x.zeros | y.zeros;
		k.ones = x.ones & y.ones;
		k.umax = min_u64(x.umax, y.umax);
	} else if (op == IR_OR) {
		k.zeros = x.zeros & y.zeros;
		k.ones = x.ones | y.ones;
		k.umin = max_u64(x.umin, y.umin);
	} else {
		k.zeros = (x.zeros & y.zeros) | (x.ones & y.ones);
		k.ones = (x.zeros & y.ones) | (x.ones & y.zeros);
	}
	return k;
}

/* By a known count; nothing is known otherwise but that lshr does not grow. */
static struct ir_known known_shift(
	enum ir_op op, enum ir_type t, struct ir_known x, struct ir_known y)
{
	struct ir_known k = ir_known_any(t);
	unsigned bits = ir_type_bits(t), n = (unsigned)y.umin & (bits - 1);
	uint64_t mask = type_mask(t);

	if (!is_one_value(y)) {
		if (op == IR_LSHR)
			k.umax = x.umax;
		return k;
	}
	if (op == IR_SHL) {
		k.zeros = ~mask | (x.zeros << n) | (n ? low_mask(n) : 0);
		k.ones = x.ones << n & mask;
		if (x.umax <= mask >> n) {
			k.umin = x.umin << n;
			k.umax = x.umax << n;
		}
	} else if (op == IR_LSHR) {
		k.zeros = ~mask | (x.zeros & mask) >> n | (mask & ~(mask >> n));
		k.ones = x.ones >> n;
		k.umin = x.umin >> n;
		k.umax = x.umax >> n;
	} else {
		k.zeros = ir_canon(t, (uint64_t)(sign_extend(x.zeros, bits) >> n)) | ~mask;
		k.ones = ir_canon(t, (uint64_t)(sign_extend(x.ones, bits) >> n));
		k.smin = x.smin >> n;
		k.smax = x.smax >> n;
	}
	return k;
}

/* The low `bits` of x, sign-extended to type t. */
static struct ir_known known_sext(enum ir_type t, struct ir_known x, unsigned bits)
{
	struct ir_known k = ir_known_any(t);
	uint64_t low = low_mask(bits - 1);

	k.zeros =
		ir_canon(t, (uint64_t)sign_extend(x.zeros & low_mask(bits), bits)) | ~type_mask(t);
	k.ones = ir_canon(t, (uint64_t)sign_extend(x.ones & low_mask(bits), bits));
	k.smin = -(int64_t)low - 1;
	k.smax = (int64_t)low;
	if (x.smin >= k.smin && x.smax <= k.smax) {
		k.smin = x.smin;
		k.smax = x.smax;
	}
	return k;
}

static struct ir_known known_trunc(struct ir_known x)
{
	struct ir_known k = ir_known_any(IR_I32);

	k.zeros |= x.zeros;
	k.ones = (uint32_t)x.ones;
	if (x.umax <= UINT32_MAX) {
		k.umin = x.umin;
		k.umax = x.umax;
	}
	if (x.smin >= INT32_MIN && x.smax <= INT32_MAX) {
		k.smin = x.smin;
		k.smax = x.smax;
	}
	return k;
}

/* Bytes change places: exact on bits, nothing on ranges. */
static struct ir_known known_bswap(enum ir_op op, enum ir_type t, struct ir_known x)
{
	struct ir_known k = ir_known_any(t);
	uint64_t v;

	ir_eval(op, IR_EQ, t, x.ones, 0, &k.ones);
	ir_eval(op, IR_EQ, t, ~x.zeros, 0, &v);
	k.zeros = ~v;
	return k;
}

static struct ir_known op_raw(enum ir_op op, enum ir_type t, struct ir_known x, struct ir_known y)
{
	struct ir_known k = ir_known_any(t);

	switch (op) {
	case IR_ADD: return known_add(t, x, y);
	case IR_SUB: return known_sub(t, x, y);
	case IR_MUL: return known_mul(t, x, y);
	case IR_AND:
	case IR_OR:
	case IR_XOR: return known_logic(op, t, x, y);
	case IR_SHL:
	case IR_LSHR:
	case IR_ASHR: return known_shift(op, t, x, y);
	case IR_ZEXT:
		k.zeros = x.zeros, k.ones = x.ones, k.umin = x.umin, k.umax = x.umax;
		return k;
	case IR_SEXT: return known_sext(t, x, 32);
	case IR_SEXT8: return known_sext(t, x, 8);
	case IR_SEXT16: return known_sext(t, x, 16);
	case IR_TRUNC: return known_trunc(x);
	case IR_BSWAP16:
	case IR_BSWAP32:
	case IR_BSWAP64: return known_bswap(op, t, x);
	case IR_PTRTOINT:
	case IR_INTTOPTR:
	case IR_COPY: return x;
	default: return k;
	}
}

struct ir_known ir_known_op(enum ir_op op, enum ir_type t, struct ir_known x, struct ir_known y)
{
	return tighten(t, op_raw(op, t, x, y));
}

/* ---- of a value ---- */

struct question {
	const struct ir_fn *fn;
	int left; /* definitions that may still be looked at */
};

/*
 * Look at a value, an instruction: false when nothing is known of it, which is the usual answer and
 * saves what would be made of it; *k is not set then.
 */
static bool look_at(struct question *q, ir_ref r, int depth, struct ir_known *k);

/* The same, but *k is always set. */
static void look_any(struct question *q, ir_ref r, int depth, struct ir_known *k)
{
	r = ir_resolve(q->fn, r);
	if (!look_at(q, r, depth, k))
		*k = ir_known_any((enum ir_type)q->fn->ins.p[r].type);
}

/* Questions to the loader that have yes and no for an answer; the kernel's numbers. */
static bool known_core(const struct question *q, const struct ir_ins *x, struct ir_known *k)
{
	static const uint32_t yes_no = 1u << 2 | 1u << 3 | 1u << 8 | 1u << 10 | 1u << 12;
	uint32_t kind = q->fn->module->core.p[x->imm].kind;

	if (kind > 12 || !(yes_no >> kind & 1))
		return false;
	*k = ir_known_any((enum ir_type)x->type);
	k->zeros = ~1ull;
	*k = tighten((enum ir_type)x->type, *k);
	return true;
}

static bool known_load(const struct ir_ins *x, struct ir_known *k)
{
	enum ir_type t = (enum ir_type)x->type;

	if (x->width >= ir_type_bits(t) / 8)
		return false;
	*k = ir_known_any(t);
	if (x->flags & INSF_SIGNED)
		*k = known_sext(t, *k, x->width * 8u);
	else
		k->zeros = ~low_mask(x->width * 8u);
	*k = tighten(t, *k);
	return true;
}

static bool known_phi(struct question *q, const struct ir_ins *x, int depth, struct ir_known *k)
{
	struct ir_known y;
	bool any = false;

	if (!x->nargs || x->nargs > PHI_ARGS)
		return false;
	for (uint32_t i = 0; i < x->nargs; i++) {
		ir_ref arg = ir_resolve(q->fn, x->args[i]);

		if (!arg)
			return false;
		if (&q->fn->ins.p[arg] == x)
			continue;
		/* One step only: phis of loops would be walked round and round. */
		if (!look_at(q, arg, depth > 1 ? 1 : 0, &y))
			return false;
		*k = any ? ir_known_join((enum ir_type)x->type, *k, y) : y;
		any = true;
	}
	return any;
}

static void known_cmp(struct question *q, const struct ir_ins *x, int depth, struct ir_known *k)
{
	enum ir_type t = (enum ir_type)q->fn->ins.p[x->a].type;
	struct ir_known a, b;
	int v = -1;

	if (t != IR_PTR) {
		look_any(q, x->a, depth, &a);
		look_any(q, x->b, depth, &b);
		v = ir_known_cmp((enum ir_cc)x->cc, t, a, b);
	}
	*k = v >= 0 ? ir_known_const(IR_I32, (uint64_t)v) : ir_known_any(IR_I32);
	k->zeros |= ~1ull;
	if (v < 0)
		*k = tighten(IR_I32, *k);
}

/* Anything added to, taken from or mixed into something of which nothing is known. */
static bool loses_all(enum ir_op op)
{
	return op == IR_ADD || op == IR_SUB || op == IR_XOR;
}

static bool known_arith(struct question *q, const struct ir_ins *x, int depth, struct ir_known *k)
{
	enum ir_op op = (enum ir_op)x->op;
	struct ir_known a, b = {0};

	if (loses_all(op)) {
		if (!look_at(q, ir_resolve(q->fn, x->a), depth, &a) ||
			!look_at(q, ir_resolve(q->fn, x->b), depth, &b))
			return false;
	} else {
		look_any(q, x->a, depth, &a);
		if (ir_ops[op].shape == SHAPE_AB)
			look_any(q, x->b, depth, &b);
	}
	*k = ir_known_op(op, (enum ir_type)x->type, a, b);
	return true;
}

static bool known_ins(struct question *q, const struct ir_ins *x, int depth, struct ir_known *k)
{
	if (x->op == IR_CONST) {
		*k = ir_known_const((enum ir_type)x->type, (uint64_t)x->imm);
		return true;
	}
	if (x->op == IR_LOAD)
		return known_load(x, k);
	if (x->op == IR_CORE)
		return known_core(q, x, k);
	if (!depth || q->left-- <= 0 || !(ir_ops[x->op].flags & OPF_PURE) || ir_is_leaf(x))
		return false;
	switch (x->op) {
	case IR_PHI: return known_phi(q, x, depth, k);
	case IR_CMP: known_cmp(q, x, depth - 1, k); return true;
	case IR_ASM_OUT: return false;
	case IR_IS_CONST:
		*k = ir_known_any((enum ir_type)x->type);
		k->zeros = ~1ull;
		*k = tighten((enum ir_type)x->type, *k);
		return true;
	default: return known_arith(q, x, depth - 1, k);
	}
}

static bool look_at(struct question *q, ir_ref r, int depth, struct ir_known *k)
{
	return known_ins(q, &q->fn->ins.p[r], depth, k);
}

struct ir_known ir_known(const struct ir_fn *fn, ir_ref r)
{
	struct question q = {fn, LOOKS};
	struct ir_known k;

	look_any(&q, r, DEPTH, &k);
	return k;
}

struct ir_known ir_known_ins(const struct ir_fn *fn, const struct ir_ins *ins)
{
	struct question q = {fn, LOOKS};
	struct ir_known k;

	return known_ins(&q, ins, DEPTH, &k) ? k : ir_known_any((enum ir_type)ins->type);
}

int ir_known_cmp(enum ir_cc cc, enum ir_type t, struct ir_known x, struct ir_known y)
{
	switch (cc) {
	case IR_EQ:
		if (is_one_value(x) && is_one_value(y) && x.umin == y.umin)
			return 1;
		return x.umax < y.umin || y.umax < x.umin || x.smax < y.smin || y.smax < x.smin ||
				       (x.ones & y.zeros) || (x.zeros & y.ones)
			       ? 0
			       : -1;
	case IR_ULT: return x.umax < y.umin ? 1 : x.umin >= y.umax ? 0 : -1;
	case IR_SLT: return x.smax < y.smin ? 1 : x.smin >= y.smax ? 0 : -1;
	case IR_UGT:
	case IR_SGT: return ir_known_cmp(ir_cc_swap(cc), t, y, x);
	default: break;
	}
	int v = ir_known_cmp(ir_cc_negate(cc), t, x, y);

	return v < 0 ? v : !v;
}

uint64_t ir_known_align(const struct ir_fn *fn, ir_ref r)
{
	uint64_t zeros = ir_known(fn, r).zeros;

	return ~zeros ? 1ull << __builtin_ctzll(~zeros) : 1ull << 63;
}
