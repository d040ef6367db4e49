/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls: arguments to r1..r5 in one parallel copy, the result out of r0. Inline assembly: operands
 * to registers; its text is read when the registers are known (asm_text.c).
 */
#include "isel.h"

/* The registers that are set, as in mir_insn.args; false: an error was reported. */
static bool copy_args(struct isel *s, const struct ir_ins *x, uint8_t *set)
{
	struct mir_insn pc = mir_make(MIR_PCOPY, MREG_NONE, MREG_NONE, 0);

	if (x->nargs > MREG_ARGS) {
		diag(s->diags, DIAG_CALL_ARGUMENTS, x->loc, x->nargs);
		s->mf->failed = true;
		return false;
	}
	pc.u.copies = arena_array(s->mf->arena, struct mir_copy, x->nargs);
	*set = 0;
	for (uint32_t i = 0; i < x->nargs; i++) {
		ir_ref arg = isel_canon(s, x->args[i]);
		const struct mir_leaf *leaf = isel_leaf(s, arg);

		if (x->op == IR_CALL && x->width >> i & 1)
			continue;
		pc.u.copies[pc.n++] = (struct mir_copy){
			.dst = i + 1, .src = leaf ? MREG_NONE : isel_reg(s, arg), .leaf = leaf};
		*set |= (uint8_t)(1u << i);
	}
	if (pc.n)
		isel_emit(s, pc);
	return true;
}

static void take_result(struct isel *s, ir_ref r, mreg dst)
{
	if (dst == MREG_NONE)
		return;
	if (isel_ins(s, r)->type == IR_I32 && bitset_has(&s->upper, r) && isel_dirty(s, r))
		isel_zext(s, dst, MREG_R0);
	else
		isel_emit(s, mir_mov(dst, MREG_R0));
}

static void emit_call(struct isel *s, ir_ref r, mreg dst, struct ir_sym *sym, int64_t helper)
{
	struct ir_ins x = *isel_ins(s, r);
	struct mir_insn call =
		mir_make(sym ? INSN_CALL_FN : INSN_CALL_HELPER, MREG_NONE, MREG_NONE, helper);

	if (!copy_args(s, &x, &call.args))
		return;
	call.u.sym = sym;
	isel_emit(s, call);
	take_result(s, r, dst);
}

void isel_call(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	const struct ir_ins *x = isel_ins(s, r);

	emit_call(s, r, dst, x->op == IR_CALL ? x->u.sym : NULL, x->op == IR_CALL ? 0 : x->imm);
}

void isel_calli(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	const struct ir_ins *x = isel_ins(s, r), *callee = isel_ins(s, isel_canon(s, x->a));

	if (callee->op == IR_CONST) {
		emit_call(s, r, dst, NULL, callee->imm);
	} else if (callee->op == IR_GADDR && callee->u.sym->kind == IR_SYM_FN && !callee->imm) {
		emit_call(s, r, dst, callee->u.sym, 0);
	} else {
		diag(s->diags, DIAG_INDIRECT_CALL, x->loc);
		s->mf->failed = true;
	}
}

/* ---- inline assembly ---- */

struct asm_ctx {
	struct isel *s;
	struct mir_asm *a;
	struct mir_insn before, after; /* copies into and out of fixed registers */
};

static void add_copy(struct isel *s, struct mir_insn *pc, struct mir_copy c)
{
	struct mir_copy *copies = arena_array(s->mf->arena, struct mir_copy, pc->n + 1);

	if (pc->n)
		memcpy(copies, pc->u.copies, pc->n * sizeof(*copies));
	copies[pc->n++] = c;
	pc->u.copies = copies;
}

/* The value that output number k of asm r defines, 0 when nobody asked. */
static ir_ref output_value(struct isel *s, ir_ref r, uint32_t k)
{
	if (!k)
		return isel_ins(s, r)->type == IR_VOID ? 0 : r;
	for (ir_ref o = isel_ins(s, r)->next; o && isel_ins(s, o)->op == IR_ASM_OUT;
		o = isel_ins(s, o)->next)
		if (isel_ins(s, o)->imm == k)
			return o;
	return 0;
}

static uint8_t operand_bits(const struct isel *s, const struct ir_asm_operand *o)
{
	return o->constraint == 'w' || (o->type == IR_I32 && s->alu32 && o->constraint != 'm') ? 32
											       : 64;
}

static void asm_output(struct asm_ctx *c, ir_ref r, uint32_t k, uint32_t number)
{
	struct isel *s = c->s;
	const struct ir_asm_operand *o = &c->a->as->operands.p[k];
	ir_ref v = output_value(s, r, number);
	mreg reg = v && s->reg[v] ? s->reg[v] : mir_reg_new(s->mf);

	if (o->fixed >= 0) {
		add_copy(s, &c->after, (struct mir_copy){.dst = reg, .src = (mreg)o->fixed});
		reg = (mreg)o->fixed;
	}
	c->a->regs[k] = reg;
	c->a->how[k] = o->early ? MIR_DEF | MIR_EARLY : MIR_DEF;
}

static void asm_input(struct asm_ctx *c, uint32_t k, ir_ref v)
{
	struct isel *s = c->s;
	const struct ir_asm_operand *o = &c->a->as->operands.p[k];
	const struct mir_leaf *leaf = isel_leaf(s, isel_canon(s, v));

	if (leaf && (o->constraint == 'i' || (o->number && leaf->kind == LEAF_CONST))) {
		c->a->imms[k] = leaf;
		return;
	}
	if (o->tied >= 0 || o->fixed >= 0) {
		mreg to = o->tied >= 0 ? c->a->regs[o->tied] : (mreg)o->fixed;

		c->a->regs[k] = to;
		c->a->how[o->tied >= 0 ? (uint32_t)o->tied : k] |= MIR_USE;
		add_copy(s, &c->before,
			(struct mir_copy){
				.dst = to, .src = leaf ? MREG_NONE : isel_reg(s, v), .leaf = leaf});
		return;
	}
	c->a->regs[k] = isel_reg(s, v);
	c->a->how[k] = MIR_USE;
}

void isel_asm(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	struct ir_ins x = *isel_ins(s, r);
	struct ir_asm *as = x.u.assembly;
	uint32_t n = as->operands.n, outs = 0, ins = 0;
	struct asm_ctx c = {.s = s, .a = arena_new(s->mf->arena, struct mir_asm)};
	struct mir_insn pc = mir_make(MIR_PCOPY, MREG_NONE, MREG_NONE, 0),
			i = mir_make(MIR_ASM, MREG_NONE, MREG_NONE, 0);

	c.before = c.after = pc;
	*c.a = (struct mir_asm){.as = as,
		.n = n,
		.regs = arena_array(s->mf->arena, mreg, n),
		.how = arena_array(s->mf->arena, uint8_t, n),
		.imms = arena_array(s->mf->arena, const struct mir_leaf *, n),
		.bits = arena_array(s->mf->arena, uint8_t, n)};
	for (uint32_t k = 0; k < n; k++) {
		c.a->regs[k] = MREG_NONE;
		c.a->bits[k] = operand_bits(s, &as->operands.p[k]);
		if (as->operands.p[k].output)
			asm_output(&c, r, k, outs++);
		else
			asm_input(&c, k, x.args[ins++]);
	}
	if (c.before.n)
		isel_emit(s, c.before);
	i.u.assembly = c.a;
	for (uint32_t k = 0; k < as->targets.n; k++)
		mir_edge(s->mf, s->mb, s->block[as->targets.p[k]]);
	if (as->targets.n)
		mir_edge(s->mf, s->mb, s->block[as->then]);
	isel_emit(s, i);
	if (c.after.n)
		isel_emit(s, c.after);
}
