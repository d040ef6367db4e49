/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signs that are known: what is known of each value (known.h) is carried forward through the whole
 * function, so that a chain of increments behind branches has a range at its end. A value that is
 * not negative needs no sign:
 *
 *   sext -> zext (which costs nothing)   ashr -> lshr   sdiv, smod -> udiv, umod
 *
 * Comparisons stay as they are: their signedness is what the verifier learns from them. What a loop
 * brings back is not known.
 */
#include "known.h"
#include "pass.h"

struct bits {
	struct ir_fn *fn;
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
	case IR_AS_KERN:
	case IR_AS_USER:
	case IR_PTRTOINT:
	case IR_INTTOPTR: return false;
	default:
		return ir_ops[ins->op].flags & OPF_PURE && ir_ops[ins->op].shape <= SHAPE_AB &&
		       !ir_is_leaf(ins);
	}
}

static struct ir_known compute(const struct bits *b, const struct ir_ins *ins)
{
	enum ir_type t = (enum ir_type)ins->type;

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
	struct bits b = {.fn = p->fn};

	b.known = arena_array(p->scratch, struct ir_known, p->fn->ins.n);
	b.done = bitset_new(p->scratch, p->fn->ins.n);
	for (uint32_t k = 0; k < p->cfg->n_rpo; k++)
		ir_for_ins (r, p->fn, p->cfg->rpo[k]) {
			struct ir_ins *ins = ir_get(p->fn, r);

			if (ins->type != IR_I32 && ins->type != IR_I64)
				continue;
			drop_sign(&b, ins);
			b.known[r] = compute(&b, ins);
			bitset_add(&b.done, r);
		}
	return b.changed;
}
