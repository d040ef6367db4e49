/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Instruction selection: the walk over the function, registers and immediates of values, and the
 * selectors of arithmetic. See isel.h for how a function is walked and isel.def for who selects
 * what.
 */
#include "ir/cfg.h"
#include "isel.h"

/* ---- registers, leaves, immediates ---- */

struct mir_insn *isel_emit(struct isel *s, struct mir_insn i)
{
	if (!i.loc)
		i.loc = s->loc;
	return mir_insert(s->mf, s->mb, s->at, i);
}

/* A pointer that the context holds in 32 bits (packet data): its upper half is 0, and a 32-bit move
 * would make a number of it. */
static bool narrow_pointer(const struct isel *s, ir_ref r)
{
	const struct ir_ins *x = isel_ins(s, r);

	while (x->op == IR_PTRTOINT || x->op == IR_INTTOPTR || x->op == IR_ZEXT || x->op == IR_COPY)
		x = isel_ins(s, x->a);
	return x->op == IR_LOAD && x->width <= 4 && !(x->flags & INSF_SIGNED);
}

static bool is_free(const struct isel *s, ir_ref r)
{
	switch (isel_ins(s, r)->op) {
	case IR_ZEXT:
	case IR_PTRTOINT:
	case IR_INTTOPTR:
	case IR_COPY: return true;
	case IR_TRUNC: return !bitset_has(&s->upper, r) || narrow_pointer(s, isel_ins(s, r)->a);
	default: return false;
	}
}

ir_ref isel_canon(const struct isel *s, ir_ref r)
{
	while (is_free(s, r))
		r = isel_ins(s, r)->a;
	return r;
}

static bool leaf_of(const struct isel *s, const struct ir_ins *x, struct mir_leaf *l)
{
	int64_t k;

	switch (x->op) {
	case IR_CONST: *l = (struct mir_leaf){.kind = LEAF_CONST, .imm = x->imm}; return true;
	case IR_UNDEF: *l = (struct mir_leaf){.kind = LEAF_CONST}; return true;
	case IR_SLOT:
		*l = (struct mir_leaf){.kind = LEAF_SLOT, .index = (uint32_t)x->imm};
		return true;
	case IR_GADDR:
		*l = (struct mir_leaf){.kind = LEAF_SYM, .sym = x->u.sym, .imm = x->imm};
		return true;
	case IR_CORE:
		*l = (struct mir_leaf){.kind = LEAF_CORE, .index = (uint32_t)x->imm};
		return true;
	case IR_ADD:
		if (isel_ins(s, x->a)->op != IR_SLOT || !ir_is_const(s->fn, x->b, &k) ||
			k != (int16_t)k)
			return false;
		*l = (struct mir_leaf){
			.kind = LEAF_SLOT, .index = (uint32_t)isel_ins(s, x->a)->imm, .imm = k};
		return true;
	default: return false;
	}
}

const struct mir_leaf *isel_leaf(struct isel *s, ir_ref r)
{
	struct mir_leaf l;

	if (!s->leaf[r] && leaf_of(s, isel_ins(s, r), &l))
		s->leaf[r] = arena_dup(s->mf->arena, &l, sizeof(l));
	return s->leaf[r];
}

mreg isel_reg(struct isel *s, ir_ref r)
{
	const struct mir_leaf *l;

	r = isel_canon(s, r);
	l = isel_leaf(s, r);
	if (l) {
		mreg v = mir_reg_new(s->mf);

		isel_emit(s, mir_leaf(v, l));
		return v;
	}
	if (!s->reg[r])
		s->reg[r] = mir_reg_new(s->mf);
	return s->reg[r];
}

mreg isel_symbol(struct isel *s, struct ir_sym *sym)
{
	struct mir_leaf l = {.kind = LEAF_SYM, .sym = sym};
	mreg v = mir_reg_new(s->mf);

	isel_emit(s, mir_leaf(v, arena_dup(s->mf->arena, &l, sizeof(l))));
	return v;
}

void isel_into(struct isel *s, mreg dst, ir_ref r)
{
	const struct mir_leaf *l = isel_leaf(s, isel_canon(s, r));

	isel_emit(s, l ? mir_leaf(dst, l) : mir_mov(dst, isel_reg(s, r)));
}

unsigned isel_bits(const struct isel *s, ir_ref r)
{
	return isel_ins(s, r)->type == IR_I32 && s->alu32 ? 32 : 64;
}

bool isel_imm(const struct isel *s, ir_ref r, unsigned bits, int32_t *imm)
{
	int64_t k;

	if (!ir_is_const(s->fn, r, &k) || (bits == 64 && k != (int32_t)k))
		return false;
	*imm = (int32_t)k;
	return true;
}

static void emit_k(struct isel *s, enum insn_op op, unsigned bits, mreg dst, int32_t imm)
{
	isel_emit(s, mir_make(mir_alu(op, bits, false), dst, MREG_NONE, imm));
}

void isel_zext(struct isel *s, mreg dst, mreg src)
{
	if (s->alu32) {
		isel_emit(s, mir_make(INSN_MOV32_X, dst, src, 0));
		return;
	}
	isel_emit(s, mir_mov(dst, src));
	emit_k(s, INSN_OP_LSH, 64, dst, 32);
	emit_k(s, INSN_OP_RSH, 64, dst, 32);
}

/* ---- arithmetic ---- */

/* The low half does not depend on the operands' upper halves. */
static bool low_half_only(enum insn_op op)
{
	return op == INSN_OP_ADD || op == INSN_OP_SUB || op == INSN_OP_MUL || op == INSN_OP_OR ||
	       op == INSN_OP_AND || op == INSN_OP_XOR;
}

static bool alu_imm(const struct isel *s, ir_ref r, enum insn_op op, unsigned bits, int32_t *imm)
{
	bool any = bits == 64 && isel_ins(s, r)->type == IR_I32 && low_half_only(op);
	bool div =
		op == INSN_OP_DIV || op == INSN_OP_MOD || op == INSN_OP_SDIV || op == INSN_OP_SMOD;

	return isel_imm(s, r, any ? 32 : bits, imm) && !(div && !*imm);
}

/* Does r live on behind this instruction? Its later uses have asked already. */
static bool lives_on(const struct isel *s, ir_ref r)
{
	return s->reg[isel_canon(s, r)] != 0;
}

/* add imm, relocated: the offset of a field that is too far for, or not used in, an access */
static bool add_core(struct isel *s, const struct ir_ins *x, mreg dst)
{
	const struct ir_ins *c = isel_ins(s, isel_canon(s, x->b));
	int64_t value;

	if (x->op != IR_ADD || c->op != IR_CORE || x->type == IR_I32)
		return false;
	value = s->fn->module->core.p[c->imm].value;
	if (value != (int32_t)value)
		return false;
	isel_into(s, dst, x->a);
	isel_emit(s, mir_make(INSN_ADD64_K, dst, MREG_NONE, value))->core = (uint32_t)c->imm + 1;
	return true;
}

void isel_alu(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	struct ir_ins x = *isel_ins(s, r);
	unsigned bits = isel_bits(s, r);
	int32_t imm;

	if (ir_ops[x.op].flags & OPF_COMM && x.type != IR_PTR && alu_imm(s, x.a, op, bits, &imm)) {
		ir_ref t = x.a;

		x.a = x.b;
		x.b = t;
	}
	if (add_core(s, &x, dst))
		return;
	if (alu_imm(s, x.b, op, bits, &imm)) {
		isel_into(s, dst, x.a);
		emit_k(s, op, bits, dst, imm);
		return;
	}
	if (ir_ops[x.op].flags & OPF_COMM && lives_on(s, x.a) && !lives_on(s, x.b)) {
		ir_ref t = x.a;

		x.a = x.b;
		x.b = t;
	}
	mreg b = isel_reg(s, x.b);

	isel_into(s, dst, x.a);
	isel_emit(s, mir_make(mir_alu(op, bits, true), dst, b, 0));
}

/* 0 - x -> neg; x - k -> x + -k */
void isel_sub(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	struct ir_ins x = *isel_ins(s, r);
	unsigned bits = isel_bits(s, r);
	int32_t imm;

	if (isel_imm(s, x.a, bits, &imm) && !imm) {
		isel_into(s, dst, x.b);
		isel_emit(s, mir_make(bits == 32 ? INSN_NEG32 : INSN_NEG64, dst, MREG_NONE, 0));
	} else if (alu_imm(s, x.b, op, bits, &imm) && imm != INT32_MIN) {
		isel_into(s, dst, x.a);
		emit_k(s, INSN_OP_ADD, bits, dst, -imm);
	} else {
		isel_alu(s, r, dst, op);
	}
}

/* x & 0xffffffff -> w = w; a mask of 32 bits in a 32-bit operation */
void isel_and(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	struct ir_ins x = *isel_ins(s, r);
	int64_t k;

	if (x.type == IR_I64 && ir_is_const(s->fn, x.b, &k) && k == (uint32_t)k) {
		if (k == UINT32_MAX) {
			isel_zext(s, dst, isel_reg(s, x.a));
			return;
		}
		if (k > INT32_MAX && s->alu32) {
			isel_into(s, dst, x.a);
			emit_k(s, op, 32, dst, (int32_t)k);
			return;
		}
	}
	isel_alu(s, r, dst, op);
}

/* The count is taken modulo the width, which 64-bit shifts of 32-bit values must be told. */
void isel_shift(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	struct ir_ins x = *isel_ins(s, r);
	unsigned bits = isel_bits(s, r), width = x.type == IR_I32 ? 32 : 64;
	bool narrow = bits != width, sign = narrow && op == INSN_OP_ARSH;
	mreg count = MREG_NONE;
	int64_t k;

	if (ir_is_const(s->fn, x.b, &k)) {
		k &= width - 1;
	} else {
		count = isel_reg(s, x.b);
		if (narrow) {
			mreg t = mir_reg_new(s->mf);

			isel_emit(s, mir_mov(t, count));
			emit_k(s, INSN_OP_AND, 64, t, 31);
			count = t;
		}
	}
	isel_into(s, dst, x.a);
	if (sign)
		emit_k(s, INSN_OP_LSH, 64, dst, 32);
	if (sign && count != MREG_NONE)
		emit_k(s, op, 64, dst, 32);
	if (count != MREG_NONE)
		isel_emit(s, mir_make(mir_alu(op, bits, true), dst, count, 0));
	else if (sign || k)
		emit_k(s, op, bits, dst, (int32_t)k + (sign ? 32 : 0));
}

void isel_bswap(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	const struct ir_ins *x = isel_ins(s, r);
	unsigned bits = x->op == IR_BSWAP16 ? 16 : x->op == IR_BSWAP32 ? 32 : 64;

	if (s->cpu < 4)
		op = s->fn->module->big_endian ? INSN_OP_LE : INSN_OP_BE;
	isel_into(s, dst, x->a);
	isel_emit(s, mir_make(mir_alu(op, bits, false), dst, MREG_NONE, 0));
}

/* dst = the low `from` bits of x, sign-extended to `bits` */
static void sign_extend_low(struct isel *s, mreg dst, ir_ref x, unsigned from, unsigned bits)
{
	enum insn_op sx = from == 8    ? INSN_OP_MOVSX8
			  : from == 16 ? INSN_OP_MOVSX16
				       : INSN_OP_MOVSX32;

	if (s->cpu >= 4) {
		isel_emit(s, mir_make(mir_alu(sx, bits, false), dst, isel_reg(s, x), 0));
		return;
	}
	isel_into(s, dst, x);
	emit_k(s, INSN_OP_LSH, bits, dst, (int32_t)(bits - from));
	emit_k(s, INSN_OP_ARSH, bits, dst, (int32_t)(bits - from));
}

void isel_sext(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	sign_extend_low(s, dst, isel_ins(s, r)->a, 32, 64);
}

void isel_narrow(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	sign_extend_low(s, dst, isel_ins(s, r)->a, op == INSN_OP_MOVSX8 ? 8 : 16, isel_bits(s, r));
}

/* dst = addr_space_cast(x, to, from) */
void isel_cast(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	const struct ir_ins *x = isel_ins(s, r);
	int64_t spaces = x->op == IR_AS_USER ? ARENA_SPACE << 16 : ARENA_SPACE;
	mreg a = isel_reg(s, x->a);

	isel_emit(s, mir_make(INSN_ADDR_SPACE_CAST, dst, a, spaces));
}

void isel_trunc(struct isel *s, ir_ref r, mreg dst, enum insn_op op)
{
	isel_zext(s, dst, isel_reg(s, isel_ins(s, r)->a));
}

/* ---- the walk ---- */

static const struct {
	isel_selector *select;
	uint8_t op;
} selectors[IR_OP_COUNT] = {
#define SELECT(ir, fn, machine) [IR_##ir] = {fn, INSN_OP_##machine},
#define FREE(ir)
#define NEVER(ir)
#include "isel.def"
#undef SELECT
#undef FREE
#undef NEVER
};

/* Calls and truncations clean up in the move that they make anyway. */
static bool cleans_itself(uint8_t op)
{
	return op == IR_TRUNC || op == IR_CALL || op == IR_CALLI || op == IR_HELPER;
}

static void select_ins(struct isel *s, ir_ref r)
{
	const struct ir_ins x = *isel_ins(s, r);
	mreg dst = x.type == IR_VOID || !s->reg[r] ? MREG_NONE : s->reg[r];

	if (x.op == IR_CMP || x.op == IR_PHI || is_free(s, r) || x.op == IR_ASM_OUT ||
		isel_leaf(s, r))
		return;
	if (dst == MREG_NONE && ir_is_removable(s->fn, &x))
		return;
	if (!selectors[x.op].select)
		ICE("isel: %s in function %s", ir_ops[x.op].text, s->fn->sym->name);
	s->loc = x.loc;
	selectors[x.op].select(s, r, dst, (enum insn_op)selectors[x.op].op);
	if (dst != MREG_NONE && x.type == IR_I32 && !cleans_itself(x.op) &&
		bitset_has(&s->upper, r) && isel_dirty(s, r))
		isel_zext(s, dst, dst);
}

/* dst, src pairs of the phis behind the one edge out of b */
static void phi_copies(struct isel *s, ir_bid from, ir_bid to)
{
	uint32_t k = ir_pred_index(s->fn, to, from);
	struct mir_insn pc = mir_make(MIR_PCOPY, MREG_NONE, MREG_NONE, 0);
	VEC(struct mir_copy) copies = {0};

	ir_for_phis (r, s->fn, to) {
		ir_ref arg = isel_canon(s, isel_ins(s, r)->args[k]);
		struct mir_copy c = {
			.dst = isel_reg(s, r), .src = MREG_NONE, .leaf = isel_leaf(s, arg)};

		if (arg == r)
			continue;
		if (!c.leaf)
			c.src = isel_reg(s, arg);
		vec_push(s->mf->arena, &copies, c);
	}
	if (!copies.n)
		return;
	pc.n = copies.n;
	pc.u.copies = copies.p;
	isel_emit(s, pc);
}

static void select_block(struct isel *s, ir_bid b)
{
	const struct ir_block *ib = s->fn->blocks.p[b];
	struct ir_ins *term = isel_ins(s, ib->last);
	uint32_t n = ir_succ_count(term);

	s->mb = s->block[b];
	s->at = NULL;
	for (ir_ref r = ib->last; r; r = isel_ins(s, r)->prev) {
		select_ins(s, r);
		s->at = s->mb->first;
		if (r == ib->last)
			for (uint32_t i = 0; i < n; i++)
				phi_copies(s, b, *ir_succ(isel_ins(s, r), i));
		s->at = s->mb->first;
	}
}

/* At the entry: the parameters that somebody asked for, out of r1..r5. */
static void select_params(struct isel *s)
{
	struct mir_insn pc = mir_make(MIR_PCOPY, MREG_NONE, MREG_NONE, 0);
	struct mir_copy *copies = arena_array(s->mf->arena, struct mir_copy, MREG_ARGS);
	struct mir_insn *first = s->block[0]->first;

	s->mb = s->block[0];
	s->at = first;
	s->loc = s->fn->loc;
	if (s->fn->params.n > MREG_ARGS) {
		diag(s->diags, DIAG_PARAMETERS, s->loc, s->fn->sym->name, s->fn->params.n);
		s->mf->failed = true;
		return;
	}
	for (uint32_t i = 0; i < s->fn->params.n; i++) {
		ir_ref p = ir_param(s->fn, i);

		/* a parameter that is new to the table was never asked for */
		if (p >= s->upper.bits || !s->reg[p])
			continue;
		copies[pc.n++] = (struct mir_copy){.dst = s->reg[p], .src = i + 1};
		if (isel_ins(s, p)->type == IR_I32 && bitset_has(&s->upper, p) && isel_dirty(s, p))
			isel_zext(s, s->reg[p], s->reg[p]);
	}
	pc.u.copies = copies;
	s->at = s->mb->first;
	if (pc.n)
		isel_emit(s, pc);
}

static void count_uses(struct isel *s)
{
	ir_for_blocks (b, s->fn)
		ir_for_ins (r, s->fn, b) {
			struct ir_ins *x = isel_ins(s, r);
			uint32_t n = ir_operand_count(x);

			for (uint32_t i = 0; i < n; i++)
				s->uses[*ir_operand(x, i)]++;
		}
}

static void make_slots(struct isel *s)
{
	vec_for (slot, &s->fn->slots)
		vec_push(s->mf->arena, &s->mf->slots,
			((struct mir_slot){.size = slot->size,
				.align = slot->align,
				.name = slot->name,
				.loc = slot->loc}));
}

/* Machine blocks in reverse postorder, with edges. */
static void make_blocks(struct isel *s, const struct ir_cfg *cfg)
{
	for (uint32_t i = 0; i < cfg->n_rpo; i++) {
		s->block[cfg->rpo[i]] = mir_block_new(s->mf);
		s->block[cfg->rpo[i]]->depth = ir_loop_depth(cfg, cfg->rpo[i]);
	}
}

struct mir_fn *isel_fn(struct ir_fn *fn, struct arena *a, const struct backend_opts *opts)
{
	struct arena scratch = arena_beside(a);
	struct ir_cfg *cfg = ir_cfg_new(&scratch, fn);
	struct isel s = {.fn = fn,
		.mf = mir_fn_new(a, fn, opts),
		.diags = fn->module->diags,
		.cpu = opts->cpu,
		.alu32 = opts->cpu >= 3,
		.plain = !opts->opt_level};
	uint32_t n = fn->ins.n;

	s.reg = arena_array(&scratch, mreg, n);
	s.uses = arena_array(&scratch, uint32_t, n);
	s.leaf = arena_array(&scratch, const struct mir_leaf *, n);
	s.block = arena_array(&scratch, struct mir_block *, fn->blocks.n);
	s.first = isel_walk(fn, cfg, &scratch);
	isel_demand(&s, &scratch);
	count_uses(&s);
	make_slots(&s);
	make_blocks(&s, cfg);
	for (uint32_t i = cfg->n_rpo; i-- > 0;)
		select_block(&s, cfg->rpo[i]);
	select_params(&s);
	arena_free(&scratch);
	return s.mf;
}
