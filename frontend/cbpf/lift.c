/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classic instructions to SSA. A, X and the sixteen words of M are variables; a block begins at
 * each place that something jumps to. Since jumps go forward only, one walk in program order meets
 * every predecessor of a block before the block itself, so each is sealed when it starts.
 *
 * What the kernel defines and C would not: A and X begin as 0; division by an X of 0 returns 0;
 * shifts by X count modulo 32; a load outside the packet returns 0.
 */
#include "lift.h"

#include <linux/bpf.h>

#include "frontend/effects.h"
#include "ir/pass.h"

struct lift {
	const struct cbpf_prog *prog;
	const struct lift_opts *opts;
	struct arena *arena;
	struct ir_fn *fn;
	struct ir_build b;
	ir_ref ctx;
	ir_var a, x, mem[CBPF_MEM_WORDS];
	ir_bid *block_of; /* by instruction: the block that begins there, or IR_NO_BLOCK */
	ir_bid fail;      /* returns what 0 is */
	struct kernel_syms **syms;
};

/* ---- blocks ---- */

/* A block for the entry and each target of a reachable jump. */
static void make_blocks(struct lift *l)
{
	uint32_t n = l->prog->insns.n;
	uint8_t *reached = arena_array(l->arena, uint8_t, n + 1);

	l->block_of = arena_array(l->arena, ir_bid, n + 1);
	for (uint32_t pc = 0; pc < n; pc++)
		l->block_of[pc] = IR_NO_BLOCK;
	reached[0] = 1;
	for (uint32_t pc = 0; pc < n; pc++) {
		struct cbpf_insn f = l->prog->insns.p[pc];
		enum cbpf_op op = cbpf_lookup(f.code)->op;
		uint32_t to[2] = {pc + 1 + f.jt, pc + 1 + f.jf};

		if (!reached[pc] || op == CBPF_OP_RET)
			continue;
		if (op != CBPF_OP_JA && !cbpf_is_jcc(op)) {
			reached[pc + 1] = 1;
			continue;
		}
		if (op == CBPF_OP_JA)
			to[0] = to[1] = pc + 1 + f.k;
		for (int i = 0; i < 2; i++) {
			reached[to[i]] = 1;
			if (l->block_of[to[i]] == IR_NO_BLOCK)
				l->block_of[to[i]] = ir_block_new(l->fn, NULL);
		}
	}
}

/* ---- operands and loads ---- */

static ir_ref imm(struct lift *l, uint32_t k)
{
	return ir_const(l->fn, IR_I32, k);
}

/* The other operand of arithmetic and comparisons. */
static ir_ref operand(struct lift *l, const struct cbpf_info *d, struct cbpf_insn f)
{
	return d->mode == CBPF_MODE_X ? ir_var_read(&l->b, l->x) : imm(l, f.k);
}

static ir_ref ctx_load(struct lift *l, int at)
{
	struct ir_access how = {
		.type = IR_I32, .width = 4, .align = 4, .flags = INSF_CONST_MEM, .prov = 0};

	return ir_emit_load(&l->b, l->ctx, at, how);
}

/* XDP has no length: the distance of its pointers. */
static ir_ref packet_length(struct lift *l)
{
	static const int at[2] = {
		(int)offsetof(struct xdp_md, data_end), offsetof(struct xdp_md, data)};
	ir_ref p[2];

	if (l->opts->kind != LIFT_XDP)
		return ctx_load(l, offsetof(struct __sk_buff, len));
	for (int i = 0; i < 2; i++) {
		struct ir_access how = {.type = IR_PTR,
			.width = 4,
			.align = 4,
			.flags = INSF_CONST_MEM,
			.prov = i ? PROV_PACKET : PROV_PACKET_END};

		p[i] = ir_emit_unary(
			&l->b, IR_PTRTOINT, IR_I64, ir_emit_load(&l->b, l->ctx, at[i], how));
	}
	return ir_emit_unary(&l->b, IR_TRUNC, IR_I32, ir_emit_binary(&l->b, IR_SUB, p[0], p[1]));
}

static ir_ref packet_load(struct lift *l, unsigned bytes, bool indexed, uint32_t k)
{
	struct ir_ins ins = {.op = indexed ? IR_LDIND : IR_LDABS,
		.type = IR_I32,
		.width = (uint8_t)bytes,
		.a = l->ctx,
		.imm = (int32_t)k};

	if (indexed)
		ins.b = ir_emit_unary(&l->b, IR_ZEXT, IR_I64, ir_var_read(&l->b, l->x));
	return ir_emit(&l->b, ins);
}

/* ---- returns ---- */

static void emit_return(struct lift *l, ir_ref v)
{
	const struct lift_opts *o = l->opts;
	int64_t k;

	if (!o->verdict) {
		ir_emit_ret(&l->b, v);
	} else if (ir_is_const(l->fn, v, &k)) {
		ir_emit_ret(&l->b, imm(l, lift_verdict(o, (uint32_t)k)));
	} else {
		ir_bid match = ir_block_new(l->fn, NULL);

		ir_emit_cbr(&l->b, v, match, l->fail, 0);
		ir_start_sealed(&l->b, match);
		ir_emit_ret(&l->b, imm(l, o->match));
	}
}

/* Goes on when `v` is not 0. */
static void fail_unless(struct lift *l, ir_ref v)
{
	ir_bid next = ir_block_new(l->fn, NULL);

	ir_emit_cbr(&l->b, v, next, l->fail, INSF_LIKELY);
	ir_start_sealed(&l->b, next);
}

/* ---- instructions ---- */

static ir_ref helper(struct lift *l, int number)
{
	return ir_emit_unary(&l->b, IR_TRUNC, IR_I32,
		ir_emit_helper(&l->b, number, IR_I64, NULL, 0,
			helper_effects_new(l->fn->module->arena, number)));
}

/* Return `value` when v is 0, or no pointer. */
static void return_unless(struct lift *l, ir_ref v, ir_ref value)
{
	ir_bid none = ir_block_new(l->fn, NULL), next = ir_block_new(l->fn, NULL);

	if (ir_get(l->fn, v)->type == IR_PTR)
		v = ir_emit_bool(&l->b, v);
	ir_emit_cbr(&l->b, v, next, none, INSF_LIKELY);
	ir_start_sealed(&l->b, none);
	emit_return(l, value);
	ir_start_sealed(&l->b, next);
}

static ir_ref kernel_context(struct lift *l)
{
	return ir_emit(&l->b, kernel_skb(l->fn, kernel_syms(l->fn->module, l->syms), l->ctx));
}

static ir_ref kernel_member(struct lift *l, ir_ref object, enum kernel_member m)
{
	const struct kernel_syms *k = kernel_syms(l->fn->module, l->syms);

	return ir_emit(&l->b,
		kernel_member_load(ir_emit(&l->b, kernel_member_at(l->fn, k, object, m)), m));
}

/* The function that finds it is made once. */
static ir_ref attribute(struct lift *l, ir_ref a, bool nested)
{
	struct ir_module *m = l->fn->module;
	const char *name = arena_printf(m->arena, nested ? "%s_nlan" : "%s_nla", l->opts->name);
	struct ir_sym *sym = ir_sym_find(m, name);
	ir_ref args[] = {l->ctx, a, ir_var_read(&l->b, l->x)};

	if (!sym)
		sym = netlink_function(
			m, name, nested, kernel_syms(m, l->syms), l->b.loc, l->arena);
	return ir_emit_call(&l->b, sym, IR_I32, args, ARRAY_LEN(args), NULL);
}

static const char *poff_name(struct arena *a, const struct lift_opts *o)
{
	return arena_printf(a, "%s_poff", o->name);
}

/* The offset of the network header, which may be below 0. */
static ir_ref network_offset(struct lift *l, ir_ref skb)
{
	ir_ref head = kernel_member(l, skb, SKB_HEAD);
	ir_ref skipped = ir_emit_binary(&l->b, IR_SUB, kernel_member(l, skb, SKB_DATA), head);

	return ir_emit_binary(&l->b, IR_SUB, kernel_member(l, skb, SKB_NETWORK_HEADER),
		ir_emit_unary(&l->b, IR_TRUNC, IR_I32, skipped));
}

/* poff_module() has made the function that is called. */
static ir_ref payload(struct lift *l, uint32_t network)
{
	static const struct ir_effects pure = {.pure = true};
	struct ir_module *m = l->fn->module;
	struct ir_sym *sym = ir_sym_find(m, poff_name(l->arena, l->opts));
	ir_ref args[3] = {l->ctx, imm(l, network)};
	uint32_t n = 2;

	if (!network) {
		ir_ref skb = kernel_context(l), len = kernel_member(l, skb, SKB_LEN);

		args[1] = network_offset(l, skb);
		args[n++] = ir_emit_binary(&l->b, IR_SUB, len, kernel_member(l, skb, SKB_DATA_LEN));
	}
	return ir_emit_call(&l->b, sym, IR_I32, args, n, arena_dup(m->arena, &pure, sizeof(pure)));
}

static ir_ref extension(struct lift *l, enum cbpf_ext ext)
{
	struct ext_way way = lift_ext_way(l->opts->kind, ext);
	ir_ref a = ir_var_read(&l->b, l->a), v;

	switch ((enum ext_how)way.how) {
	case EXT_LOAD: return ctx_load(l, way.at);
	case EXT_SWAP16: return ir_emit_unary(&l->b, IR_BSWAP16, IR_I32, ctx_load(l, way.at));
	case EXT_HELPER: return helper(l, way.at);
	case EXT_XOR: return ir_emit_binary(&l->b, IR_XOR, a, ir_var_read(&l->b, l->x));
	case EXT_DEVICE:
		v = ctx_load(l, way.at);
		return_unless(l, v, a);
		return v;
	case EXT_HATYPE:
		v = kernel_member(l, kernel_context(l), SKB_DEV);
		return_unless(l, v, a);
		return kernel_member(l, v, DEV_TYPE);
	case EXT_NLA:
	case EXT_NLAN: return attribute(l, a, way.how == EXT_NLAN);
	case EXT_POFF: return payload(l, (uint32_t)way.at);
	case EXT_NONE: break;
	}
	ICE("extension %s passed the check", cbpf_ext_info(ext)->name);
}

static ir_ref load_value(struct lift *l, const struct cbpf_info *d, struct cbpf_insn f)
{
	switch ((enum cbpf_mode)d->mode) {
	case CBPF_MODE_K: return imm(l, f.k);
	case CBPF_MODE_LEN: return packet_length(l);
	case CBPF_MODE_MEM: return ir_var_read(&l->b, l->mem[f.k]);
	case CBPF_MODE_ABS:
		if (cbpf_ext(f) != CBPF_EXT_NONE)
			return extension(l, cbpf_ext(f));
		return packet_load(l, d->bytes, false, f.k);
	case CBPF_MODE_IND: return packet_load(l, d->bytes, true, f.k);
	case CBPF_MODE_MSH: {
		ir_ref low =
			ir_emit_binary(&l->b, IR_AND, packet_load(l, 1, false, f.k), imm(l, 15));

		return ir_emit_binary(&l->b, IR_SHL, low, imm(l, 2));
	}
	default: ICE("%s loads in mode %u", d->name, d->mode);
	}
}

static void arithmetic(struct lift *l, const struct cbpf_info *d, struct cbpf_insn f)
{
	static const uint8_t ir[] = {[CBPF_OP_ADD] = IR_ADD,
		[CBPF_OP_SUB] = IR_SUB,
		[CBPF_OP_MUL] = IR_MUL,
		[CBPF_OP_DIV] = IR_UDIV,
		[CBPF_OP_OR] = IR_OR,
		[CBPF_OP_AND] = IR_AND,
		[CBPF_OP_LSH] = IR_SHL,
		[CBPF_OP_RSH] = IR_LSHR,
		[CBPF_OP_MOD] = IR_UMOD,
		[CBPF_OP_XOR] = IR_XOR};
	ir_ref a = ir_var_read(&l->b, l->a), v;

	if (d->op == CBPF_OP_NEG) {
		v = ir_emit_binary(&l->b, IR_SUB, imm(l, 0), a);
	} else {
		ir_ref by = operand(l, d, f);

		if (d->op == CBPF_OP_DIV || d->op == CBPF_OP_MOD)
			fail_unless(l, by);
		v = ir_emit_binary(&l->b, (enum ir_op)ir[d->op], a, by);
	}
	ir_var_write(&l->b, l->a, v);
}

static void jump(struct lift *l, const struct cbpf_info *d, struct cbpf_insn f, uint32_t pc)
{
	static const uint8_t cc[] = {[CBPF_OP_JEQ] = IR_EQ,
		[CBPF_OP_JGT] = IR_UGT,
		[CBPF_OP_JGE] = IR_UGE,
		[CBPF_OP_JSET] = IR_NE};
	ir_bid then, other;
	ir_ref a, by;

	if (d->op == CBPF_OP_JA || f.jt == f.jf) {
		ir_emit_br(&l->b, l->block_of[pc + 1 + (d->op == CBPF_OP_JA ? f.k : f.jt)]);
		return;
	}
	then = l->block_of[pc + 1 + f.jt];
	other = l->block_of[pc + 1 + f.jf];
	a = ir_var_read(&l->b, l->a);
	by = operand(l, d, f);
	if (d->op == CBPF_OP_JSET) {
		a = ir_emit_binary(&l->b, IR_AND, a, by);
		by = imm(l, 0);
	}
	ir_emit_cbr(&l->b, ir_emit_cmp(&l->b, (enum ir_cc)cc[d->op], a, by), then, other, 0);
}

static void instruction(struct lift *l, uint32_t pc)
{
	struct cbpf_insn f = l->prog->insns.p[pc];
	const struct cbpf_info *d = cbpf_lookup(f.code);

	switch ((enum cbpf_op)d->op) {
	case CBPF_OP_LD: ir_var_write(&l->b, l->a, load_value(l, d, f)); break;
	case CBPF_OP_LDX: ir_var_write(&l->b, l->x, load_value(l, d, f)); break;
	case CBPF_OP_ST: ir_var_write(&l->b, l->mem[f.k], ir_var_read(&l->b, l->a)); break;
	case CBPF_OP_STX: ir_var_write(&l->b, l->mem[f.k], ir_var_read(&l->b, l->x)); break;
	case CBPF_OP_TAX: ir_var_write(&l->b, l->x, ir_var_read(&l->b, l->a)); break;
	case CBPF_OP_TXA: ir_var_write(&l->b, l->a, ir_var_read(&l->b, l->x)); break;
	case CBPF_OP_RET:
		emit_return(l, d->mode == CBPF_MODE_A ? ir_var_read(&l->b, l->a) : imm(l, f.k));
		break;
	case CBPF_OP_JA:
	case CBPF_OP_JEQ:
	case CBPF_OP_JGT:
	case CBPF_OP_JGE:
	case CBPF_OP_JSET: jump(l, d, f, pc); break;
	default: arithmetic(l, d, f); break;
	}
}

/* ---- functions ---- */

static void begin_variables(struct lift *l)
{
	l->a = ir_var_new(&l->b, IR_I32);
	l->x = ir_var_new(&l->b, IR_I32);
	ir_var_write(&l->b, l->a, imm(l, 0));
	ir_var_write(&l->b, l->x, imm(l, 0));
	for (int i = 0; i < CBPF_MEM_WORDS; i++)
		l->mem[i] = ir_var_new(&l->b, IR_I32);
}

static void walk(struct lift *l)
{
	const struct cbpf_prog *p = l->prog;

	for (uint32_t pc = 0; pc < p->insns.n; pc++) {
		ir_bid here = l->block_of[pc];

		if (here != IR_NO_BLOCK) {
			if (l->b.block != IR_NO_BLOCK)
				ir_emit_br(&l->b, here);
			ir_start_sealed(&l->b, here);
		} else if (l->b.block == IR_NO_BLOCK) {
			continue; /* nothing comes here */
		}
		l->b.loc = p->locs ? p->locs[pc] : 0;
		instruction(l, pc);
	}
	l->b.loc = 0;
	ir_start_sealed(&l->b, l->fail);
	ir_emit_ret(&l->b, imm(l, lift_verdict(l->opts, 0)));
}

/* One function of the classic program, its packet loads as they are in classic BPF. */
static struct ir_fn *lift_function(struct ir_module *m, struct ir_sym *sym,
	const struct cbpf_prog *p, const struct lift_opts *o, struct kernel_syms **syms,
	struct arena *scratch)
{
	struct lift l = {.prog = p, .opts = o, .arena = scratch, .syms = syms};

	l.fn = ir_fn_new(m, sym, m->arena);
	l.fn->ret = IR_I32;
	l.fn->loc = p->locs ? p->locs[0] : 0;
	vec_push(m->arena, &l.fn->params, IR_PTR);
	vec_push(m->arena, &l.fn->param_prov, PROV_CTX);
	ir_build_begin(&l.b, l.fn, scratch);
	l.ctx = ir_param(l.fn, 0);
	l.fail = ir_block_new(l.fn, NULL);
	make_blocks(&l);
	begin_variables(&l);
	walk(&l);
	ir_build_finish(&l.b);
	return l.fn;
}

static void add_license(struct ir_module *m, const char *text)
{
	struct ir_sym *s = ir_sym_new(m, IR_SYM_DATA, "_license");
	struct ir_data *d = arena_new(m->arena, struct ir_data);

	d->size = strlen(text) + 1;
	d->bytes = arena_dup(m->arena, text, d->size);
	d->align = 1;
	s->section = "license";
	s->linkage = IR_LINK_GLOBAL;
	s->used = true;
	s->data = d;
}

/* So that packet.c sees the loads that matter, the values they depend on, and each just once. */
static bool tidy(struct ir_module *m)
{
	struct ir_opt_opts opts = {.level = 2,
		.cpu = 3,
		.passes = "fold,sccp,gvn,cfg,thread,cfg,fold,sccp,gvn,cfg,dce"};

	return ir_optimize(m, &opts);
}

static enum packet_way way_of(const struct lift_opts *o)
{
	switch (o->kind) {
	case LIFT_XDP: return PACKET_XDP;
	case LIFT_TC: return PACKET_TC;
	case LIFT_SOCKET: break;
	}
	return lift_has_kernel(o) ? PACKET_KERNEL : PACKET_SOCKET;
}

static bool has_extension(const struct cbpf_prog *p, enum cbpf_ext ext)
{
	vec_for (i, &p->insns)
		if (cbpf_ext(*i) == ext)
			return true;
	return false;
}

/* What ldabs returns on failure is 0: where a failure returns something else, it cannot be used. */
struct ir_module *frontend_lift(
	struct arena *unit, struct diags *ds, const struct cbpf_prog *p, const struct lift_opts *o)
{
	struct kernel_syms *syms = NULL;
	struct packet_opts how = {.way = way_of(o), .fail = lift_verdict(o, 0), .syms = &syms};
	struct packet_opts slow = {
		.way = how.fail ? PACKET_BYTES : PACKET_SOCKET, .fail = how.fail};
	struct arena scratch = {0};

	if (!lift_check(unit, ds, p, o))
		return NULL;
	struct ir_module *m = has_extension(p, CBPF_EXT_PAY_OFFSET)
				      ? poff_module(unit, ds, o->kind, poff_name(unit, o))
				      : ir_module_new(unit, ds);
	if (!m)
		return NULL;
	struct ir_sym *sym = ir_sym_new(m, IR_SYM_FN, o->name);

	sym->section = lift_section(o->kind);
	sym->linkage = IR_LINK_GLOBAL;
	sym->used = true;
	lift_function(m, sym, p, o, &syms, &scratch)->is_program = true;
	if (how.way == PACKET_TC || how.way == PACKET_KERNEL) {
		how.slow = ir_sym_new(m, IR_SYM_FN, arena_printf(unit, "%s_bytes", o->name));
		lift_function(m, how.slow, p, o, &syms, &scratch)->always_inline = true;
	}
	add_license(m, o->license);
	bool ok = tidy(m);

	if (ok)
		packet_lower(sym->fn, how, &scratch);
	if (ok && how.slow)
		packet_lower(how.slow->fn, slow, &scratch);
	arena_free(&scratch);
	return ok ? m : NULL;
}
