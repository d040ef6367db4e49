/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory: addresses, loads, stores, atomics and the legacy packet loads.
 *
 * An address p + k becomes base and 16-bit offset. A field offset that the loader relocates becomes
 * the offset of the access itself when nothing else is added to it.
 */
#include "ir/alias.h"
#include "isel.h"

/* ---- addresses ---- */

static bool fits16(int64_t off)
{
	return off == (int16_t)off;
}
/* The slot's own place, at most 512 below r10, is still to be added. */
static bool fits_slot(int64_t off)
{
	return off >= -16384 && off <= 16383;
}

/* p = base + core: the access carries the relocation */
static bool core_address(struct isel *s, const struct ir_ins *x, int64_t off, struct isel_addr *out)
{
	const struct ir_ins *c = isel_ins(s, isel_canon(s, x->b));
	const struct ir_core *core;

	if (c->op != IR_CORE || off)
		return false;
	core = &s->fn->module->core.p[c->imm];
	if (core->kind != 0 || !fits16(core->value))
		return false;
	out->off = (int32_t)core->value;
	out->core = (uint32_t)c->imm + 1;
	out->base = isel_reg(s, x->a);
	return true;
}

/* Is it better to compute from the operand of the addition than to use its result? The context's
 * address must not be changed; a result that is needed anyway serves. */
static bool look_through(struct isel *s, ir_ref add)
{
	ir_ref p = isel_canon(s, isel_ins(s, add)->a);

	if (!s->reg[add] || isel_leaf(s, p))
		return true;
	return ir_prov_of(s->fn, p) == PROV_CTX || s->reg[p];
}

struct isel_addr isel_address(struct isel *s, ir_ref p, int64_t off)
{
	struct isel_addr a = {.prov = (uint8_t)ir_prov_of(s->fn, p)};
	int64_t k;

	for (;;) {
		p = isel_canon(s, p);
		const struct ir_ins *x = isel_ins(s, p);

		if (x->op == IR_SLOT && fits_slot(off))
			return (struct isel_addr){
				.base = MREG_FP, .off = (int32_t)off, .slot = (uint32_t)x->imm + 1};
		if (x->op == IR_GADDR && x->u.sym->kind == IR_SYM_DATA && fits16(off + x->imm)) {
			a.base = isel_symbol(s, x->u.sym);
			a.off = (int32_t)(off + x->imm);
			return a;
		}
		if (x->op != IR_ADD || !look_through(s, p))
			break;
		if (core_address(s, x, off, &a))
			return a;
		if (!ir_is_const(s->fn, x->b, &k) || !fits16(off + k))
			break;
		off += k;
		p = x->a;
	}
	a.base = isel_reg(s, p);
	a.value = p;
	if (fits16(off)) {
		a.off = (int32_t)off;
		return a;
	}
	mreg t = mir_reg_new(s->mf);

	if (off == (int32_t)off) {
		isel_emit(s, mir_mov(t, a.base));
		isel_emit(s, mir_make(INSN_ADD64_K, t, MREG_NONE, off));
	} else {
		isel_emit(s, mir_const(s->mf, t, off));
		isel_emit(s, mir_make(INSN_ADD64_X, t, a.base, 0));
	}
	a.base = t;
	return a;
}

static void set_address(const struct isel *s, struct mir_insn *i, struct isel_addr a)
{
	i->off = a.off;
	i->slot = a.slot;
	i->core = a.core;
	i->prov = a.prov;
	i->base = a.value;
	i->varies = a.value && ir_get(s->fn, a.value)->op == IR_PHI;
}

static struct mir_insn *emit_access(
	struct isel *s, enum insn_id id, mreg reg, struct isel_addr a, int64_t imm)
{
	struct mir_insn i = mir_make(id, reg, reg, imm);

	*mir_base(&i) = a.base;
	set_address(s, &i, a);
	return isel_emit(s, i);
}

/* ---- loads and stores ---- */

void isel_load(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	struct ir_ins x = *isel_ins(s, r);
	enum insn_id id = mir_load(x.width);

	if (x.flags & INSF_SIGNED)
		id = mir_alu(INSN_OP_LDS, x.width * 8u, false);
	if (dst == MREG_NONE)
		dst = mir_reg_new(s->mf);
	emit_access(s, id, dst, isel_address(s, x.a, x.imm), 0);
}

/* What is stored is the low part: a truncation or extension is not needed for it. */
static ir_ref stored_value(struct isel *s, ir_ref v, unsigned width)
{
	for (;;) {
		ir_ref c = isel_canon(s, v);
		const struct ir_ins *x = isel_ins(s, c);

		if (x->op != IR_TRUNC || s->reg[c] || width > 4)
			return c;
		v = x->a;
	}
}

static bool store_immediate(struct isel *s, const struct ir_ins *x, ir_ref v, int32_t *imm)
{
	int64_t k;

	if (isel_ins(s, v)->op == IR_UNDEF)
		k = 0;
	else if (!ir_is_const(s->fn, v, &k))
		return false;
	if (x->width == 8 && k != (int32_t)k)
		return false;
	if (!s->mf->opts->ctx_store_imm && ir_prov_of(s->fn, x->a) == PROV_CTX)
		return false;
	*imm = (int32_t)sign_extend((uint64_t)k, x->width == 8 ? 64 : x->width * 8u);
	return true;
}

void isel_store(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	struct ir_ins x = *isel_ins(s, r);
	ir_ref v = stored_value(s, x.b, x.width);
	int32_t imm;

	if (store_immediate(s, &x, v, &imm)) {
		struct mir_insn i = mir_make(mir_store(x.width, true), MREG_NONE, MREG_NONE, imm);
		struct isel_addr a = isel_address(s, x.a, x.imm);

		i.dst = a.base;
		set_address(s, &i, a);
		isel_emit(s, i);
		return;
	}
	mreg reg = isel_reg(s, v);

	emit_access(s, mir_store(x.width, false), reg, isel_address(s, x.a, x.imm), 0);
}

/* ---- atomics ---- */

static const struct {
	uint8_t plain, fetch;
} atomics[] = {
	[IR_ATOMIC_ADD] = {INSN_OP_AADD, INSN_OP_AFADD},
	[IR_ATOMIC_AND] = {INSN_OP_AAND, INSN_OP_AFAND},
	[IR_ATOMIC_OR] = {INSN_OP_AOR, INSN_OP_AFOR},
	[IR_ATOMIC_XOR] = {INSN_OP_AXOR, INSN_OP_AFXOR},
	[IR_ATOMIC_XCHG] = {INSN_OP_AXCHG, INSN_OP_AXCHG},
	[IR_ATOMIC_CMPXCHG] = {INSN_OP_ACMPXCHG, INSN_OP_ACMPXCHG},
	[IR_ATOMIC_LOAD_ACQUIRE] = {INSN_OP_AFADD, INSN_OP_AFADD},  /* below v4: + 0 */
	[IR_ATOMIC_STORE_RELEASE] = {INSN_OP_AXCHG, INSN_OP_AXCHG}, /* below v4: exchange */
};

/* v4: plain accesses with an order */
static bool ordered_access(struct isel *s, const struct ir_ins *x, mreg dst)
{
	bool load = x->cc == IR_ATOMIC_LOAD_ACQUIRE;

	if (s->cpu < 4 || (!load && x->cc != IR_ATOMIC_STORE_RELEASE))
		return false;
	if (load && dst == MREG_NONE)
		dst = mir_reg_new(s->mf);
	mreg reg = load ? dst : isel_reg(s, x->args[1]);

	emit_access(s, mir_alu(load ? INSN_OP_LDACQ : INSN_OP_STREL, x->width * 8u, false), reg,
		isel_address(s, x->args[0], x->imm), 0);
	return true;
}

static bool atomic_ok(struct isel *s, const struct ir_ins *x, bool fetch)
{
	bool ordered = s->cpu >= 4 &&
		       (x->cc == IR_ATOMIC_LOAD_ACQUIRE || x->cc == IR_ATOMIC_STORE_RELEASE);

	if (x->width < 4 && !ordered)
		diag(s->diags, DIAG_ATOMIC_WIDTH, x->loc, x->width);
	else if (s->cpu < 3 && (fetch || x->cc != IR_ATOMIC_ADD))
		diag(s->diags, DIAG_ATOMIC_CPU, x->loc);
	else
		return true;
	s->mf->failed = true;
	return false;
}

/* r0 = expected; r0 = cmpxchg(addr, r0, new); dst = r0 */
static void compare_exchange(struct isel *s, const struct ir_ins *x, mreg dst)
{
	struct isel_addr a = isel_address(s, x->args[0], x->imm);
	mreg fresh = isel_reg(s, x->args[2]);

	isel_into(s, MREG_R0, x->args[1]);
	emit_access(s, mir_alu(INSN_OP_ACMPXCHG, x->width * 8u, false), fresh, a, 0);
	if (dst != MREG_NONE)
		isel_emit(s, mir_mov(dst, MREG_R0));
}

void isel_atomic(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	struct ir_ins x = *isel_ins(s, r);
	bool fetch = dst != MREG_NONE || x.flags & INSF_FETCH || x.cc >= IR_ATOMIC_XCHG;
	enum insn_id id;

	if (!atomic_ok(s, &x, fetch) || ordered_access(s, &x, dst))
		return;
	if (x.cc == IR_ATOMIC_CMPXCHG) {
		compare_exchange(s, &x, dst);
		return;
	}
	id = mir_alu(fetch ? atomics[x.cc].fetch : atomics[x.cc].plain, x.width * 8u, false);
	struct isel_addr a = isel_address(s, x.args[0], x.imm);

	if (!fetch) {
		emit_access(s, id, isel_reg(s, x.args[1]), a, 0);
		return;
	}
	if (dst == MREG_NONE)
		dst = mir_reg_new(s->mf);
	if (x.cc == IR_ATOMIC_LOAD_ACQUIRE)
		isel_emit(s, mir_const(s->mf, dst, 0));
	else
		isel_into(s, dst, x.args[1]);
	emit_access(s, id, dst, a, 0);
}

/* ---- legacy packet loads: the context in r6, the result in r0 ---- */

void isel_ldabs(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	struct ir_ins x = *isel_ins(s, r);
	mreg index = MREG_NONE;

	mreg ctx = isel_reg(s, x.a);

	if (op == INSN_OP_LDIND)
		index = isel_reg(s, x.b);
	if (s->mf->packet_ctx != ctx)
		s->mf->packet_ctx = s->mf->packet_ctx ? MREG_NONE : ctx;
	isel_emit(s, mir_mov(MREG_R6, ctx));
	struct mir_insn i = mir_make(mir_alu(op, x.width * 8u, false), MREG_NONE, index, x.imm);

	isel_emit(s, i);
	if (dst != MREG_NONE)
		isel_emit(s, mir_mov(dst, MREG_R0));
}
