/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random modules of the IR for tests of the passes: total programs (every loop is bounded, every
 * slot and variable is set before it is read), the same for the same seed. The function "entry"
 * takes two i64 and returns an i64; it calls static functions, one with six arguments, one through
 * a pointer in a datum that nobody writes.
 */
#ifndef TESTS_UNIT_IRGEN_H
#define TESTS_UNIT_IRGEN_H

#include "ir/build.h"

enum { GEN_VARS = 6, GEN_SLOTS = 4, GEN_SLOT_SIZE = 32, GEN_FNS = 4 };

struct irgen {
	uint64_t seed;
	struct arena *arena;
	struct arena *scratch;
	struct ir_module *m;
	struct ir_fn *fn;
	struct ir_build b;
	ir_var var[2 * GEN_VARS]; /* i32, then i64 */
	uint32_t slot[GEN_SLOTS];
	struct ir_sym *callee[GEN_FNS];
	unsigned callees;
	struct ir_sym *table, *state, *pointer; /* const data, data, a function pointer */
	int budget;                             /* statements left */
	int loops;                              /* loops around */
};

static inline uint32_t irgen_below(struct irgen *g, uint32_t n)
{
	g->seed = g->seed * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)((g->seed >> 33) % n);
}

static inline ir_ref irgen_const(struct irgen *g, enum ir_type t)
{
	static const int64_t edge[] = {0, 1, 2, 7, 8, 31, 63, 64, 255, 256, -1, -2, INT32_MIN,
		INT32_MAX, UINT32_MAX, INT64_MIN, INT64_MAX, 0x0102030405060708};
	int64_t v = irgen_below(g, 2) ? (int64_t)irgen_below(g, 16)
				      : edge[irgen_below(g, ARRAY_LEN(edge))];

	return ir_const(g->fn, t, t == IR_I32 ? (int64_t)(uint32_t)v : v);
}

static inline ir_ref irgen_var(struct irgen *g, enum ir_type t)
{
	return ir_var_read(&g->b, g->var[irgen_below(g, GEN_VARS) + (t == IR_I64 ? GEN_VARS : 0)]);
}

static inline struct ir_access irgen_access(struct irgen *g, enum ir_type t)
{
	struct ir_access how = {
		.type = t, .width = (uint8_t)(1 << irgen_below(g, t == IR_I32 ? 3 : 4))};

	how.align = how.width;
	if (irgen_below(g, 4) == 0)
		how.flags |= INSF_SIGNED;
	if (irgen_below(g, 20) == 0)
		how.flags |= INSF_VOLATILE;
	return how;
}

/* An address of `width` aligned bytes in a slot or datum: constant or not. */
static inline ir_ref irgen_address(struct irgen *g, unsigned width, int64_t *off, bool store)
{
	uint32_t kind = irgen_below(g, 8);
	ir_ref base;

	*off = irgen_below(g, GEN_SLOT_SIZE / width) * width;
	if (kind == 0 && !store)
		base = ir_gaddr(g->fn, g->table, 0);
	else if (kind == 1)
		base = ir_gaddr(g->fn, g->state, 0);
	else
		base = ir_slot_addr(g->fn, g->slot[irgen_below(g, GEN_SLOTS)]);
	if (irgen_below(g, 8) == 0) {
		ir_ref i = ir_emit_binary(&g->b, IR_AND, irgen_var(g, IR_I64),
			ir_const(g->fn, IR_I64, GEN_SLOT_SIZE / width - 1));

		*off = 0;
		return ir_emit_binary(&g->b, IR_ADD, base,
			ir_emit_binary(&g->b, IR_MUL, i, ir_const(g->fn, IR_I64, width)));
	}
	if (irgen_below(g, 2)) {
		base = ir_emit_binary(&g->b, IR_ADD, base, ir_const(g->fn, IR_I64, *off));
		*off = 0;
	}
	return base;
}

/* Bytes put together, in either order. */
static inline ir_ref irgen_bytes(struct irgen *g, enum ir_type t)
{
	struct ir_access how = {.type = t, .width = 1, .align = 1};
	unsigned n = 2u << irgen_below(g, t == IR_I32 ? 2 : 3);
	bool swapped = irgen_below(g, 2);
	int64_t off;
	ir_ref p = irgen_address(g, n, &off, false), sum = 0;

	for (unsigned i = 0; i < n; i++) {
		ir_ref x = ir_emit_load(&g->b, p, off + i, how);

		x = ir_emit_binary(
			&g->b, IR_SHL, x, ir_const(g->fn, t, 8 * (swapped ? n - 1 - i : i)));
		sum = sum ? ir_emit_binary(&g->b, IR_OR, sum, x) : x;
	}
	return sum;
}

static inline ir_ref irgen_expr(struct irgen *g, enum ir_type t, int depth)
{
	static const uint8_t binary[] = {IR_ADD, IR_SUB, IR_MUL, IR_UDIV, IR_SDIV, IR_UMOD, IR_SMOD,
		IR_AND, IR_OR, IR_XOR, IR_SHL, IR_LSHR, IR_ASHR};
	struct ir_access how;
	int64_t off;
	ir_ref x;

	switch (depth > 3 ? irgen_below(g, 2) : irgen_below(g, 13)) {
	case 0: return irgen_const(g, t);
	case 1: return irgen_var(g, t);
	case 2:
		how = irgen_access(g, t);
		x = irgen_address(g, how.width, &off, false);
		return ir_emit_load(&g->b, x, off, how);
	case 3:
		return ir_emit_convert(&g->b, t,
			irgen_expr(g, t == IR_I32 ? IR_I64 : IR_I32, depth + 1), irgen_below(g, 2));
	case 4:
		x = irgen_expr(g, t, depth + 1);
		return ir_emit_extend(
			&g->b, x, 8u << irgen_below(g, t == IR_I32 ? 2 : 3), irgen_below(g, 2));
	case 5: {
		enum ir_type of = irgen_below(g, 2) ? IR_I32 : IR_I64;
		ir_ref a = irgen_expr(g, of, depth + 1);

		x = ir_emit_cmp(
			&g->b, irgen_below(g, IR_CC_COUNT), a, irgen_expr(g, of, depth + 1));
		return ir_emit_convert(&g->b, t, x, false);
	}
	case 6:
		if (t == IR_I64)
			return ir_emit_unary(
				&g->b, IR_BSWAP64, IR_I64, irgen_expr(g, t, depth + 1));
		return ir_emit_unary(&g->b, irgen_below(g, 2) ? IR_BSWAP16 : IR_BSWAP32, IR_I32,
			irgen_expr(g, t, depth + 1));
	case 7: return irgen_bytes(g, t);
	default: {
		enum ir_op op = binary[irgen_below(g, ARRAY_LEN(binary))];
		ir_ref a = irgen_expr(g, t, depth + 1);

		return ir_emit_binary(&g->b, op, a, irgen_expr(g, t, depth + 1));
	}
	}
}

static inline void irgen_set(struct irgen *g, enum ir_type t, ir_ref v)
{
	ir_var_write(&g->b, g->var[irgen_below(g, GEN_VARS) + (t == IR_I64 ? GEN_VARS : 0)], v);
}

static inline void irgen_block(struct irgen *g);

static inline void irgen_if(struct irgen *g)
{
	ir_bid then = ir_block_new(g->fn, NULL), other = ir_block_new(g->fn, NULL),
	       done = ir_block_new(g->fn, NULL);

	ir_emit_cbr(&g->b, irgen_expr(g, irgen_below(g, 2) ? IR_I32 : IR_I64, 1), then, other, 0);
	ir_start_sealed(&g->b, then);
	irgen_block(g);
	ir_emit_br(&g->b, done);
	ir_start_sealed(&g->b, other);
	if (irgen_below(g, 2))
		irgen_block(g);
	ir_emit_br(&g->b, done);
	ir_start_sealed(&g->b, done);
}

/* A flag that is set on two paths and tested where they have met. */
static inline void irgen_flag(struct irgen *g)
{
	ir_var flag = g->var[irgen_below(g, GEN_VARS)];
	ir_bid then = ir_block_new(g->fn, NULL), done = ir_block_new(g->fn, NULL),
	       yes = ir_block_new(g->fn, NULL), on = ir_block_new(g->fn, NULL);

	ir_var_write(&g->b, flag, irgen_const(g, IR_I32));
	ir_emit_cbr(&g->b, irgen_expr(g, IR_I32, 2), then, done, 0);
	ir_start_sealed(&g->b, then);
	irgen_block(g);
	ir_var_write(
		&g->b, flag, irgen_below(g, 3) ? irgen_const(g, IR_I32) : irgen_expr(g, IR_I32, 2));
	ir_emit_br(&g->b, done);
	ir_start_sealed(&g->b, done);
	ir_emit_cbr(&g->b,
		ir_emit_cmp(&g->b, irgen_below(g, IR_CC_COUNT), ir_var_read(&g->b, flag),
			irgen_const(g, IR_I32)),
		yes, on, 0);
	ir_start_sealed(&g->b, yes);
	irgen_block(g);
	ir_emit_br(&g->b, on);
	ir_start_sealed(&g->b, on);
}

static inline void irgen_switch(struct irgen *g)
{
	enum ir_type t = irgen_below(g, 2) ? IR_I32 : IR_I64;
	ir_ref x = ir_emit_binary(&g->b, IR_AND, irgen_var(g, t), ir_const(g->fn, t, 7));
	ir_bid to[4];
	struct ir_case cases[3];

	for (int i = 0; i < 4; i++)
		to[i] = ir_block_new(g->fn, NULL);
	ir_bid done = ir_block_new(g->fn, NULL);

	for (unsigned i = 0; i < 3; i++)
		cases[i] =
			(struct ir_case){i * 2, i * 2 + irgen_below(g, 2), to[irgen_below(g, 4)]};
	ir_emit_switch(&g->b, x, cases, 3, to[3]);
	for (int i = 0; i < 4; i++) {
		ir_start_sealed(&g->b, to[i]);
		irgen_block(g);
		ir_emit_br(&g->b, i < 3 && irgen_below(g, 3) == 0 ? to[i + 1] : done);
		if (i < 3 && 0)
			break;
	}
	ir_start_sealed(&g->b, done);
}

static inline void irgen_loop(struct irgen *g)
{
	ir_bid head = ir_block_new(g->fn, NULL), body = ir_block_new(g->fn, NULL),
	       next = ir_block_new(g->fn, NULL), done = ir_block_new(g->fn, NULL);
	ir_var i = ir_var_new(&g->b, IR_I32);
	int64_t trips = irgen_below(g, 6), step = 1 + irgen_below(g, 2);
	static const uint32_t hints[] = {0, 0, 1, 2, 3, UINT32_MAX};

	ir_var_write(&g->b, i, ir_const(g->fn, IR_I32, 0));
	ir_emit_br(&g->b, head);
	g->fn->blocks.p[head]->unroll = hints[irgen_below(g, ARRAY_LEN(hints))];
	ir_start(&g->b, head);
	ir_emit_cbr(&g->b,
		ir_emit_cmp(&g->b, IR_ULT, ir_var_read(&g->b, i),
			ir_const(g->fn, IR_I32, trips * step)),
		body, done, 0);
	ir_start_sealed(&g->b, body);
	g->loops++;
	irgen_set(g, IR_I32, ir_var_read(&g->b, i));
	irgen_block(g);
	if (irgen_below(g, 3) == 0) {
		ir_bid on = ir_block_new(g->fn, NULL);

		ir_emit_cbr(
			&g->b, irgen_expr(g, IR_I32, 2), irgen_below(g, 2) ? done : next, on, 0);
		ir_start_sealed(&g->b, on);
		irgen_block(g);
	}
	g->loops--;
	ir_emit_br(&g->b, next);
	ir_start_sealed(&g->b, next);
	ir_var_write(&g->b, i, ir_emit_add_imm(&g->b, ir_var_read(&g->b, i), step));
	ir_emit_br(&g->b, head);
	ir_seal(&g->b, head);
	ir_start_sealed(&g->b, done);
}

static inline void irgen_memory(struct irgen *g)
{
	ir_ref dst = ir_slot_addr(g->fn, g->slot[irgen_below(g, GEN_SLOTS)]);
	int64_t off = irgen_below(g, 4) * 8,
		size = (irgen_below(g, (uint32_t)(GEN_SLOT_SIZE - off) / 8) + 1) * 8;
	uint32_t from = irgen_below(g, GEN_SLOTS + 2);
	ir_ref src = from < GEN_SLOTS    ? ir_slot_addr(g->fn, g->slot[from])
		     : from == GEN_SLOTS ? ir_gaddr(g->fn, g->table, 0)
					 : ir_gaddr(g->fn, g->state, 0);

	if (irgen_below(g, 6) == 0)
		size -= irgen_below(g, 7);
	if (src != dst && irgen_below(g, 4) == 0) {
		ir_ref t = src;

		if (from != GEN_SLOTS) {
			src = dst;
			dst = t;
		}
	}
	dst = ir_emit_add_imm(&g->b, dst, off);
	if (irgen_below(g, 3) == 0)
		ir_emit_mem(&g->b, IR_MEMSET, dst, irgen_expr(g, IR_I32, 3),
			ir_const(g->fn, IR_I64, size), 8);
	else if (src != ir_resolve(g->fn, dst) || off == 0)
		ir_emit_mem(&g->b, IR_MEMMOVE, dst, ir_emit_add_imm(&g->b, src, off),
			ir_const(g->fn, IR_I64, size), 8);
}

static inline void irgen_call(struct irgen *g)
{
	ir_ref args[6];
	uint32_t which = irgen_below(g, g->callees), n = which == 1 ? 6 : 3;

	args[0] = irgen_expr(g, IR_I64, 2);
	args[1] = irgen_expr(g, IR_I32, 2);
	args[2] = ir_slot_addr(g->fn, g->slot[irgen_below(g, GEN_SLOTS)]);
	for (uint32_t i = 3; i < n; i++)
		args[i] = irgen_expr(g, IR_I64, 2);
	if (which == 0 && irgen_below(g, 2)) {
		ir_ref f = ir_emit_load(&g->b, ir_gaddr(g->fn, g->pointer, 0), 0,
			(struct ir_access){.type = IR_PTR, .width = 8, .align = 8});

		irgen_set(g, IR_I64, ir_emit_calli(&g->b, f, IR_I64, args, n, NULL));
		return;
	}
	irgen_set(g, IR_I64, ir_emit_call(&g->b, g->callee[which], IR_I64, args, n, NULL));
}

/* Neighbouring fields set to constants or copied. */
static inline void irgen_fields(struct irgen *g)
{
	unsigned width = 1u << irgen_below(g, 3), n = 8 / width;
	struct ir_access how = {.type = IR_I32, .width = (uint8_t)width, .align = (uint8_t)width};
	bool copy = irgen_below(g, 2);
	int64_t to, from = 0;
	ir_ref dst = irgen_address(g, 8, &to, true),
	       src = copy ? irgen_address(g, 8, &from, false) : 0;

	for (unsigned i = 0; i < n; i++) {
		ir_ref v = copy ? ir_emit_load(&g->b, src, from + i * width, how)
				: irgen_const(g, IR_I32);

		ir_emit_store(&g->b, dst, to + i * width, v, how);
	}
}

static inline void irgen_statement(struct irgen *g)
{
	enum ir_type t = irgen_below(g, 2) ? IR_I32 : IR_I64;
	struct ir_access how;
	int64_t off;
	ir_ref p;

	g->budget--;
	switch (irgen_below(g, 16)) {
	case 0:
	case 1: irgen_if(g); break;
	case 9: irgen_fields(g); break;
	case 10: irgen_flag(g); break;
	case 2:
		if (g->loops < 2)
			irgen_loop(g);
		break;
	case 3: irgen_switch(g); break;
	case 4: irgen_memory(g); break;
	case 5:
		if (g->callees && g->loops < 2)
			irgen_call(g);
		break;
	case 6:
	case 7:
	case 8:
		how = irgen_access(g, t);
		p = irgen_address(g, how.width, &off, true);
		ir_emit_store(&g->b, p, off, irgen_expr(g, t, 1), how);
		break;
	default: irgen_set(g, t, irgen_expr(g, t, 0)); break;
	}
}

static inline void irgen_block(struct irgen *g)
{
	for (uint32_t n = 1 + irgen_below(g, 4); n > 0 && g->budget > 0; n--)
		irgen_statement(g);
}

/* Everything visible goes into the result. */
static inline void irgen_return(struct irgen *g)
{
	ir_ref sum = ir_const(g->fn, IR_I64, 0);
	struct ir_access how = {.type = IR_I64, .width = 8, .align = 8};

	for (int i = 0; i < 2 * GEN_VARS; i++) {
		ir_ref v = ir_emit_convert(&g->b, IR_I64, ir_var_read(&g->b, g->var[i]), false);

		sum = ir_emit_binary(&g->b, IR_MUL, sum, ir_const(g->fn, IR_I64, 31));
		sum = ir_emit_binary(&g->b, IR_ADD, sum, v);
	}
	for (int i = 0; i < GEN_SLOTS; i++)
		for (int k = 0; k < GEN_SLOT_SIZE; k += 8)
			if (irgen_below(g, 2))
				sum = ir_emit_binary(&g->b, IR_XOR, sum,
					ir_emit_load(
						&g->b, ir_slot_addr(g->fn, g->slot[i]), k, how));
	ir_emit_ret(&g->b, sum);
}

static inline struct ir_sym *irgen_fn(
	struct irgen *g, const char *name, uint32_t params, int budget)
{
	static const uint8_t types[] = {IR_I64, IR_I32, IR_PTR, IR_I64, IR_I64, IR_I64};
	struct ir_sym *sym = ir_sym_new(g->m, IR_SYM_FN, name);

	g->fn = sym->fn = ir_fn_new(g->m, sym, g->arena);
	g->fn->ret = IR_I64;
	for (uint32_t i = 0; i < params; i++) {
		uint8_t type = params == 2 ? (uint8_t)IR_I64 : types[i];

		vec_push(g->arena, &g->fn->params, type);
		vec_push(g->arena, &g->fn->param_prov, type == IR_PTR ? PROV_STACK : PROV_NONE);
	}
	g->budget = budget;
	ir_build_begin(&g->b, g->fn, g->scratch);
	for (int i = 0; i < 2 * GEN_VARS; i++) {
		enum ir_type t = i < GEN_VARS ? IR_I32 : IR_I64;

		g->var[i] = ir_var_new(&g->b, t);
		ir_var_write(&g->b, g->var[i],
			irgen_below(g, 2) ? irgen_const(g, t)
					  : ir_emit_convert(&g->b, t,
						    ir_param(g->fn, irgen_below(g, 2)), false));
	}
	for (int i = 0; i < GEN_SLOTS; i++) {
		g->slot[i] = ir_slot_new(g->fn, GEN_SLOT_SIZE, 8, NULL, 0);
		ir_emit_mem(&g->b, IR_MEMSET, ir_slot_addr(g->fn, g->slot[i]),
			ir_const(g->fn, IR_I32, irgen_below(g, 256)),
			ir_const(g->fn, IR_I64, GEN_SLOT_SIZE), 8);
	}
	if (params > 2) { /* what the caller handed us */
		struct ir_access how = {.type = IR_I64, .width = 8, .align = 8};

		irgen_set(g, IR_I64, ir_emit_load(&g->b, ir_param(g->fn, 2), 8, how));
		ir_emit_store(&g->b, ir_param(g->fn, 2), 16, irgen_expr(g, IR_I64, 1), how);
	}
	while (g->budget > 0)
		irgen_statement(g);
	irgen_return(g);
	ir_build_finish(&g->b);
	return sym;
}

static inline struct ir_sym *irgen_data(struct irgen *g, const char *name, bool is_const)
{
	struct ir_sym *sym = ir_sym_new(g->m, IR_SYM_DATA, name);

	sym->data = arena_new(g->arena, struct ir_data);
	*sym->data = (struct ir_data){.size = GEN_SLOT_SIZE, .align = 8, .is_const = is_const};
	sym->data->bytes = arena_alloc(g->arena, GEN_SLOT_SIZE);
	for (int i = 0; i < GEN_SLOT_SIZE; i++)
		sym->data->bytes[i] = (uint8_t)irgen_below(g, 256);
	return sym;
}

/* The whole module; in the arena. */
static inline struct ir_module *irgen_module(struct arena *a, struct arena *scratch, uint64_t seed)
{
	struct irgen g = {
		.seed = seed * 2654435761u + 88172645463325252ull, .arena = a, .scratch = scratch};
	struct ir_reloc r = {.width = 8};

	g.m = ir_module_new(a, NULL);
	g.table = irgen_data(&g, "table", true);
	g.state = irgen_data(&g, "state", false);
	g.pointer = irgen_data(&g, "pointer", false);
	g.callee[0] = irgen_fn(&g, "f0", 3, 6);
	g.callees = 1;
	g.callee[1] = irgen_fn(&g, "f1", 6, 8);
	g.callees = 2;
	g.callee[2] = irgen_fn(&g, "f2", 3, 10);
	g.callees = 3;
	for (int i = 0; i < 3; i++) {
		g.callee[i]->linkage = IR_LINK_STATIC;
		g.callee[i]->fn->no_inline = i != 1 && irgen_below(&g, 4) == 0;
	}
	r.sym = g.callee[0];
	g.pointer->data->bytes = NULL;
	g.pointer->data->size = 8;
	vec_push(a, &g.pointer->data->relocs, r);
	g.pointer->linkage = g.table->linkage = IR_LINK_STATIC;
	g.state->linkage = IR_LINK_GLOBAL;
	irgen_fn(&g, "entry", 2, 30)->linkage = IR_LINK_GLOBAL;
	return g.m;
}

#endif
