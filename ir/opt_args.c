/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arguments of functions that only this module calls, and only directly: a parameter for which all
 * calls pass the same constant or address is that constant; one that is not used gets nothing.
 * Parameters stay in their registers, so the function's type is what its declaration says.
 */
#include "pass.h"

#define MAX_PARAMS 5

struct callee {
	bool open;    /* somebody else may call it */
	bool seen;    /* a call was */
	uint8_t many; /* bit i: calls differ in argument i, or it is no leaf that can be carried
			 over */
	uint8_t used; /* bit i: the parameter is */
	struct ir_ins arg[MAX_PARAMS]; /* the leaf that all pass */
};
struct propagation {
	struct ir_module *m;
	struct callee *callee; /* by symbol index */
};

static struct callee *callee_of(struct propagation *p, const struct ir_sym *s)
{
	return &p->callee[s->index];
}

static bool is_same(const struct ir_ins *x, const struct ir_ins *y)
{
	return x->op == y->op && x->type == y->type && x->imm == y->imm &&
	       (x->op != IR_GADDR || x->u.sym == y->u.sym);
}

static void note_call(struct propagation *p, const struct ir_fn *fn, const struct ir_ins *call)
{
	struct callee *c = callee_of(p, call->u.sym);

	for (uint32_t i = 0; i < MAX_PARAMS; i++) {
		const struct ir_ins *leaf;

		if (i >= call->nargs) {
			c->many |= 1u << i;
			continue;
		}
		leaf = ir_get(fn, ir_resolve(fn, call->args[i]));
		if (leaf->op == IR_UNDEF)
			continue;
		if ((leaf->op != IR_CONST && leaf->op != IR_GADDR) ||
			(c->arg[i].op != IR_NONE && !is_same(leaf, &c->arg[i])))
			c->many |= 1u << i;
		c->arg[i] = *leaf;
	}
	c->seen = true;
}

static void note_code(struct propagation *p, const struct ir_fn *fn)
{
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *ins = ir_get(fn, r);

			if (ins->op == IR_CALL)
				note_call(p, fn, ins);
			for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++) {
				const struct ir_ins *o =
					ir_get(fn, ir_resolve(fn, *ir_operand(ins, i)));

				if (o->op == IR_GADDR)
					callee_of(p, o->u.sym)->open = true;
				else if (o->op == IR_PARAM && o->imm < MAX_PARAMS)
					callee_of(p, fn->sym)->used |= 1u << o->imm;
			}
		}
}

static bool is_open(const struct ir_sym *s)
{
	return !s->fn || s->linkage != IR_LINK_STATIC || s->used || s->fn->is_program ||
	       s->fn->naked || s->fn->address_taken;
}

static void note_all(struct propagation *p)
{
	vec_for (s, &p->m->syms) {
		callee_of(p, *s)->open |= is_open(*s);
		if ((*s)->fn)
			note_code(p, (*s)->fn);
		if ((*s)->data)
			vec_for (r, &(*s)->data->relocs)
				callee_of(p, r->sym)->open = true;
	}
}

static ir_ref carry_over(struct ir_fn *fn, const struct ir_ins *leaf)
{
	return leaf->op == IR_CONST ? ir_const(fn, leaf->type, leaf->imm)
				    : ir_gaddr(fn, leaf->u.sym, leaf->imm);
}

/* The parameter whose value is known: its constant; 0. */
static ir_ref known_param(const struct callee *c, struct ir_fn *fn, const struct ir_ins *o)
{
	if (o->op != IR_PARAM || o->imm >= MAX_PARAMS || c->many >> o->imm & 1 ||
		c->arg[o->imm].op == IR_NONE || c->arg[o->imm].type != o->type)
		return 0;
	return carry_over(fn, &c->arg[o->imm]);
}

static bool set_params(const struct callee *c, struct ir_fn *fn)
{
	bool changed = false;

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b)
			for (uint32_t i = 0; i < ir_operand_count(ir_get(fn, r)); i++) {
				ir_ref o = ir_resolve(fn, *ir_operand(ir_get(fn, r), i));
				ir_ref v = known_param(c, fn, ir_get(fn, o));

				if (!v)
					continue;
				*ir_operand(ir_get(fn, r), i) = v;
				changed = true;
			}
	return changed;
}

/* Arguments that the callee does not use are not computed. */
static bool drop_arguments(struct propagation *p, struct ir_fn *fn)
{
	bool changed = false;

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			const struct callee *c;

			if (ir_get(fn, r)->op != IR_CALL)
				continue;
			c = callee_of(p, ir_get(fn, r)->u.sym);
			for (uint32_t i = 0; !c->open && i < ir_get(fn, r)->nargs && i < MAX_PARAMS;
				i++) {
				const struct ir_ins *arg = ir_get(fn, ir_get(fn, r)->args[i]);

				if (c->used >> i & 1)
					continue;
				ir_get(fn, r)->width |= (uint8_t)(1u << i);
				if (arg->op == IR_UNDEF)
					continue;
				ir_ref none = ir_undef(fn, arg->type);

				ir_get(fn, r)->args[i] = none;
				changed = true;
			}
		}
	return changed;
}

bool opt_args(struct ir_pass *pass)
{
	struct propagation p = {.m = pass->m};
	uint32_t n = 0;
	bool changed = false;

	vec_for (s, &p.m->syms)
		(*s)->index = n++;
	p.callee = arena_array(pass->scratch, struct callee, n + 1);
	note_all(&p);
	vec_for (s, &p.m->syms) {
		struct callee *c = callee_of(&p, *s);

		if (!c->open && c->seen)
			changed |= set_params(c, (*s)->fn);
		if ((*s)->fn)
			changed |= drop_arguments(&p, (*s)->fn);
	}
	return changed;
}
