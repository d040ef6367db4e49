/* SPDX-License-Identifier: BSD-2-Clause */
/* Conditions: comparisons, && and || as branches, ?: and the elvis operator. */
#include "builtins.h"
#include "lower.h"

enum ir_cc lower_cc(enum expr_op op, bool is_signed)
{
	static const uint8_t cc[][2] = {[OPR_EQ] = {IR_EQ, IR_EQ},
		[OPR_NE] = {IR_NE, IR_NE},
		[OPR_LT] = {IR_ULT, IR_SLT},
		[OPR_GT] = {IR_UGT, IR_SGT},
		[OPR_LE] = {IR_ULE, IR_SLE},
		[OPR_GE] = {IR_UGE, IR_SGE}};

	return (enum ir_cc)cc[op][is_signed];
}

ir_ref lower_compare(
	struct lower *L, enum expr_op op, struct qtype t, struct value l, struct value r)
{
	bool sign = type_is_integer(t) && type_is_signed(t);

	if (type_is_float(t))
		return lower_no_float(L, type_q(L->ts->basic[TY_INT]), l, r).r;
	if (lower_is_128(t))
		return lower_cmp128(L, op, sign, l, r);
	/* A null pointer constant may come as an integer. */
	if (ir_get(FN(L), l.r)->type == IR_PTR && ir_get(FN(L), r.r)->type != IR_PTR)
		r.r = ir_emit_convert(B(L), IR_PTR, r.r, false);
	return ir_emit_cmp(B(L), lower_cc(op, sign), l.r, r.r);
}

/* ---- branches ---- */

/* 0 or 1 */
static bool is_truth(const struct expr *e)
{
	return e->kind == EX_LOGICAL || (e->kind == EX_UNARY && e->op == OPR_LNOT) ||
	       (e->kind == EX_BINARY && e->op >= OPR_EQ && e->op <= OPR_GE);
}

/* Casts and builtins that do not change whether the value is 0; *flags: what __builtin_expect says.
 */
static struct expr *see_through(struct expr *e, uint16_t *flags)
{
	for (;;) {
		if (e->kind == EX_CAST) {
			if (e->u.cast.kind != CAST_BOOL && e->u.cast.kind != CAST_NONE &&
				!(e->u.cast.kind == CAST_INT && is_truth(e->u.cast.a)))
				return e;
			e = e->u.cast.a;
			continue;
		}
		if (e->kind != EX_BUILTIN || e->u.call.builtin != BI_EXPECT ||
			e->u.call.args[1]->kind != EX_INT)
			return e;
		*flags = e->u.call.args[1]->u.value.lo ? INSF_LIKELY : INSF_UNLIKELY;
		e = e->u.call.args[0];
		if (e->kind == EX_CAST && e->u.cast.kind == CAST_INT)
			e = e->u.cast.a; /* to long, for the builtin */
	}
}

static uint16_t flip(uint16_t flags)
{
	return flags == INSF_LIKELY ? INSF_UNLIKELY : flags == INSF_UNLIKELY ? INSF_LIKELY : 0;
}

static void branch_on(struct lower *L, struct expr *e, ir_bid then, ir_bid other, uint16_t flags)
{
	struct value v = lower_expr(L, e);

	B(L)->loc = e->loc;
	if (type_is_float(e->type))
		v = lower_no_float(L, type_q(L->ts->basic[TY_INT]), v, value_of(0));
	if (!v.r)
		v.r = ir_undef(FN(L), IR_I32);
	if (v.hi)
		v.r = ir_emit_binary(B(L), IR_OR, v.r, v.hi);
	if (ir_get(FN(L), v.r)->type == IR_PTR)
		v.r = ir_emit_bool(B(L), v.r);
	ir_emit_cbr(B(L), v.r, then, other, flags);
}

struct pending_cond {
	struct expr *r;
	ir_bid mid, then, other;
	uint16_t flags;
};

/* a && b: a ? (b ? then : other) : other. The left spine is a stack, as in lower_expr. */
void lower_cond(struct lower *L, struct expr *e, ir_bid then, ir_bid other)
{
	VEC(struct pending_cond) todo = {0};
	struct pending_cond c;
	uint16_t flags = 0;

	for (;;) {
		e = see_through(e, &flags);
		if (e->kind == EX_UNARY && e->op == OPR_LNOT) {
			ir_bid t = then;

			then = other;
			other = t;
			flags = flip(flags);
			e = e->u.a;
		} else if (e->kind == EX_LOGICAL) {
			c = (struct pending_cond){
				e->u.b.r, ir_block_new(FN(L), NULL), then, other, flags};
			vec_push(L->scratch, &todo, c);
			if (e->op == OPR_LAND)
				then = c.mid;
			else
				other = c.mid;
			/* Of a likely && each part is; of an unlikely || as well. */
			if ((e->op == OPR_LAND) != (flags == INSF_LIKELY))
				flags = 0;
			e = e->u.b.l;
		} else {
			break;
		}
	}
	branch_on(L, e, then, other, flags);
	while (todo.n) {
		c = vec_pop(&todo);
		ir_start_sealed(B(L), c.mid);
		flags = c.flags;
		e = see_through(c.r, &flags);
		if (e->kind == EX_LOGICAL || (e->kind == EX_UNARY && e->op == OPR_LNOT))
			lower_cond(L, e, c.then, c.other);
		else
			branch_on(L, e, c.then, c.other, flags);
	}
}

/* ---- values ---- */

/* A variable for a result that several paths write. */
struct merge {
	struct qtype t;
	ir_bid join;
	ir_var v, hi;
	ir_ref mem;
};

static struct merge merge_begin(struct lower *L, struct qtype t, src_loc loc)
{
	struct merge m = {.t = t, .join = ir_block_new(FN(L), NULL)};

	if (lower_is_record(t)) {
		m.mem = lower_temp(L, type_size(L->ts, t), type_align(L->ts, t), NULL, loc);
	} else if (lower_is_128(t)) {
		m.v = ir_var_new(B(L), IR_I64);
		m.hi = ir_var_new(B(L), IR_I64);
	} else if (!type_is_void(t)) {
		m.v = ir_var_new(B(L), lower_type(L, t));
	}
	return m;
}

static void merge_arm(struct lower *L, struct merge *m, struct value v)
{
	if (m->mem) {
		struct place p = lower_place_at(m->mem, type_align(L->ts, m->t));

		lower_store(L, &p, m->t, v);
	} else if (!type_is_void(m->t)) {
		ir_var_write(B(L), m->v, v.r);
		if (lower_is_128(m->t))
			ir_var_write(B(L), m->hi, v.hi);
	}
	ir_emit_br(B(L), m->join);
}

static struct value merge_end(struct lower *L, struct merge *m)
{
	ir_start_sealed(B(L), m->join);
	if (m->mem)
		return value_of(m->mem);
	if (type_is_void(m->t))
		return value_of(0);
	if (lower_is_128(m->t))
		return (struct value){ir_var_read(B(L), m->v), ir_var_read(B(L), m->hi)};
	return value_of(ir_var_read(B(L), m->v));
}

struct value lower_logical(struct lower *L, struct expr *e)
{
	ir_bid yes = ir_block_new(FN(L), NULL), no = ir_block_new(FN(L), NULL);
	struct merge m = merge_begin(L, e->type, e->loc);

	lower_cond(L, e, yes, no);
	ir_start_sealed(B(L), yes);
	merge_arm(L, &m, value_of(ir_const(FN(L), IR_I32, 1)));
	ir_start_sealed(B(L), no);
	merge_arm(L, &m, value_of(ir_const(FN(L), IR_I32, 0)));
	return merge_end(L, &m);
}

/* c ?: f. c is a value of its own type, converted to the result's. */
static struct value elvis(struct lower *L, struct expr *e)
{
	ir_bid yes = ir_block_new(FN(L), NULL), no = ir_block_new(FN(L), NULL);
	struct expr *c = e->u.cond.c;
	struct merge m = merge_begin(L, e->type, e->loc);
	struct value v = lower_expr(L, c);
	ir_ref test = v.hi ? ir_emit_binary(B(L), IR_OR, v.r, v.hi) : v.r;

	ir_emit_cbr(B(L), ir_emit_bool(B(L), test), yes, no, 0);
	ir_start_sealed(B(L), yes);
	if (!type_is_pointer(e->type) && !type_is_void(e->type))
		v = lower_convert(L, v, c->type, e->type);
	merge_arm(L, &m, v);
	ir_start_sealed(B(L), no);
	merge_arm(L, &m, lower_expr(L, e->u.cond.f));
	return merge_end(L, &m);
}

/* a ? b : c ? d : ... is a chain on the right: one join for all of it. */
struct value lower_choice(struct lower *L, struct expr *e)
{
	if (!e->u.cond.t)
		return elvis(L, e);
	struct merge m = merge_begin(L, e->type, e->loc);

	for (;;) {
		ir_bid yes = ir_block_new(FN(L), NULL), no = ir_block_new(FN(L), NULL);

		lower_cond(L, e->u.cond.c, yes, no);
		ir_start_sealed(B(L), yes);
		merge_arm(L, &m, lower_expr(L, e->u.cond.t));
		ir_start_sealed(B(L), no);
		e = e->u.cond.f;
		if (e->kind != EX_COND || !e->u.cond.t)
			break;
	}
	merge_arm(L, &m, lower_expr(L, e));
	return merge_end(L, &m);
}
