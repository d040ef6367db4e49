/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Folding of one instruction: constants, canonical order of operands, what known bits and ranges
 * decide, then the rules. The functions up to the #include are what the generated matcher is
 * written in (rulegen_c.c).
 */
#include "alias.h"
#include "eval.h"
#include "fold.h"
#include "known.h"

struct match {
	struct ir_fn *fn;
	const struct ir_ins *ins; /* the root; a copy, so new instructions do not move it */
	ir_ref at;                /* new instructions go before it; 0: none may be made */
	const uint32_t *uses;     /* by ref; NULL: not known */
	uint32_t n_uses;
};

static enum ir_type match_type(struct match *m, ir_ref r)
{
	return (enum ir_type)m->fn->ins.p[ir_resolve(m->fn, r)].type;
}

/* Of an operand; 0, that of no value, when there is none. */
static unsigned match_opcode(struct match *m, ir_ref r)
{
	return m->fn->ins.p[ir_resolve(m->fn, r)].op;
}

static bool match_const(struct match *m, ir_ref r, uint64_t *v)
{
	int64_t value = 0;
	bool known = ir_is_const(m->fn, r, &value);

	*v = (uint64_t)value;
	return known;
}

static bool match_number(struct match *m, ir_ref r, uint64_t number)
{
	uint64_t v;

	return match_const(m, r, &v) && v == ir_canon(match_type(m, r), number);
}

static bool match_single(struct match *m, ir_ref r)
{
	return m->uses && r < m->n_uses && m->uses[r] == 1;
}

static uint64_t expr_op(enum ir_op op, enum ir_type t, uint64_t a, uint64_t b)
{
	uint64_t v = 0;

	CHECK(ir_eval(op, IR_EQ, t, a, b, &v));
	return v;
}

static bool expr_pow2(uint64_t v)
{
	return is_pow2(v);
}
static uint64_t expr_log2(uint64_t v)
{
	return v ? (uint64_t)__builtin_ctzll(v) : 0;
}

/* A value of a replacement: what it is equal to, or a new instruction. */
static ir_ref make(
	struct match *m, enum ir_op op, enum ir_cc cc, enum ir_type t, ir_ref a, ir_ref b)
{
	struct ir_ins ins = {.op = (uint8_t)op,
		.cc = (uint8_t)cc,
		.type = (uint8_t)t,
		.a = a,
		.b = b,
		.loc = m->ins->loc};

	ir_ref known = ir_simplify(m->fn, &ins);

	return known ? known : ir_insert_before(m->fn, m->at, ins);
}

#include "ir/fold_rules.inc"

/* ---- what rules do not say ---- */

/* What arithmetic makes of an operand: undef may as well be 0, as bytes around a bit-field are. */
static bool known_operand(struct match *m, ir_ref r, uint64_t *v)
{
	const struct ir_ins *x = &m->fn->ins.p[ir_resolve(m->fn, r)];

	return match_const(m, r, v) ||
	       (x->op == IR_UNDEF && x->type != IR_PTR && ir_ops[m->ins->op].shape == SHAPE_AB);
}

/* All operands are constants. */
static ir_ref fold_const(struct match *m)
{
	const struct ir_ins *x = m->ins;
	uint64_t a, b = 0, v;

	if (!known_operand(m, x->a, &a) || (x->b && !known_operand(m, x->b, &b)))
		return 0;
	if (x->op == IR_IS_CONST)
		return ir_const(m->fn, IR_I32, 1);
	if (x->op == IR_INTTOPTR && a)
		return 0; /* a pointer made from a number stays visible as such */
	if (!ir_eval((enum ir_op)x->op, (enum ir_cc)x->cc, match_type(m, x->a), a, b, &v))
		return 0;
	return ir_const(m->fn, (enum ir_type)x->type, (int64_t)v);
}

/* Bits and ranges leave one value. Pointers are left alone: a pointer's number is nobody's
 * business. */
static ir_ref fold_known(struct match *m)
{
	const struct ir_ins *x = m->ins;
	enum ir_type t = (enum ir_type)x->type;
	struct ir_known k;

	if (t == IR_PTR || x->op == IR_PTRTOINT)
		return 0;
	k = ir_known_ins(m->fn, x);
	return k.umin == k.umax ? ir_const(m->fn, t, (int64_t)k.umin) : 0;
}

/* Memory that a program is given without having to ask whether it got it. */
static bool is_never_null(const struct ir_fn *fn, ir_ref p)
{
	struct ir_addr at = ir_addr_of(fn, p, 0);
	const struct ir_ins *root = &fn->ins.p[at.root];

	switch (root->op) {
	case IR_SLOT: return true;
	case IR_GADDR: return root->u.sym->linkage != IR_LINK_EXTERN_WEAK;
	case IR_LOAD: return at.prov == PROV_PACKET;
	case IR_PARAM: return at.prov == PROV_CTX;
	default: return false;
	}
}

/* Null checks of what cannot be null. A map's value is no such thing, nor what is behind it. */
static ir_ref fold_null_check(struct match *m)
{
	const struct ir_ins *x = m->ins;

	if (x->op != IR_CMP || (x->cc != IR_EQ && x->cc != IR_NE) ||
		match_type(m, x->a) != IR_PTR || !match_number(m, x->b, 0) ||
		!is_never_null(m->fn, x->a))
		return 0;
	return ir_const(m->fn, IR_I32, x->cc == IR_NE);
}

/* The address and the offset behind it that the integer is. */
static bool is_place(const struct ir_fn *fn, ir_ref r, struct ir_addr *at)
{
	const struct ir_ins *x = ir_get(fn, ir_resolve(fn, r));

	if (x->op != IR_PTRTOINT)
		return false;
	*at = ir_addr_of(fn, x->a, 0);
	return at->off_known;
}

/* How far two places in one object are apart. */
static ir_ref fold_distance(struct match *m)
{
	const struct ir_ins *x = m->ins, *r, *s;
	struct ir_addr a, b;

	if (x->op != IR_SUB || x->type != IR_I64 || !is_place(m->fn, x->a, &a) ||
		!is_place(m->fn, x->b, &b))
		return 0;
	r = ir_get(m->fn, a.root);
	s = ir_get(m->fn, b.root);
	if (a.root != b.root && (r->op != IR_GADDR || s->op != IR_GADDR || r->u.sym != s->u.sym))
		return 0;
	return ir_const(m->fn, IR_I64, a.off - b.off);
}

/* x != 0 and x == 1, when x is 0 or 1: x. */
static ir_ref fold_truth(struct match *m)
{
	const struct ir_ins *x = m->ins;

	if (x->op != IR_CMP || match_type(m, x->a) != IR_I32 ||
		!((x->cc == IR_NE && match_number(m, x->b, 0)) ||
			(x->cc == IR_EQ && match_number(m, x->b, 1))))
		return 0;
	return ir_known(m->fn, x->a).umax <= 1 ? ir_resolve(m->fn, x->a) : 0;
}

/* A phi of one value and itself. */
static ir_ref fold_phi(struct match *m, ir_ref self)
{
	ir_ref same = 0;

	for (uint32_t i = 0; i < m->ins->nargs; i++) {
		ir_ref arg = m->ins->args[i] ? ir_resolve(m->fn, m->ins->args[i]) : 0;

		if (!arg || (same && arg != same && arg != self))
			return 0;
		if (arg != self)
			same = arg;
	}
	return same;
}

/* Constants second; of two others nothing is preferred. True when x was changed. */
static bool canonical_order(struct ir_fn *fn, struct ir_ins *x)
{
	ir_ref t = x->a;
	bool comm = ir_ops[x->op].flags & OPF_COMM && x->type != IR_PTR;

	if ((!comm && x->op != IR_CMP) || !ir_is_const(fn, x->a, NULL) ||
		ir_is_const(fn, x->b, NULL))
		return false;
	x->a = x->b;
	x->b = t;
	if (x->op == IR_CMP)
		x->cc = (uint8_t)ir_cc_swap((enum ir_cc)x->cc);
	return true;
}

static bool is_foldable(const struct ir_ins *x)
{
	return ir_ops[x->op].flags & OPF_PURE && ir_ops[x->op].shape <= SHAPE_AB &&
	       !ir_is_leaf(x) && x->op != IR_ASM_OUT && x->op != IR_COPY;
}

static ir_ref fold_all(struct match *m)
{
	ir_ref r = fold_const(m);

	if (!r)
		r = match_rules(m);
	if (!r)
		r = fold_distance(m);
	if (!r)
		r = fold_null_check(m);
	if (!r)
		r = fold_truth(m);
	if (!r)
		r = fold_known(m);
	return r;
}

ir_ref ir_simplify(struct ir_fn *fn, const struct ir_ins *ins)
{
	struct ir_ins x = *ins;
	struct match m = {.fn = fn, .ins = &x};

	if (!is_foldable(&x))
		return 0;
	canonical_order(fn, &x);
	return fold_all(&m);
}

ir_ref ir_fold_uses(struct ir_fn *fn, ir_ref r, const uint32_t *uses, uint32_t n_uses)
{
	bool swapped = is_foldable(&fn->ins.p[r]) && canonical_order(fn, &fn->ins.p[r]);
	struct ir_ins x = fn->ins.p[r];
	struct match m = {.fn = fn, .ins = &x, .at = r, .uses = uses, .n_uses = n_uses};
	ir_ref v;

	if (x.op == IR_PHI)
		return fold_phi(&m, r);
	v = is_foldable(&x) ? fold_all(&m) : 0;
	return v ? v : swapped ? r : 0;
}

ir_ref ir_fold(struct ir_fn *fn, ir_ref r)
{
	return ir_fold_uses(fn, r, NULL, 0);
}
