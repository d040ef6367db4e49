/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying blocks (clone.h): instructions are copied as they are first, so that each value has its
 * copy; then operands, targets and predecessors are mapped.
 */
#include "clone.h"

void ir_clone_init(struct ir_clone *c, struct arena *a, struct ir_fn *to, const struct ir_fn *from)
{
	*c = (struct ir_clone){.to = to, .from = from, .n_values = from->ins.n};
	c->value = arena_array(a, ir_ref, from->ins.n);
	c->block = arena_array(a, ir_bid, from->blocks.n);
	memset(c->block, 0xff, from->blocks.n * sizeof(*c->block));
}

static ir_ref clone_leaf(struct ir_clone *c, const struct ir_ins *leaf)
{
	struct ir_fn *to = c->to;

	switch (leaf->op) {
	case IR_CONST: return ir_const(to, leaf->type, leaf->imm);
	case IR_UNDEF: return ir_undef(to, leaf->type);
	case IR_SLOT: return ir_slot_addr(to, c->first_slot + (uint32_t)leaf->imm);
	case IR_GADDR: return ir_gaddr(to, leaf->u.sym, leaf->imm);
	case IR_CORE: return ir_core_value(to, leaf->type, (uint32_t)leaf->imm);
	default: ICE("clone: %s has no copy", ir_ops[leaf->op].text);
	}
}

ir_ref ir_clone_value(struct ir_clone *c, ir_ref v)
{
	if (!v)
		return 0;
	v = ir_resolve(c->from, v);
	if (v < c->n_values && c->value[v])
		return c->value[v];
	if (c->to == c->from)
		return v;
	return c->value[v] = clone_leaf(c, ir_get(c->from, v));
}

/* Arrays that instructions own are not shared with the original. */
static void own_arrays(struct ir_clone *c, struct ir_ins *ins)
{
	struct arena *a = c->to->arena;

	ins->flags &= (uint16_t)~INSF_ROOM;
	if (ins->nargs)
		ins->args = arena_dup(a, ins->args, ins->nargs * sizeof(*ins->args));
	if (ins->op == IR_SWITCH) {
		struct ir_switch *sw = arena_dup(a, ins->u.sw, sizeof(*sw));

		sw->cases = arena_dup(a, sw->cases, sw->n * sizeof(*sw->cases));
		ins->u.sw = sw;
	}
	if (ins->op == IR_ASM && ins->u.assembly->targets.n) {
		struct ir_asm *as = arena_dup(a, ins->u.assembly, sizeof(*as));

		as->targets.p = arena_dup(a, as->targets.p, as->targets.n * sizeof(*as->targets.p));
		ins->u.assembly = as;
	}
}

static void copy_block(struct ir_clone *c, ir_bid b)
{
	struct ir_block *to = c->to->blocks.p[c->block[b]];

	for (ir_ref r = c->from->blocks.p[b]->first; r; r = ir_get(c->from, r)->next) {
		struct ir_ins ins = *ir_get(c->from, r);
		ir_ref copy = c->to->ins.n;

		own_arrays(c, &ins);
		ins.block = to->id;
		ins.prev = to->last;
		ins.next = 0;
		vec_push(c->to->arena, &c->to->ins, ins);
		*(to->last ? &ir_get(c->to, to->last)->next : &to->first) = copy;
		to->last = copy;
		c->value[r] = copy;
	}
}

static ir_bid map_block(const struct ir_clone *c, ir_bid b)
{
	return c->block[b] == IR_NO_BLOCK ? b : c->block[b];
}

static void map_block_contents(struct ir_clone *c, ir_bid b)
{
	const struct ir_block *from = c->from->blocks.p[b];
	struct ir_block *to = c->to->blocks.p[c->block[b]];
	struct ir_ins *term = ir_get(c->to, to->last);

	for (uint32_t i = 0; i < from->preds.n; i++)
		vec_push(c->to->arena, &to->preds, map_block(c, from->preds.p[i]));
	for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++)
		*ir_succ(term, i) = map_block(c, *ir_succ(term, i));
	for (ir_ref r = to->first; r; r = ir_get(c->to, r)->next)
		for (uint32_t i = 0, n = ir_operand_count(ir_get(c->to, r)); i < n; i++) {
			ir_ref v = ir_clone_value(c, *ir_operand(ir_get(c->to, r), i));

			*ir_operand(ir_get(c->to, r), i) = v;
		}
}

void ir_clone_blocks(struct ir_clone *c, const ir_bid *blocks, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		ir_bid copy = ir_block_new(c->to, c->from->blocks.p[blocks[i]]->name);

		c->to->blocks.p[copy]->unroll = c->from->blocks.p[blocks[i]]->unroll;
		c->to->blocks.p[copy]->sealed = true;
		c->block[blocks[i]] = copy;
	}
	for (uint32_t i = 0; i < n; i++)
		copy_block(c, blocks[i]);
	for (uint32_t i = 0; i < n; i++)
		map_block_contents(c, blocks[i]);
}
