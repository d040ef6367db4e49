/* SPDX-License-Identifier: BSD-2-Clause */
/* Builtin functions: memory, facts for the optimizer, and what BPF has not. */
#include "builtins.h"
#include "constexpr.h"
#include "lower.h"

static struct value refuse(struct lower *L, struct expr *e, enum diag_id id)
{
	const struct builtin_row *row = builtin_row((enum builtin)e->u.call.builtin);

	diag(L->ds, id, e->loc, row->name);
	return lower_undef(L, e->type);
}

/* ---- memory ---- */

struct block {
	ir_ref p;
	uint32_t align;
};

/* The argument was converted to void *; its own type tells the alignment. */
static struct block block(struct lower *L, struct expr *e)
{
	struct place p = lower_pointee(L, e);
	struct block b;

	lower_core_end(L, &p);
	lower_reach(L, &p);
	b.align = (uint32_t)min_u64(lower_align_at(&p), 8);
	b.p = lower_address(L, &p);
	return b;
}

static struct value mem(struct lower *L, struct expr *e, enum ir_op op)
{
	struct expr **args = e->u.call.args;
	struct block dst = block(L, args[0]), src = {0, 8};
	bool set = op == IR_MEMSET, zero = e->u.call.builtin == BI_BZERO;
	ir_ref size;
	int64_t n;

	if (zero)
		src.p = ir_const(FN(L), IR_I32, 0);
	else if (set)
		src.p = ir_emit_extend(B(L), lower_scalar(L, args[1]), 8, false);
	else
		src = block(L, args[1]);
	size = lower_scalar(L, args[zero ? 1 : 2]);
	B(L)->loc = e->loc;
	if (!ir_is_const(FN(L), size, &n) || n)
		ir_emit_mem(B(L), op, dst.p, src.p, size,
			dst.align < src.align ? dst.align : src.align);
	return value_of(type_is_void(e->type) ? 0 : dst.p);
}

static struct value mem_compare(struct lower *L, struct expr *e)
{
	struct block x = block(L, e->u.call.args[0]), y = block(L, e->u.call.args[1]);
	ir_ref size = lower_scalar(L, e->u.call.args[2]);

	B(L)->loc = e->loc;
	return value_of(
		ir_emit_memcmp(B(L), x.p, y.p, size, x.align < y.align ? x.align : y.align));
}

/* Of literals, perhaps, once functions are inlined. How much is compared must be known now. */
static struct value string_compare(struct lower *L, struct expr *e)
{
	struct expr **args = e->u.call.args;
	int64_t limit = -1;
	ir_ref a, b;

	if (e->u.call.builtin == BI_STRNCMP && !lower_constant(L, args[2], &limit))
		return refuse(L, e, DIAG_NO_LIBRARY);
	a = lower_scalar(L, args[0]);
	b = lower_scalar(L, args[1]);
	B(L)->loc = e->loc;
	return value_of(ir_emit_strcmp(B(L), a, b, limit));
}

/* ---- constants ---- */

/* An argument with side effects is not evaluated: the answer is no. */
static bool has_effects(const struct expr *e)
{
	for (;;) {
		switch ((enum expr_kind)e->kind) {
		case EX_INT:
		case EX_FLOAT:
		case EX_STRING:
		case EX_DECL: return false;
		case EX_MEMBER: e = e->u.member.base; break;
		case EX_DEREF:
		case EX_ADDR:
		case EX_UNARY:
		case EX_PRESERVE: e = e->u.a; break;
		case EX_CAST: e = e->u.cast.a; break;
		case EX_BINARY:
		case EX_LOGICAL:
			if (has_effects(e->u.b.r))
				return true;
			e = e->u.b.l;
			break;
		case EX_COND:
			if ((e->u.cond.t && has_effects(e->u.cond.t)) || has_effects(e->u.cond.f))
				return true;
			e = e->u.cond.c;
			break;
		default: return true;
		}
	}
}

static struct value constant_p(struct lower *L, struct expr *e)
{
	struct expr *a = e->u.call.args[0];
	struct const_value c;
	ir_ref is, v;

	if (const_eval(L->fe->parser, a, false, &c))
		return value_of(
			ir_const(FN(L), IR_I32, c.kind != CV_ADDR || c.base->kind == EX_STRING));
	if (!type_is_scalar(a->type) || has_effects(a))
		return value_of(ir_const(FN(L), IR_I32, 0));
	struct value x = lower_expr(L, a);

	v = x.r;
	B(L)->loc = e->loc;
	is = ir_emit_unary(B(L), IR_IS_CONST, IR_I32, v);
	if (x.hi)
		is = ir_emit_binary(
			B(L), IR_AND, is, ir_emit_unary(B(L), IR_IS_CONST, IR_I32, x.hi));
	return value_of(is);
}

/* -1, or 0 for the least: nothing is known here of what a pointer points to. */
static struct value object_size(struct lower *L, struct expr *e)
{
	int64_t type = 0;

	lower_constant(L, e->u.call.args[1], &type);
	return value_of(lower_i64(L, type & 2 ? 0 : -1));
}

static struct value fact(struct lower *L, struct expr *e)
{
	struct expr **args = e->u.call.args;

	switch ((enum builtin)e->u.call.builtin) {
	case BI_UNREACHABLE: ir_emit_unreachable(B(L)); return value_of(0);
	case BI_TRAP: ir_emit_trap(B(L)); return value_of(0);
	case BI_ASSUME: return value_of(0); /* the verifier would not believe it */
	case BI_CONSTANT_P: return constant_p(L, e);
	case BI_OBJECT_SIZE:
	case BI_DYNAMIC_OBJECT_SIZE: return object_size(L, e);
	case BI_PREFETCH: lower_effect(L, args[0]); return value_of(0);
	default: break;
	}
	struct value v = lower_expr(L, args[0]);

	for (uint32_t i = 1; i < e->u.call.n; i++) /* hints, evaluated as any argument */
		if (has_effects(args[i]))
			lower_effect(L, args[i]);
	return v;
}

struct value lower_builtin(struct lower *L, struct expr *e)
{
	enum builtin id = (enum builtin)e->u.call.builtin;
	struct value v;
	int64_t n;

	if (id <= BI_LAUNDER)
		return fact(L, e);
	if (type_is_integer(e->type) && lower_constant(L, e, &n))
		return lower_convert(
			L, value_of(lower_i64(L, n)), type_q(L->ts->basic[TY_LONG]), e->type);
	if (lower_bitop(L, e, &v) || lower_atomic(L, e, &v))
		return v;
	switch (id) {
	case BI_ADD_OVERFLOW:
	case BI_SUB_OVERFLOW:
	case BI_MUL_OVERFLOW: return lower_overflow(L, e);
	case BI_MEMCPY: return mem(L, e, IR_MEMCPY);
	case BI_MEMMOVE: return mem(L, e, IR_MEMMOVE);
	case BI_MEMSET:
	case BI_BZERO: return mem(L, e, IR_MEMSET);
	case BI_MEMCMP: return mem_compare(L, e);
	case BI_STRCMP:
	case BI_STRNCMP: return string_compare(L, e);
	case BI_STRLEN: /* of a literal, perhaps, once functions are inlined */
		v.r = lower_scalar(L, e->u.call.args[0]);
		B(L)->loc = e->loc;
		return value_of(ir_emit_unary(B(L), IR_STRLEN, IR_I64, v.r));
	default:
		if (id >= BI_MEMCHR && id <= BI_STRSTR)
			return refuse(L, e, DIAG_NO_LIBRARY);
		return refuse(L, e, DIAG_BUILTIN_REFUSED);
	}
}
