/* SPDX-License-Identifier: BSD-2-Clause */
/* build.h: what lowering emits. Each emit_* fills in one instruction; only ir_emit appends. */
#include "build.h"
#include "fold.h"

void ir_build_begin(struct ir_build *b, struct ir_fn *fn, struct arena *scratch)
{
	*b = (struct ir_build){.fn = fn, .loc = fn->loc};
	fn->build = b;
	ir_ssa_init(&b->ssa, fn, scratch);
	b->block = ir_block_new(fn, "entry");
	fn->blocks.p[b->block]->sealed = true;
}

/* Phis that nothing but other dead phis uses: mark from the other instructions, sweep the rest. */
static void remove_dead_phis(struct ir_fn *fn, struct arena *scratch)
{
	VEC(ir_ref) todo = {0};
	uint8_t *live = arena_array(scratch, uint8_t, fn->ins.n);

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b)
			if (fn->ins.p[r].op != IR_PHI)
				vec_push(scratch, &todo, r);
	while (todo.n) {
		struct ir_ins *x = &fn->ins.p[vec_pop(&todo)];

		for (uint32_t i = 0; i < ir_operand_count(x); i++) {
			ir_ref o = *ir_operand(x, i);

			if (!live[o] && fn->ins.p[o].op == IR_PHI)
				vec_push(scratch, &todo, o);
			live[o] = 1;
		}
	}
	ir_for_blocks (b, fn)
		ir_for_ins_safe (r, fn, b)
			if (fn->ins.p[r].op == IR_PHI && !live[r])
				ir_remove(fn, r);
}

void ir_build_finish(struct ir_build *b)
{
	struct ir_fn *fn = b->fn;

	ir_for_blocks (id, fn) {
		const struct ir_block *block = fn->blocks.p[id];

		if (!block->last || !ir_is_term(&fn->ins.p[block->last]))
			ir_append(fn, id, (struct ir_ins){.op = IR_UNREACHABLE, .loc = b->loc});
	}
	ir_for_blocks (id, fn)
		ir_ssa_seal(&b->ssa, id);
	ir_remove_unreachable(fn);
	ir_resolve_all(fn);
	remove_dead_phis(fn, b->ssa.arena);
	fn->build = NULL;
	b->block = IR_NO_BLOCK;
}

void ir_start(struct ir_build *b, ir_bid block)
{
	CHECK(!b->fn->blocks.p[block]->first ||
		b->fn->ins.p[b->fn->blocks.p[block]->last].op == IR_PHI);
	b->block = block;
}

bool ir_reachable(const struct ir_build *b)
{
	const struct ir_block *block;

	if (b->block == IR_NO_BLOCK)
		return false;
	block = b->fn->blocks.p[b->block];
	return b->block == 0 || !block->sealed || block->preds.n;
}

void ir_seal(struct ir_build *b, ir_bid block)
{
	ir_ssa_seal(&b->ssa, block);
}

void ir_start_sealed(struct ir_build *b, ir_bid block)
{
	ir_seal(b, block);
	ir_start(b, block);
}

/* The current block; behind a terminator a new one that nothing reaches. */
static ir_bid current(struct ir_build *b)
{
	if (b->block == IR_NO_BLOCK) {
		b->block = ir_block_new(b->fn, "dead");
		b->fn->blocks.p[b->block]->sealed = true;
	}
	return b->block;
}

ir_var ir_var_new(struct ir_build *b, enum ir_type type)
{
	return ir_ssa_var(&b->ssa, type);
}

void ir_var_write(struct ir_build *b, ir_var v, ir_ref r)
{
	ir_ssa_write(&b->ssa, current(b), v, r);
}

ir_ref ir_var_read(struct ir_build *b, ir_var v)
{
	return ir_ssa_read(&b->ssa, current(b), v);
}

ir_ref ir_emit(struct ir_build *b, struct ir_ins ins)
{
	ins.loc = b->loc;
	return ir_append(b->fn, current(b), ins);
}

/* ---- values ---- */

static enum ir_type type_of(const struct ir_build *b, ir_ref x)
{
	return (enum ir_type)b->fn->ins.p[x].type;
}

/* What it is equal to without an instruction, or the instruction. */
static ir_ref emit_value(struct ir_build *b, struct ir_ins ins)
{
	ir_ref known = ir_simplify(b->fn, &ins);

	return known ? known : ir_emit(b, ins);
}

ir_ref ir_emit_binary(struct ir_build *b, enum ir_op op, ir_ref x, ir_ref y)
{
	return emit_value(b,
		(struct ir_ins){.op = (uint8_t)op, .type = (uint8_t)type_of(b, x), .a = x, .b = y});
}

ir_ref ir_emit_unary(struct ir_build *b, enum ir_op op, enum ir_type type, ir_ref x)
{
	return emit_value(b, (struct ir_ins){.op = (uint8_t)op, .type = (uint8_t)type, .a = x});
}

ir_ref ir_emit_strcmp(struct ir_build *b, ir_ref x, ir_ref y, int64_t limit)
{
	return emit_value(
		b, (struct ir_ins){.op = IR_STRCMP, .type = IR_I32, .a = x, .b = y, .imm = limit});
}

ir_ref ir_emit_cmp(struct ir_build *b, enum ir_cc cc, ir_ref x, ir_ref y)
{
	return emit_value(b,
		(struct ir_ins){.op = IR_CMP, .type = IR_I32, .cc = (uint8_t)cc, .a = x, .b = y});
}

ir_ref ir_emit_inttoptr(struct ir_build *b, ir_ref x, enum ir_prov prov)
{
	return emit_value(b,
		(struct ir_ins){.op = IR_INTTOPTR, .type = IR_PTR, .prov = (uint8_t)prov, .a = x});
}

ir_ref ir_emit_convert(struct ir_build *b, enum ir_type to, ir_ref x, bool is_signed)
{
	enum ir_type from = type_of(b, x);

	if (from == to)
		return x;
	if (from == IR_PTR)
		return ir_emit_convert(b, to, ir_emit_unary(b, IR_PTRTOINT, IR_I64, x), false);
	if (to == IR_PTR)
		return ir_emit_inttoptr(b, ir_emit_convert(b, IR_I64, x, is_signed), PROV_NONE);
	if (to == IR_I32)
		return ir_emit_unary(b, IR_TRUNC, IR_I32, x);
	return ir_emit_unary(b, is_signed ? IR_SEXT : IR_ZEXT, IR_I64, x);
}

ir_ref ir_emit_extend(struct ir_build *b, ir_ref x, unsigned bits, bool is_signed)
{
	enum ir_type t = type_of(b, x);

	if (bits >= ir_type_bits(t))
		return x;
	if (!is_signed)
		return ir_emit_binary(b, IR_AND, x, ir_const(b->fn, t, (int64_t)low_mask(bits)));
	if (bits == 32)
		return ir_emit_unary(b, IR_SEXT, IR_I64, ir_emit_unary(b, IR_TRUNC, IR_I32, x));
	return ir_emit_unary(b, bits == 8 ? IR_SEXT8 : IR_SEXT16, t, x);
}

ir_ref ir_emit_add_imm(struct ir_build *b, ir_ref x, int64_t imm)
{
	enum ir_type t = type_of(b, x) == IR_I32 ? IR_I32 : IR_I64;

	return ir_emit_binary(b, IR_ADD, x, ir_const(b->fn, t, imm));
}

ir_ref ir_emit_bool(struct ir_build *b, ir_ref x)
{
	return ir_emit_cmp(b, IR_NE, x, ir_const(b->fn, type_of(b, x), 0));
}

ir_ref ir_emit_not(struct ir_build *b, ir_ref x)
{
	return ir_emit_cmp(b, IR_EQ, x, ir_const(b->fn, type_of(b, x), 0));
}

/* ---- memory ---- */

static struct ir_ins access_ins(enum ir_op op, ir_ref p, int64_t off, struct ir_access how)
{
	return (struct ir_ins){.op = (uint8_t)op,
		.type = (uint8_t)how.type,
		.width = how.width,
		.align = how.align ? how.align : 1,
		.prov = how.prov,
		.flags = how.flags,
		.a = p,
		.imm = off};
}

ir_ref ir_emit_load(struct ir_build *b, ir_ref p, int64_t off, struct ir_access how)
{
	return ir_emit(b, access_ins(IR_LOAD, p, off, how));
}

void ir_emit_store(struct ir_build *b, ir_ref p, int64_t off, ir_ref value, struct ir_access how)
{
	struct ir_ins ins = access_ins(IR_STORE, p, off, how);

	ins.type = IR_VOID;
	ins.b = value;
	ir_emit(b, ins);
}

static ir_ref *args_copy(struct ir_build *b, const ir_ref *args, uint32_t n)
{
	return arena_dup(b->fn->arena, args, n * sizeof(*args));
}

void ir_emit_mem(
	struct ir_build *b, enum ir_op op, ir_ref dst, ir_ref src, ir_ref size, unsigned align)
{
	ir_ref args[] = {dst, src, size};

	ir_emit(b, (struct ir_ins){.op = (uint8_t)op,
			   .align = (uint8_t)(align ? align : 1),
			   .nargs = 3,
			   .args = args_copy(b, args, 3)});
}

void ir_emit_memcpy(struct ir_build *b, ir_ref dst, ir_ref src, uint64_t size, unsigned align)
{
	if (size)
		ir_emit_mem(b, IR_MEMCPY, dst, src, ir_const(b->fn, IR_I64, (int64_t)size), align);
}

ir_ref ir_emit_memcmp(struct ir_build *b, ir_ref x, ir_ref y, ir_ref size, unsigned align)
{
	ir_ref args[] = {x, y, size};

	return ir_emit(b, (struct ir_ins){.op = IR_MEMCMP,
				  .type = IR_I32,
				  .align = (uint8_t)(align ? align : 1),
				  .nargs = 3,
				  .args = args_copy(b, args, 3)});
}

ir_ref ir_emit_atomic(struct ir_build *b, enum ir_atomic op, enum ir_type type, unsigned width,
	ir_ref p, int64_t off, ir_ref x, ir_ref y, bool fetch)
{
	ir_ref args[] = {p, x, y};
	uint32_t n = op == IR_ATOMIC_LOAD_ACQUIRE ? 1 : op == IR_ATOMIC_CMPXCHG ? 3 : 2;

	return ir_emit(b, (struct ir_ins){.op = IR_ATOMIC,
				  .type = (uint8_t)(fetch ? type : IR_VOID),
				  .cc = (uint8_t)op,
				  .width = (uint8_t)width,
				  .align = (uint8_t)width,
				  .flags = fetch ? INSF_FETCH : 0,
				  .imm = off,
				  .nargs = n,
				  .args = args_copy(b, args, n)});
}

/* ---- calls ---- */

static struct ir_ins call_ins(struct ir_build *b, enum ir_op op, enum ir_type ret,
	const ir_ref *args, uint32_t n, const struct ir_effects *effects)
{
	return (struct ir_ins){.op = (uint8_t)op,
		.type = (uint8_t)ret,
		.nargs = n,
		.prov = effects ? effects->prov : PROV_UNKNOWN,
		.args = args_copy(b, args, n),
		.effects = ir_effects_add(b->fn->module, effects)};
}

ir_ref ir_emit_call(struct ir_build *b, struct ir_sym *callee, enum ir_type ret, const ir_ref *args,
	uint32_t n, const struct ir_effects *effects)
{
	struct ir_ins ins = call_ins(b, IR_CALL, ret, args, n, effects);

	ins.u.sym = callee;
	return ir_emit(b, ins);
}

ir_ref ir_emit_helper(struct ir_build *b, int64_t number, enum ir_type ret, const ir_ref *args,
	uint32_t n, const struct ir_effects *effects)
{
	struct ir_ins ins = call_ins(b, IR_HELPER, ret, args, n, effects);

	ins.imm = number;
	return ir_emit(b, ins);
}

ir_ref ir_emit_calli(struct ir_build *b, ir_ref callee, enum ir_type ret, const ir_ref *args,
	uint32_t n, const struct ir_effects *effects)
{
	struct ir_ins ins = call_ins(b, IR_CALLI, ret, args, n, effects);

	ins.a = callee;
	return ir_emit(b, ins);
}

void ir_emit_asm(struct ir_build *b, struct ir_asm *as, const ir_ref *args, uint32_t n, ir_ref *out)
{
	struct ir_ins ins = {
		.op = IR_ASM, .nargs = n, .args = args_copy(b, args, n), .u.assembly = as};
	bool jumps = as->targets.n != 0;
	ir_ref first = 0;
	uint32_t k = 0;

	vec_for (o, &as->operands) {
		if (!o->output)
			continue;
		if (k == 0) {
			ins.type = o->type;
			out[k++] = first = ir_emit(b, ins);
			continue;
		}
		out[k] = ir_emit(b,
			(struct ir_ins){.op = IR_ASM_OUT, .type = o->type, .a = first, .imm = k});
		k++;
	}
	if (!k)
		ir_emit(b, ins);
	if (jumps)
		b->block = IR_NO_BLOCK;
}

/* ---- terminators ---- */

static void emit_term(struct ir_build *b, struct ir_ins ins)
{
	ir_emit(b, ins);
	b->block = IR_NO_BLOCK;
}

void ir_emit_br(struct ir_build *b, ir_bid to)
{
	emit_term(b, (struct ir_ins){.op = IR_BR, .u.br.then = to});
}

void ir_emit_cbr(struct ir_build *b, ir_ref cond, ir_bid then, ir_bid other, uint16_t flags)
{
	int64_t value;

	if (ir_is_const(b->fn, cond, &value)) {
		ir_emit_br(b, value ? then : other);
		return;
	}
	emit_term(
		b, (struct ir_ins){.op = IR_CBR, .a = cond, .flags = flags, .u.br = {then, other}});
}

void ir_emit_switch(
	struct ir_build *b, ir_ref x, const struct ir_case *cases, uint32_t n, ir_bid other)
{
	struct ir_switch sw = {arena_dup(b->fn->arena, cases, n * sizeof(*cases)), n, other};

	emit_term(b,
		(struct ir_ins){
			.op = IR_SWITCH, .a = x, .u.sw = arena_dup(b->fn->arena, &sw, sizeof(sw))});
}

void ir_emit_ret(struct ir_build *b, ir_ref value)
{
	emit_term(b, (struct ir_ins){.op = IR_RET, .a = value});
}

void ir_emit_unreachable(struct ir_build *b)
{
	emit_term(b, (struct ir_ins){.op = IR_UNREACHABLE});
}

void ir_emit_trap(struct ir_build *b)
{
	emit_term(b, (struct ir_ins){.op = IR_TRAP});
}
