/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signs that are known: what is known of each value (known.h) is carried forward through the whole
 * function, so that a chain of increments behind branches has a range at its end. A value that is
 * not negative needs no sign:
 *
 *   sext -> zext (which costs nothing)   ashr -> lshr   sdiv, smod -> udiv, umod
 *
 * Comparisons stay as they are: their signedness is what the verifier learns from them. What a loop
 * brings back is not known, but for counters: a phi that goes up by a constant behind a check that
 * bounds it never wraps, so it is at least what it began with.
 */
#include "known.h"
#include "pass.h"

struct bits {
	struct ir_fn *fn;
	const struct ir_cfg *cfg;
	struct ir_known *known; /* of the values that are done */
	struct bitset done;
	bool changed;
};

static struct ir_known known_of(const struct bits *b, ir_ref r)
{
	r = ir_resolve(b->fn, r);
	if (r < b->done.bits && bitset_has(&b->done, r))
		return b->known[r];
	return ir_is_leaf(ir_get(b->fn, r)) ? ir_known(b->fn, r)
					    : ir_known_any((enum ir_type)ir_get(b->fn, r)->type);
}

/* ---- counters ---- */

/* The largest signed value that phi can have where the branch at the end of `pred` goes to b. */
static int64_t bound_by_branch(const struct bits *b, ir_ref phi, ir_bid pred, ir_bid to)
{
	const struct ir_ins *term = ir_get(b->fn, b->fn->blocks.p[pred]->last), *cmp;
	struct ir_known limit;
	enum ir_cc cc;
	ir_ref other;

	if (term->op != IR_CBR || term->u.br.then == term->u.br.other)
		return INT64_MAX;
	cmp = ir_get(b->fn, ir_resolve(b->fn, term->a));
	if (cmp->op != IR_CMP)
		return INT64_MAX;
	cc = term->u.br.then == to ? (enum ir_cc)cmp->cc : ir_cc_negate((enum ir_cc)cmp->cc);
	other = ir_resolve(b->fn, cmp->b);
	if (ir_resolve(b->fn, cmp->a) != phi) {
		if (other != phi)
			return INT64_MAX;
		cc = ir_cc_swap(cc);
		other = ir_resolve(b->fn, cmp->a);
	}
	limit = known_of(b, other);
	switch (cc) {
	case IR_SLT: return limit.smax > INT64_MIN ? limit.smax - 1 : limit.smax;
	case IR_SLE: return limit.smax;
	case IR_ULT:
		return limit.umax && limit.umax <= INT64_MAX ? (int64_t)limit.umax - 1 : INT64_MAX;
	case IR_ULE: return limit.umax <= INT64_MAX ? (int64_t)limit.umax : INT64_MAX;
	default: return INT64_MAX;
	}
}

/* ... by the branches on the way from the loop's header to block `at`. */
static int64_t bound_at(const struct bits *b, ir_ref phi, ir_bid at)
{
	ir_bid header = ir_get(b->fn, phi)->block;
	int64_t bound = INT64_MAX;

	for (ir_bid x = at; x != header && ir_dominates(b->cfg, header, x); x = b->cfg->idom[x]) {
		const struct ir_block *block = b->fn->blocks.p[x];

		if (block->preds.n == 1) {
			int64_t now = bound_by_branch(b, phi, block->preds.p[0], x);

			bound = now < bound ? now : bound;
		}
	}
	return bound;
}

/* phi [start, phi + c], c > 0, any number of both, bounded where it is added to. An unsigned bound
 * is one of the signed value as well where the value is not negative, which it is from the start
 * on. */
static bool known_counter(const struct bits *b, ir_ref r, struct ir_known *k)
{
	const struct ir_ins *phi = ir_get(b->fn, r);
	int64_t most = phi->type == IR_I32 ? INT32_MAX : INT64_MAX, low = most, high = 0, bound, c;
	bool counts = false;

	for (uint32_t i = 0; i < phi->nargs; i++) {
		const struct ir_ins *add = ir_get(b->fn, ir_resolve(b->fn, phi->args[i]));

		if (add->op == IR_ADD && ir_resolve(b->fn, add->a) == r &&
			ir_is_const(b->fn, ir_resolve(b->fn, add->b), &c) && c > 0 &&
			c <= INT32_MAX) {
			bound = bound_at(b, r, add->block);
			if (bound > most - c)
				return false;
			high = bound + c > high ? bound + c : high;
			counts = true;
		} else {
			struct ir_known start = known_of(b, phi->args[i]);

			if (start.smin < 0)
				return false;
			low = start.smin < low ? start.smin : low;
			high = start.smax > high ? start.smax : high;
		}
	}
	*k = ir_known_any((enum ir_type)phi->type);
	k->smin = low;
	k->umin = (uint64_t)low;
	k->smax = high;
	k->umax = (uint64_t)high;
	return counts;
}

static struct ir_known known_phi(const struct bits *b, const struct ir_ins *phi)
{
	struct ir_known k = {0};

	for (uint32_t i = 0; i < phi->nargs; i++) {
		struct ir_known arg = known_of(b, phi->args[i]);

		k = i ? ir_known_join((enum ir_type)phi->type, k, arg) : arg;
	}
	return k;
}

static bool is_computed(const struct ir_ins *ins)
{
	switch (ins->op) {
	case IR_CMP:
	case IR_IS_CONST:
	case IR_ASM_OUT:
	case IR_STRLEN:
	case IR_STRCMP:
	case IR_AS_KERN:
	case IR_AS_USER:
	case IR_PTRTOINT:
	case IR_INTTOPTR: return false;
	default:
		return ir_ops[ins->op].flags & OPF_PURE && ir_ops[ins->op].shape <= SHAPE_AB &&
		       !ir_is_leaf(ins);
	}
}

static struct ir_known compute(const struct bits *b, ir_ref r)
{
	const struct ir_ins *ins = ir_get(b->fn, r);
	enum ir_type t = (enum ir_type)ins->type;
	struct ir_known k;

	if (ins->op == IR_PHI && known_counter(b, r, &k))
		return k;
	if (ins->op == IR_PHI)
		return ins->nargs ? known_phi(b, ins) : ir_known_any(t);
	if (!is_computed(ins))
		return ir_known_ins(b->fn, ins);
	return ir_known_op((enum ir_op)ins->op, t, known_of(b, ins->a),
		ir_ops[ins->op].shape == SHAPE_AB ? known_of(b, ins->b) : ir_known_any(t));
}

static bool is_positive(const struct bits *b, ir_ref r)
{
	return known_of(b, r).smin >= 0;
}

static void drop_sign(struct bits *b, struct ir_ins *ins)
{
	uint8_t op = ins->op;

	switch (ins->op) {
	case IR_SEXT: op = is_positive(b, ins->a) ? IR_ZEXT : op; break;
	case IR_ASHR: op = is_positive(b, ins->a) ? IR_LSHR : op; break;
	case IR_SDIV: op = is_positive(b, ins->a) && is_positive(b, ins->b) ? IR_UDIV : op; break;
	case IR_SMOD: op = is_positive(b, ins->a) && is_positive(b, ins->b) ? IR_UMOD : op; break;
	default: break;
	}
	b->changed |= op != ins->op;
	ins->op = op;
}

bool opt_bits(struct ir_pass *p)
{
	struct bits b = {.fn = p->fn, .cfg = p->cfg};

	b.known = arena_array(p->scratch, struct ir_known, p->fn->ins.n);
	b.done = bitset_new(p->scratch, p->fn->ins.n);
	for (uint32_t k = 0; k < p->cfg->n_rpo; k++)
		ir_for_ins (r, p->fn, p->cfg->rpo[k]) {
			struct ir_ins *ins = ir_get(p->fn, r);

			if (ins->type != IR_I32 && ins->type != IR_I64)
				continue;
			drop_sign(&b, ins);
			b.known[r] = compute(&b, r);
			bitset_add(&b.done, r);
		}
	return b.changed;
}
