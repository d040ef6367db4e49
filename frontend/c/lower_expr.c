/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values of expressions. The left spine (a + b + c + ..., casts between) is walked with a stack of
 * its own, so that very long expressions cost no C stack; EXPR_MAX_HEIGHT bounds the rest.
 */
#include "lower.h"

struct value lower_undef(struct lower *L, struct qtype t)
{
	if (type_is_void(t))
		return value_of(0);
	if (lower_is_128(t))
		return (struct value){ir_undef(FN(L), IR_I64), ir_undef(FN(L), IR_I64)};
	if (lower_is_record(t))
		return value_of(lower_temp(L, type_size(L->ts, t), 1, NULL, 0));
	return value_of(ir_undef(FN(L), lower_type(L, t)));
}

ir_ref lower_scalar(struct lower *L, struct expr *e)
{
	struct value v = lower_expr(L, e);

	return v.r ? v.r : ir_undef(FN(L), lower_type(L, e->type));
}

void lower_effect(struct lower *L, struct expr *e)
{
	while (e->kind == EX_CAST && (e->u.cast.kind == CAST_VOID || e->u.cast.kind == CAST_NONE))
		e = e->u.cast.a;
	/* A volatile object that is named is read (6.7.3p6). */
	if (e->is_lvalue && type_strip(e->type).quals & QUAL_VOLATILE && type_is_scalar(e->type)) {
		struct place p = lower_place(L, e);

		lower_load(L, &p, e->type);
		return;
	}
	L->f->discarded = e;
	lower_expr(L, e);
}

/* ---- floating point: its bits in a register of its size; copied, passed, never computed ---- */

/* What came of an operation that was diagnosed is undefined: once is enough. */
struct value lower_no_float(struct lower *L, struct qtype t, struct value a, struct value b)
{
	bool again = (a.r && ir_get(FN(L), a.r)->op == IR_UNDEF) ||
		     (b.r && ir_get(FN(L), b.r)->op == IR_UNDEF);

	if (!again)
		diag(L->ds, DIAG_NO_FLOAT, B(L)->loc);
	return lower_undef(L, t);
}

uint64_t lower_float_bits(double f, uint64_t size)
{
	float narrow = (float)f;
	uint64_t bits = 0;

	if (size == 4)
		memcpy(&bits, &narrow, 4);
	else
		memcpy(&bits, &f, 8);
	return bits;
}

static struct value float_constant(struct lower *L, struct expr *e)
{
	uint64_t size = type_size(L->ts, e->type);

	if (size != 4 && size != 8)
		return lower_no_float(L, e->type, value_of(0), value_of(0));
	return value_of(
		ir_const(FN(L), lower_type(L, e->type), (int64_t)lower_float_bits(e->u.f, size)));
}

/* ---- integers ---- */

/* The pointer that was loaded from a 32-bit context field and then read as an integer, as i64; or
 * 0. */
static ir_ref packet_bits(struct lower *L, ir_ref x)
{
	const struct ir_ins *i = ir_get(FN(L), x);

	if (i->op != IR_TRUNC)
		return 0;
	x = i->a;
	i = ir_get(FN(L), x);
	if (i->op != IR_PTRTOINT)
		return 0;
	i = ir_get(FN(L), i->a);
	return i->op == IR_LOAD && i->width == 4 ? x : 0;
}

static ir_ref to_i64(struct lower *L, struct value v, struct qtype from)
{
	ir_ref wide = type_is_integer(from) && !type_is_signed(from) ? packet_bits(L, v.r) : 0;

	if (wide)
		return wide;
	return ir_emit_convert(B(L), IR_I64, v.r, type_is_integer(from) && type_is_signed(from));
}

static struct value to_128(struct lower *L, struct value v, struct qtype from)
{
	bool sign = type_is_integer(from) && type_is_signed(from);

	if (lower_is_128(from))
		return v;
	v.r = to_i64(L, v, from);
	v.hi = sign ? ir_emit_binary(B(L), IR_ASHR, v.r, lower_i64(L, 63)) : lower_i64(L, 0);
	return v;
}

static bool is_bool(struct qtype t)
{
	return type_is_integer(t) && type_unqual(t).t->kind == TY_BOOL;
}

static struct value to_bool(struct lower *L, struct value v, struct qtype from)
{
	if (is_bool(from))
		return v;
	if (type_is_float(from))
		return lower_no_float(L, type_q(L->ts->basic[TY_INT]), v, value_of(0));
	if (v.hi)
		v.r = ir_emit_binary(B(L), IR_OR, v.r, v.hi);
	return value_of(ir_emit_bool(B(L), v.r));
}

struct value lower_convert(struct lower *L, struct value v, struct qtype from, struct qtype to)
{
	unsigned from_bits = type_is_integer(from) ? type_bits(L->ts, from) : 64;
	unsigned bits = type_is_integer(to) ? type_bits(L->ts, to) : 64;
	bool sign = type_is_integer(to) && type_is_signed(to);
	bool from_sign = type_is_integer(from) && type_is_signed(from);

	if (is_bool(to))
		return to_bool(L, v, from);
	if (bits > 64)
		return to_128(L, v, from);
	if (bits > 32)
		return value_of(to_i64(L, v, from));
	v = value_of(ir_emit_convert(B(L), IR_I32, v.r, false));
	/* A value that fits stays as it is: registers hold it extended already. */
	if (bits < 32 && !(from_bits < bits && (!from_sign || sign)) &&
		!(from_bits == bits && from_sign == sign && !is_bool(from)))
		v.r = ir_emit_extend(B(L), v.r, bits, sign);
	return v;
}

struct value lower_arith(struct lower *L, enum expr_op op, struct qtype t, struct value x,
	struct value y, struct qtype yt)
{
	static const uint8_t ops[][2] = {[OPR_ADD] = {IR_ADD, IR_ADD},
		[OPR_SUB] = {IR_SUB, IR_SUB},
		[OPR_MUL] = {IR_MUL, IR_MUL},
		[OPR_DIV] = {IR_UDIV, IR_SDIV},
		[OPR_MOD] = {IR_UMOD, IR_SMOD},
		[OPR_AND] = {IR_AND, IR_AND},
		[OPR_OR] = {IR_OR, IR_OR},
		[OPR_XOR] = {IR_XOR, IR_XOR},
		[OPR_SHL] = {IR_SHL, IR_SHL},
		[OPR_SHR] = {IR_LSHR, IR_ASHR}};
	bool sign = type_is_signed(t);

	if (type_is_float(t))
		return lower_no_float(L, t, x, y);
	if (op == OPR_SHL || op == OPR_SHR) {
		ir_ref count = ir_emit_convert(
			B(L), lower_is_128(t) ? IR_I64 : lower_type(L, t), y.r, false);

		if (lower_is_128(t))
			return lower_shift128(L, op, sign, x, count);
		return value_of(ir_emit_binary(B(L), ops[op][sign], x.r, count));
	}
	if (lower_is_128(t))
		return lower_arith128(L, op, sign, x, y);
	/* data_end - data as __u32: the verifier subtracts pointers in 64 bits only. */
	if (op == OPR_SUB && packet_bits(L, x.r) && packet_bits(L, y.r)) {
		ir_ref d = ir_emit_binary(B(L), IR_SUB, packet_bits(L, x.r), packet_bits(L, y.r));

		return value_of(ir_emit_convert(B(L), IR_I32, d, false));
	}
	return value_of(ir_emit_binary(B(L), ops[op][sign], x.r, y.r));
}

/* ---- pointers ---- */

ir_ref lower_ptr_add(struct lower *L, ir_ref p, struct value index, struct qtype it,
	struct qtype elem, bool minus)
{
	int64_t size = (int64_t)type_size(L->ts, elem), n;
	ir_ref i = to_i64(L, index, it);

	if (ir_is_const(FN(L), i, &n)) {
		int64_t bytes = (int64_t)((uint64_t)n * (uint64_t)size);

		return ir_emit_add_imm(B(L), p, minus ? (int64_t)(0 - (uint64_t)bytes) : bytes);
	}
	if (size != 1)
		i = ir_emit_binary(B(L), IR_MUL, i, lower_i64(L, size));
	return ir_emit_binary(B(L), minus ? IR_SUB : IR_ADD, p, i);
}

/* (x - y) / size, which is exact: shift, then multiply by the odd part's inverse modulo 2^64. */
static ir_ref ptr_diff(struct lower *L, ir_ref x, ir_ref y, uint64_t size)
{
	ir_ref d = ir_emit_binary(B(L), IR_SUB, ir_emit_convert(B(L), IR_I64, x, false),
		ir_emit_convert(B(L), IR_I64, y, false));

	if (size <= 1)
		return d;
	unsigned shift = (unsigned)__builtin_ctzll(size);
	uint64_t odd = size >> shift, inverse = odd;

	if (shift)
		d = ir_emit_binary(B(L), IR_ASHR, d, lower_i64(L, shift));
	if (odd == 1)
		return d;
	for (int i = 0; i < 5; i++) /* Newton: each step doubles the correct bits, 3 at first */
		inverse *= 2 - odd * inverse;
	return ir_emit_binary(B(L), IR_MUL, d, lower_i64(L, (int64_t)inverse));
}

static ir_ref int_to_ptr(struct lower *L, struct value v, struct qtype from)
{
	ir_ref x = to_i64(L, v, from);
	int64_t n;

	if (ir_is_const(FN(L), x, &n))
		return ir_const(FN(L), IR_PTR, n);
	return ir_emit_inttoptr(B(L), x, PROV_UNKNOWN);
}

/* ---- operators ---- */

static struct value binary(struct lower *L, struct expr *e, struct value l, struct value r)
{
	struct expr *le = e->u.b.l, *re = e->u.b.r;

	if (e->op >= OPR_EQ && e->op <= OPR_GE)
		return value_of(lower_compare(L, e->op, le->type, l, r));
	if (type_is_pointer(le->type) && type_is_pointer(re->type)) {
		uint64_t size = type_size(L->ts, type_pointee(le->type));

		return value_of(ptr_diff(L, l.r, r.r, size));
	}
	if (type_is_pointer(le->type))
		return value_of(lower_ptr_add(
			L, l.r, r, re->type, type_pointee(le->type), e->op == OPR_SUB));
	return lower_arith(L, e->op, e->type, l, r, re->type);
}

static struct value unary(struct lower *L, struct expr *e, struct value v)
{
	struct value ones = {
		ir_const(FN(L), lower_is_128(e->type) ? IR_I64 : lower_type(L, e->type), -1), 0};
	struct value zero = lower_convert(
		L, value_of(ir_const(FN(L), IR_I32, 0)), type_q(L->ts->basic[TY_INT]), e->type);

	switch (e->op) {
	case OPR_NEG: return lower_arith(L, OPR_SUB, e->type, zero, v, e->type);
	case OPR_NOT:
		if (lower_is_128(e->type))
			ones.hi = ones.r;
		return lower_arith(L, OPR_XOR, e->type, v, ones, e->type);
	case OPR_LNOT: return value_of(ir_emit_not(B(L), to_bool(L, v, e->u.a->type).r));
	default: return v;
	}
}

/* The casts that work on a value; the others are leaves. */
static struct value cast(struct lower *L, struct expr *e, struct value v)
{
	struct qtype from = e->u.cast.a->type;

	switch ((enum cast_kind)e->u.cast.kind) {
	case CAST_INT:
	case CAST_PTR_INT: return lower_convert(L, v, from, e->type);
	case CAST_BOOL: return to_bool(L, v, from);
	case CAST_INT_PTR: return value_of(int_to_ptr(L, v, from));
	case CAST_SPACE:
		return value_of(ir_emit_unary(B(L),
			type_address_space(type_pointee(from)) ? IR_AS_KERN : IR_AS_USER, IR_PTR,
			v.r));
	case CAST_VOID: return value_of(0);
	case CAST_FLOAT: B(L)->loc = e->loc; return lower_no_float(L, e->type, v, value_of(0));
	case CAST_NONE: lower_note_reserved(L, e); return v;
	default: return v;
	}
}

/* The operand that a node works on once its value is known; NULL for leaves. */
static struct expr *spine_operand(struct expr *e)
{
	switch ((enum expr_kind)e->kind) {
	case EX_BINARY:
	case EX_COMMA: return e->u.b.l;
	case EX_UNARY: return e->u.a;
	case EX_CAST:
		switch ((enum cast_kind)e->u.cast.kind) {
		case CAST_LVALUE:
		case CAST_ARRAY:
		case CAST_FUNC:
		case CAST_UNION: return NULL;
		default: return e->u.cast.a;
		}
	default: return NULL;
	}
}

static struct value apply(struct lower *L, struct expr *e, struct value v)
{
	switch ((enum expr_kind)e->kind) {
	case EX_BINARY: {
		struct value r = lower_expr(L, e->u.b.r);

		B(L)->loc = e->loc;
		return binary(L, e, v, r);
	}
	case EX_COMMA: return lower_expr(L, e->u.b.r);
	case EX_UNARY: B(L)->loc = e->loc; return unary(L, e, v);
	default: return cast(L, e, v);
	}
}

/* ---- leaves ---- */

static struct value constant(struct lower *L, struct expr *e)
{
	int64_t lo = (int64_t)e->u.value.lo;

	if (lower_is_128(e->type))
		return (struct value){lower_i64(L, lo), lower_i64(L, (int64_t)e->u.value.hi)};
	return value_of(ir_const(FN(L), lower_type(L, e->type), lo));
}

static struct value assign(struct lower *L, struct expr *e)
{
	struct value v = lower_expr(L, e->u.b.r);
	struct place p = lower_place(L, e->u.b.l);

	B(L)->loc = e->loc;
	return lower_store(L, &p, e->u.b.l->type, v);
}

static struct value compound_assign(struct lower *L, struct expr *e)
{
	struct qtype t = e->u.assign.l->type, c = e->u.assign.computed;
	struct value r = lower_expr(L, e->u.assign.r);
	struct place p = lower_place(L, e->u.assign.l);

	B(L)->loc = e->loc;
	struct value old = lower_load(L, &p, t);

	if (type_is_pointer(t)) {
		r.r = lower_ptr_add(
			L, old.r, r, e->u.assign.r->type, type_pointee(t), e->op == OPR_SUB);
		return lower_store(L, &p, t, value_of(r.r));
	}
	old = lower_convert(L, old, t, c);
	old = lower_arith(L, e->op, c, old, r, e->u.assign.r->type);
	return lower_store(L, &p, t, lower_convert(L, old, c, t));
}

static struct value incdec(struct lower *L, struct expr *e)
{
	struct qtype t = e->u.a->type, i = type_q(L->ts->basic[TY_INT]);
	bool minus = e->op == OPR_PREDEC || e->op == OPR_POSTDEC;
	struct place p = lower_place(L, e->u.a);
	struct value one = value_of(ir_const(FN(L), IR_I32, 1)), old, now;

	B(L)->loc = e->loc;
	old = lower_load(L, &p, t);
	if (type_is_pointer(t)) {
		now = value_of(lower_ptr_add(L, old.r, one, i, type_pointee(t), minus));
	} else {
		struct qtype c = type_size(L->ts, t) < 4 ? i : t;

		now = lower_convert(L, old, t, c);
		now = lower_arith(
			L, minus ? OPR_SUB : OPR_ADD, c, now, lower_convert(L, one, i, c), c);
		now = lower_convert(L, now, c, t);
	}
	now = lower_store(L, &p, t, now);
	return e->op == OPR_PREINC || e->op == OPR_PREDEC ? now : old;
}

static struct value cast_leaf(struct lower *L, struct expr *e)
{
	struct expr *a = e->u.cast.a;
	struct place p;

	switch ((enum cast_kind)e->u.cast.kind) {
	case CAST_LVALUE: p = lower_place(L, a); return lower_load(L, &p, a->type);
	case CAST_ARRAY: p = lower_place(L, a); return value_of(lower_address(L, &p));
	case CAST_FUNC:
		if (a->kind == EX_DEREF)
			return lower_expr(L, a->u.a);
		p = lower_place(L, a);
		return value_of(lower_address(L, &p));
	case CAST_UNION: {
		struct value v = lower_expr(L, a);
		uint64_t size = type_size(L->ts, e->type);

		p = lower_place_at(lower_temp(L, size, type_align(L->ts, e->type), NULL, e->loc),
			type_align(L->ts, e->type));
		lower_store(L, &p, a->type, v);
		return value_of(p.base);
	}
	default: ICE("lower: cast %u", e->u.cast.kind);
	}
}

static struct value leaf(struct lower *L, struct expr *e)
{
	struct place p;

	switch ((enum expr_kind)e->kind) {
	case EX_INT: return constant(L, e);
	case EX_FLOAT: return float_constant(L, e);
	case EX_STRING:
	case EX_DECL:
	case EX_COMPOUND:
	case EX_MEMBER:
	case EX_DEREF:
		p = lower_place(L, e);
		/* Of a record value (not an lvalue) the member is read here. */
		return e->is_lvalue || type_is_func(e->type) ? value_of(0)
							     : lower_load(L, &p, e->type);
	case EX_ADDR: p = lower_place(L, e->u.a); return value_of(lower_address(L, &p));
	case EX_INCDEC: return incdec(L, e);
	case EX_LOGICAL: return lower_logical(L, e);
	case EX_ASSIGN: return assign(L, e);
	case EX_COMPOUND_ASSIGN: return compound_assign(L, e);
	case EX_COND: return lower_choice(L, e);
	case EX_CAST: return cast_leaf(L, e);
	case EX_CALL: return lower_call(L, e);
	case EX_STMT: return lower_stmt_expr(L, e);
	case EX_BUILTIN: return lower_builtin(L, e);
	case EX_PRESERVE: {
		L->f->preserve++;
		struct value v = lower_expr(L, e->u.a);
		L->f->preserve--;
		return v;
	}
	case EX_CORE: return lower_core(L, e);
	default: return lower_undef(L, e->type);
	}
}

struct value lower_expr(struct lower *L, struct expr *e)
{
	struct lower_fn *f = L->f;
	uint32_t mark = f->spine.n;
	struct expr *inner;
	struct value v;

	while ((inner = spine_operand(e))) {
		vec_push(L->scratch, &f->spine, e);
		e = inner;
	}
	B(L)->loc = e->loc;
	v = leaf(L, e);
	while (f->spine.n > mark)
		v = apply(L, vec_pop(&f->spine), v);
	return v;
}
