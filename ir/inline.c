/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inlining one call:
 *
 *	b: x                        b:    x
 *	   r = call f(a)                  br f.0
 *	   y                ->      f.0:  ... parameters are the arguments ...
 *	                            f.n:  br rest
 *	                            rest: r = phi [f.n: value returned] ...
 *	                                  y
 *
 * Each inlined body has slots of its own. Their lives are disjoint, which the back end sees from
 * their uses, so that they can share the frame.
 */
#include "inline.h"

#include "clone.h"
#include "put.h"

static void add_slots(struct ir_fn *fn, const struct ir_fn *callee)
{
	vec_for (s, &callee->slots) {
		uint32_t slot = ir_slot_new(fn, s->size, s->align, s->name, s->loc);

		fn->slots.p[slot].removed = s->removed;
	}
}

static void map_params(struct ir_clone *c, const struct ir_ins *call)
{
	for (ir_ref r = 1; r < c->from->ins.n; r++) {
		const struct ir_ins *p = ir_get(c->from, r);

		if (p->op == IR_PARAM)
			c->value[r] = ir_resolve(c->to, call->args[p->imm]);
	}
}

/* Each ret of the copies becomes a branch to `rest`; returns the value there, 0 when there is none.
 */
static ir_ref connect_returns(
	struct ir_clone *c, const ir_bid *blocks, uint32_t n, ir_bid rest, uint8_t type)
{
	struct ir_fn *fn = c->to;
	ir_ref value = type != IR_VOID ? ir_insert_phi(fn, rest, type) : 0;

	for (uint32_t i = 0; i < n; i++) {
		ir_bid b = c->block[blocks[i]];
		ir_ref last = fn->blocks.p[b]->last;
		struct ir_ins ret = *ir_get(fn, last), br = {.op = IR_BR, .loc = ret.loc};
		ir_ref v;

		if (ret.op != IR_RET)
			continue;
		br.u.br.then = rest;
		v = !value  ? 0
		    : ret.a ? ir_put_convert(fn, last, type, ret.a, false)
			    : ir_undef(fn, type);
		ir_set_term(fn, b, br);
		if (value)
			ir_get(fn, value)->args[ir_get(fn, value)->nargs - 1] = v;
	}
	return value;
}

/* A phi of one value is that value, one of none is undef (and nothing behind it is reached). */
static ir_ref simple_result(struct ir_fn *fn, ir_ref phi)
{
	struct ir_ins *ins = ir_get(fn, phi);
	ir_ref v;

	if (ins->nargs > 1)
		return phi;
	v = ins->nargs ? ins->args[0] : ir_undef(fn, ins->type);
	ir_replace(fn, phi, v);
	return v;
}

void ir_inline_call(
	struct ir_fn *fn, ir_ref call, const struct ir_fn *callee, struct arena *scratch)
{
	struct ir_ins ins = *ir_get(fn, call);
	ir_bid b = ins.block, rest = ir_block_split(fn, call);
	struct ir_ins br = {.op = IR_BR, .loc = ins.loc};
	VEC(ir_bid) blocks = {0};
	struct ir_clone c;
	ir_ref result;

	ir_clone_init(&c, scratch, fn, callee);
	c.first_slot = fn->slots.n;
	add_slots(fn, callee);
	map_params(&c, &ins);
	ir_for_blocks (k, callee)
		vec_push(scratch, &blocks, k);
	ir_clone_blocks(&c, blocks.p, blocks.n);
	result = connect_returns(&c, blocks.p, blocks.n, rest, ins.type);
	if (result)
		ir_replace(fn, call, simple_result(fn, result));
	else
		ir_remove(fn, call);
	br.u.br.then = c.block[0];
	ir_append(fn, b, br);
}
