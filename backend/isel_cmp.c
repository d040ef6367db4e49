/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Terminators: jumps with the comparison that they depend on, and the ways out of a function.
 */
#include "isel.h"

/* A conditional jump under construction: if (a op b) goto then; else goto other. */
struct jump {
	enum insn_op op;
	unsigned bits;
	ir_ref a, b; /* b 0: imm */
	int32_t imm;
	ir_bid then, other;
};

static const uint8_t jump_ops[IR_CC_COUNT] = {
	[IR_EQ] = INSN_OP_JEQ,
	[IR_NE] = INSN_OP_JNE,
	[IR_ULT] = INSN_OP_JLT,
	[IR_UGE] = INSN_OP_JGE,
	[IR_UGT] = INSN_OP_JGT,
	[IR_ULE] = INSN_OP_JLE,
	[IR_SLT] = INSN_OP_JSLT,
	[IR_SGE] = INSN_OP_JSGE,
	[IR_SGT] = INSN_OP_JSGT,
	[IR_SLE] = INSN_OP_JSLE,
};

/* v1 has no <, <=: jump the other way on >=, > */
static void without_less(struct jump *j)
{
	if (j->op != INSN_OP_JLT && j->op != INSN_OP_JLE && j->op != INSN_OP_JSLT &&
		j->op != INSN_OP_JSLE)
		return;
	ir_bid t = j->then;

	j->op = insn_op_negate(j->op);
	j->then = j->other;
	j->other = t;
}

static void emit_jump(struct isel *s, struct jump j, const struct ir_ins *cbr)
{
	bool swapped;
	ir_bid then = j.then;

	if (s->cpu < 2)
		without_less(&j);
	swapped = then != j.then;
	mreg b = j.b ? isel_reg(s, j.b) : MREG_NONE, a = isel_reg(s, j.a);
	struct mir_insn i = mir_make(mir_jump(j.op, j.bits, j.b != 0), a, b, j.b ? 0 : j.imm);

	i.likely = cbr->flags & (swapped ? INSF_UNLIKELY : INSF_LIKELY);
	i.unlikely = cbr->flags & (swapped ? INSF_LIKELY : INSF_UNLIKELY);
	if (s->first[cbr->block] != IR_NO_BLOCK)
		i.first = s->first[cbr->block] == j.then ? 1 : 2;
	mir_edge(s->mf, s->mb, s->block[j.then]);
	mir_edge(s->mf, s->mb, s->block[j.other]);
	isel_emit(s, i);
}

/* (x & m) == 0, != 0 where nothing else needs x & m */
static bool bit_test(struct isel *s, const struct ir_ins *cmp, struct jump *j)
{
	ir_ref c = isel_canon(s, cmp->a);
	const struct ir_ins *and = isel_ins(s, c);
	int64_t k;

	if (cmp->cc > IR_NE || !ir_is_const(s->fn, cmp->b, &k) || k || and->op != IR_AND ||
		s->uses[c] != 1 || s->reg[c] || (and->type != isel_ins(s, cmp->a)->type))
		return false;
	/* without 32-bit jumps the upper halves take part: a mask must keep them out */
	if (and->type == IR_I32 && !s->alu32 && !(ir_is_const(s->fn, and->b, &k) && k <= INT32_MAX))
		return false;
	if (cmp->cc == IR_EQ) {
		ir_bid t = j->then;

		j->then = j->other;
		j->other = t;
	}
	j->op = INSN_OP_JSET;
	j->bits = isel_bits(s, c);
	j->a = and->a;
	j->b = isel_imm(s, and->b, j->bits, &j->imm) ? 0 : and->b;
	return true;
}

static void compare(struct isel *s, const struct ir_ins *cmp, struct jump *j)
{
	enum ir_cc cc = (enum ir_cc)cmp->cc;

	j->a = cmp->a;
	j->b = cmp->b;
	j->bits = isel_bits(s, cmp->a);
	if (isel_imm(s, j->a, j->bits, &j->imm)) {
		j->a = cmp->b;
		j->b = cmp->a;
		cc = ir_cc_swap(cc);
	}
	j->op = (enum insn_op)jump_ops[cc];
	if (isel_imm(s, j->b, j->bits, &j->imm))
		j->b = 0;
}

void isel_cbr(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	struct ir_ins x = *isel_ins(s, r);
	struct ir_ins c = *isel_ins(s, isel_canon(s, x.a));
	struct jump j = {.op = op,
		.bits = isel_bits(s, x.a),
		.a = x.a,
		.then = x.u.br.then,
		.other = x.u.br.other};

	if (c.op == IR_CMP && !bit_test(s, &c, &j))
		compare(s, &c, &j);
	emit_jump(s, j, &x);
}

void isel_br(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	mir_edge(s->mf, s->mb, s->block[isel_ins(s, r)->u.br.then]);
	isel_emit(s, mir_make(INSN_JA, MREG_NONE, MREG_NONE, 0));
}

static void emit_exit(struct isel *s, bool value)
{
	isel_emit(s, mir_make(INSN_EXIT, MREG_NONE, MREG_NONE, 0))->args = value;
}

/* The verifier refuses the address of a variable in r0 though the function returns nothing. */
void isel_ret(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	ir_ref v = isel_ins(s, r)->a;
	bool clear = !v && s->plain && !s->fn->naked;

	if (v)
		isel_into(s, MREG_R0, v);
	else if (clear)
		isel_emit(s, mir_const(s->mf, MREG_R0, 0));
	emit_exit(s, v || clear);
}

/* Something must stand behind what does not come back; the verifier sees that it is not reached. */
void isel_unreachable(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	if (s->fn->naked) /* its assembly is all there is */
		return;
	isel_emit(s, mir_const(s->mf, MREG_R0, 0));
	emit_exit(s, true);
}

void isel_trap(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	diag(s->diags, DIAG_TRAP_REACHED, isel_ins(s, r)->loc);
	s->mf->failed = true;
	isel_unreachable(s, r, dst, op);
}
