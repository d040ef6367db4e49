/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which i32 values must have a clean (zero) upper half. 32-bit instructions read the low half only,
 * so a truncation, the result of a helper or, on machines without 32-bit arithmetic, any sum can
 * stay dirty until somebody reads all 64 bits. One backward propagation, through phis.
 */
#include "ir/known.h"
#include "isel.h"

/* Does operation x read all 64 bits of its i32 operand number i? */
static bool reads_upper(const struct isel *s, const struct ir_ins *x, uint32_t i)
{
	switch (x->op) {
	case IR_STORE:
	case IR_TRUNC:
	case IR_SEXT:
	case IR_SEXT8:
	case IR_SEXT16:
	case IR_BSWAP16:
	case IR_BSWAP32:
	case IR_RET: /* the caller cleans what it is given, the kernel reads 32 bits */
	case IR_PHI: /* asks in the name of its users */ return false;
	case IR_ATOMIC: return x->cc == IR_ATOMIC_CMPXCHG && i == 1;
	case IR_HELPER: /* variable arguments: an int is read as one (C11 7.16.1.1) */
		return x->imm != BPF_FUNC_trace_printk || i < 2;
	case IR_ADD:
	case IR_SUB:
	case IR_MUL:
	case IR_AND:
	case IR_OR:
	case IR_XOR:
	case IR_ASHR: return false;
	case IR_SHL: return i == 1 && !s->alu32;
	case IR_LSHR:
	case IR_UDIV:
	case IR_UMOD:
	case IR_SDIV:
	case IR_SMOD:
	case IR_CMP:
	case IR_CBR: return !s->alu32;
	default: return true;
	}
}

static bool i32_const(const struct isel *s, ir_ref r, int64_t *k)
{
	return ir_is_const(s->fn, r, k) && isel_ins(s, r)->type == IR_I32;
}

bool isel_dirty(const struct isel *s, ir_ref r)
{
	const struct ir_ins *x = isel_ins(s, r);
	int64_t k;

	switch (x->op) {
	case IR_TRUNC:
	case IR_CALL:
	case IR_CALLI:
	case IR_HELPER:
	case IR_ASM:
	case IR_ASM_OUT: return true;
	case IR_LOAD: return x->flags & INSF_SIGNED;
	case IR_PARAM: return s->fn->sym->linkage != IR_LINK_STATIC || s->fn->address_taken;
	case IR_AND: return !s->alu32 && !(i32_const(s, x->b, &k) && k <= INT32_MAX);
	case IR_ADD:
	case IR_SUB:
	case IR_MUL:
	case IR_OR:
	case IR_XOR:
	case IR_SHL:
	case IR_ASHR:
	case IR_SEXT8:
	case IR_SEXT16: return !s->alu32;
	default: return false;
	}
}

/* A number that fits has a clean upper half: its truncation is the register itself. That both are
 * one register is also what programs rely on whose assembly bounds a value that C goes on to use.
 */
static void drop_fitting(struct isel *s)
{
	ir_for_blocks (b, s->fn)
		ir_for_ins (r, s->fn, b)
			if (isel_ins(s, r)->op == IR_TRUNC && bitset_has(&s->upper, r) &&
				ir_known(s->fn, isel_ins(s, r)->a).umax <= UINT32_MAX)
				bitset_del(&s->upper, r);
}

void isel_demand(struct isel *s, struct arena *scratch)
{
	struct ir_fn *fn = s->fn;
	VEC(ir_ref) work = {0};

	s->upper = bitset_new(scratch, fn->ins.n);
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *x = isel_ins(s, r);
			uint32_t n = ir_operand_count(x);

			for (uint32_t i = 0; i < n; i++) {
				ir_ref o = *ir_operand(x, i);

				if (isel_ins(s, o)->type == IR_I32 && !bitset_has(&s->upper, o) &&
					reads_upper(s, x, i)) {
					bitset_add(&s->upper, o);
					vec_push(scratch, &work, o);
				}
			}
		}
	while (work.n) {
		struct ir_ins *x = isel_ins(s, vec_pop(&work));

		for (uint32_t i = 0; x->op == IR_PHI && i < x->nargs; i++)
			if (!bitset_has(&s->upper, x->args[i])) {
				bitset_add(&s->upper, x->args[i]);
				vec_push(scratch, &work, x->args[i]);
			}
	}
	drop_fitting(s);
}
