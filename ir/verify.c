/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The checker: every rule of ir.h and op.def. It runs between passes, so an error names the pass
 * that broke the rule, the function and the value. What it finds is ours to mend, never the user's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include "cfg.h"
#include "print.h"

struct verify {
	const struct ir_fn *fn;
	struct arena scratch;
	struct ir_cfg *cfg;
	uint32_t *order; /* place of an instruction within its block */
	char why[512];
	jmp_buf broken;
};

static _Noreturn void fail(struct verify *v, ir_ref r, const char *fmt, ...) PRINTF(3, 4);
static _Noreturn void fail(struct verify *v, ir_ref r, const char *fmt, ...)
{
	va_list ap;
	int n = snprintf(v->why, sizeof(v->why),
		"function %s, %%%u (%s): ", v->fn->sym ? v->fn->sym->name : "?", r,
		ir_ops[v->fn->ins.p[r].op].text);

	va_start(ap, fmt);
	vsnprintf(v->why + n, sizeof(v->why) - (size_t)n, fmt, ap);
	va_end(ap);
	longjmp(v->broken, 1);
}

#define REQUIRE(cond, ...) ((cond) ? (void)0 : fail(v, r, __VA_ARGS__))

static const struct ir_ins *get(const struct verify *v, ir_ref r)
{
	return &v->fn->ins.p[r];
}
static bool is_int(unsigned t)
{
	return t == IR_I32 || t == IR_I64;
}
static unsigned type_of(const struct verify *v, ir_ref r)
{
	return get(v, r)->type;
}

/* ---- types ---- */

static void check_arith(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	unsigned a = type_of(v, x->a), b = type_of(v, x->b);

	if ((x->op == IR_ADD || x->op == IR_SUB) && x->type == IR_PTR)
		REQUIRE(a == IR_PTR && b == IR_I64, "pointer arithmetic takes ptr, i64");
	else
		REQUIRE(is_int(x->type) && a == x->type && b == x->type,
			"operands and result differ in type");
}

static void check_convert(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	static const uint8_t from[IR_OP_COUNT] = {[IR_ZEXT] = IR_I32,
		[IR_SEXT] = IR_I32,
		[IR_TRUNC] = IR_I64,
		[IR_BSWAP16] = IR_I32,
		[IR_BSWAP32] = IR_I32,
		[IR_BSWAP64] = IR_I64,
		[IR_STRLEN] = IR_PTR,
		[IR_AS_KERN] = IR_PTR,
		[IR_AS_USER] = IR_PTR,
		[IR_PTRTOINT] = IR_PTR,
		[IR_INTTOPTR] = IR_I64};
	static const uint8_t to[IR_OP_COUNT] = {[IR_ZEXT] = IR_I64,
		[IR_SEXT] = IR_I64,
		[IR_TRUNC] = IR_I32,
		[IR_BSWAP16] = IR_I32,
		[IR_BSWAP32] = IR_I32,
		[IR_BSWAP64] = IR_I64,
		[IR_STRLEN] = IR_I64,
		[IR_AS_KERN] = IR_PTR,
		[IR_AS_USER] = IR_PTR,
		[IR_PTRTOINT] = IR_I64,
		[IR_INTTOPTR] = IR_PTR};

	REQUIRE(x->a, "no operand");
	if (from[x->op])
		REQUIRE(type_of(v, x->a) == from[x->op] && x->type == to[x->op],
			"converts the wrong types");
	else if (x->op == IR_SEXT8 || x->op == IR_SEXT16)
		REQUIRE(is_int(x->type) && type_of(v, x->a) == x->type, "changes the type");
	else
		REQUIRE(x->type == IR_I32 && type_of(v, x->a) != IR_VOID, "wrong type");
	REQUIRE(x->op != IR_INTTOPTR || x->prov < PROV_COUNT, "no such provenance");
}

static void check_access(struct verify *v, ir_ref r, const struct ir_ins *x, ir_ref address)
{
	REQUIRE(type_of(v, address) == IR_PTR, "the address is no ptr");
	REQUIRE(x->width == 1 || x->width == 2 || x->width == 4 || x->width == 8, "width %u",
		x->width);
	REQUIRE(is_pow2(x->align), "align %u", x->align);
}

static void check_load_store(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	unsigned t = x->op == IR_LOAD ? x->type : type_of(v, x->b);

	check_access(v, r, x, x->a);
	REQUIRE(t != IR_VOID && x->width <= ir_type_bits((enum ir_type)t) / 8,
		"wider than its type");
	REQUIRE(x->op == IR_LOAD || x->type == IR_VOID, "a store has no value");
	REQUIRE(x->prov < PROV_COUNT, "no such provenance");
}

static void check_mem(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	REQUIRE(x->nargs == 3, "takes 3 operands, not %u", x->nargs);
	REQUIRE(type_of(v, x->args[0]) == IR_PTR, "operand 0 is no ptr");
	REQUIRE(type_of(v, x->args[1]) == (x->op == IR_MEMSET ? IR_I32 : IR_PTR),
		"operand 1 has the wrong type");
	REQUIRE(type_of(v, x->args[2]) == IR_I64, "the size is no i64");
	REQUIRE(x->type == (x->op == IR_MEMCMP ? IR_I32 : IR_VOID), "wrong result type");
	REQUIRE(is_pow2(x->align), "align %u", x->align);
}

static void check_atomic(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	uint32_t want = x->cc == IR_ATOMIC_LOAD_ACQUIRE ? 1 : x->cc == IR_ATOMIC_CMPXCHG ? 3 : 2;

	REQUIRE(x->nargs == want, "takes %u operands, not %u", want, x->nargs);
	check_access(v, r, x, x->args[0]);
	for (uint32_t i = 1; i < x->nargs; i++)
		REQUIRE(x->width <= ir_type_bits((enum ir_type)type_of(v, x->args[i])) / 8,
			"operand %u is too narrow", i);
	REQUIRE((x->type != IR_VOID) == !!(x->flags & INSF_FETCH),
		"a result is fetched or there is none");
}

static void check_asm(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	uint32_t inputs = 0, outputs = 0;

	vec_for (o, &x->u.assembly->operands) {
		o->output ? outputs++ : inputs++;
	}
	REQUIRE(inputs == x->nargs, "%u inputs, %u values", inputs, x->nargs);
	REQUIRE((outputs == 0) == (x->type == IR_VOID), "its value is its first output");
	REQUIRE(!x->u.assembly->targets.n || outputs <= 1, "asm goto with several outputs");
}

static void check_asm_out(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	ir_ref before = x->prev;

	REQUIRE(x->a && get(v, x->a)->op == IR_ASM, "belongs to no asm");
	while (before && get(v, before)->op == IR_ASM_OUT)
		before = get(v, before)->prev;
	REQUIRE(before == x->a, "is not right behind its asm");
}

static void check_switch(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	REQUIRE(is_int(type_of(v, x->a)), "of a value that is no integer");
	for (uint32_t i = 0; i < x->u.sw->n; i++)
		REQUIRE(x->u.sw->cases[i].lo <= x->u.sw->cases[i].hi, "case %u is empty", i);
}

static void check_types(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	switch (x->op) {
	case IR_ADD:
	case IR_SUB:
	case IR_MUL:
	case IR_UDIV:
	case IR_SDIV:
	case IR_UMOD:
	case IR_SMOD:
	case IR_AND:
	case IR_OR:
	case IR_XOR:
	case IR_SHL:
	case IR_LSHR:
	case IR_ASHR: check_arith(v, r, x); break;
	case IR_ZEXT:
	case IR_SEXT:
	case IR_TRUNC:
	case IR_SEXT8:
	case IR_SEXT16:
	case IR_BSWAP16:
	case IR_BSWAP32:
	case IR_BSWAP64:
	case IR_STRLEN:
	case IR_AS_KERN:
	case IR_AS_USER:
	case IR_PTRTOINT:
	case IR_INTTOPTR:
	case IR_IS_CONST: check_convert(v, r, x); break;
	case IR_STRCMP:
		REQUIRE(x->type == IR_I32, "gives an i32");
		REQUIRE(type_of(v, x->a) == IR_PTR && type_of(v, x->b) == IR_PTR, "takes ptrs");
		break;
	case IR_CMP:
		REQUIRE(x->type == IR_I32 && x->cc < IR_CC_COUNT,
			"gives an i32 by one of ten conditions");
		REQUIRE(type_of(v, x->a) == type_of(v, x->b) && type_of(v, x->a),
			"compares different types");
		break;
	case IR_LOAD:
	case IR_STORE: check_load_store(v, r, x); break;
	case IR_MEMCPY:
	case IR_MEMMOVE:
	case IR_MEMSET:
	case IR_MEMCMP: check_mem(v, r, x); break;
	case IR_ATOMIC: check_atomic(v, r, x); break;
	case IR_CALL: REQUIRE(x->u.sym && x->u.sym->kind == IR_SYM_FN, "calls no function"); break;
	case IR_CALLI: REQUIRE(x->a, "calls nothing"); break;
	case IR_ASM: check_asm(v, r, x); break;
	case IR_ASM_OUT: check_asm_out(v, r, x); break;
	case IR_LDABS:
	case IR_LDIND: REQUIRE(type_of(v, x->a) == IR_PTR && is_int(x->type), "wrong types"); break;
	case IR_CBR:
		REQUIRE(x->a && is_int(type_of(v, x->a)), "by a value that is no integer");
		break;
	case IR_SWITCH: check_switch(v, r, x); break;
	case IR_RET:
		REQUIRE((x->a ? type_of(v, x->a) : IR_VOID) == v->fn->ret,
			"returns the wrong type");
		break;
	default: break;
	}
}

/* ---- structure ---- */

static void check_leaf(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	struct ir_fn *fn = (struct ir_fn *)(uintptr_t)v->fn; /* looked up only: it is there */
	uint32_t n = fn->ins.n;
	ir_ref same = r;

	switch (x->op) {
	case IR_CONST:
		REQUIRE(x->type && (x->type != IR_I32 || (uint64_t)x->imm <= UINT32_MAX),
			"value does not fit");
		same = ir_const(fn, (enum ir_type)x->type, x->imm);
		break;
	case IR_UNDEF: same = ir_undef(fn, (enum ir_type)x->type); break;
	case IR_PARAM:
		REQUIRE((uint64_t)x->imm < fn->params.n && x->type == fn->params.p[x->imm],
			"no such parameter");
		same = ir_param(fn, (uint32_t)x->imm);
		break;
	case IR_SLOT:
		REQUIRE((uint64_t)x->imm < fn->slots.n && !fn->slots.p[x->imm].removed,
			"no such slot");
		same = ir_slot_addr(fn, (uint32_t)x->imm);
		break;
	case IR_GADDR:
		REQUIRE(x->u.sym, "no symbol");
		same = ir_gaddr(fn, x->u.sym, x->imm);
		break;
	case IR_CORE:
		REQUIRE((uint64_t)x->imm < fn->module->core.n && is_int(x->type),
			"no such relocation");
		same = ir_core_value(fn, (enum ir_type)x->type, (uint32_t)x->imm);
		break;
	default: return;
	}
	REQUIRE(same == r && fn->ins.n == n, "a leaf that is not unique");
}

/* Is `def` there when control comes to the place of `use` in `block` (order: its place)? */
static bool available(struct verify *v, ir_ref def, ir_bid block, uint32_t order)
{
	const struct ir_ins *d = get(v, def);

	if (ir_is_leaf(d))
		return true;
	if (d->block == IR_NO_BLOCK || v->fn->blocks.p[d->block]->removed)
		return false;
	if (d->block == block)
		return v->cfg->rpo_of[block] == IR_NO_BLOCK || v->order[def] < order;
	return ir_dominates(v->cfg, d->block, block);
}

static void check_phi(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	const struct ir_block *b = v->fn->blocks.p[x->block];

	REQUIRE(x->nargs == b->preds.n, "%u arguments, %u predecessors", x->nargs, b->preds.n);
	REQUIRE(x->type != IR_VOID, "has no type");
	for (uint32_t i = 0; i < x->nargs; i++) {
		ir_ref arg = x->args[i];

		REQUIRE(arg && arg < v->fn->ins.n, "argument %u is missing", i);
		REQUIRE(type_of(v, arg) == x->type, "argument %u has another type", i);
		REQUIRE(available(v, arg, b->preds.p[i], UINT32_MAX),
			"argument %%%u does not dominate its edge", arg);
	}
}

/* A block that follows another more than once gets the same arguments from it each time. */
static void check_phi_edges(struct verify *v, ir_bid b)
{
	const struct ir_block *block = v->fn->blocks.p[b];
	struct map seen = {0};

	if (!block->first || get(v, block->first)->op != IR_PHI)
		return;
	for (uint32_t i = 0; i < block->preds.n; i++) {
		uint64_t *first = map_put(&v->scratch, &seen, block->preds.p[i]);

		if (!*first) {
			*first = i + 1;
			continue;
		}
		ir_for_phis (r, v->fn, b)
			REQUIRE(get(v, r)->args[i] == get(v, r)->args[*first - 1],
				"two edges from block %u bring different values",
				block->preds.p[i]);
	}
}

static void check_operands(struct verify *v, ir_ref r, const struct ir_ins *x)
{
	struct ir_ins *y = (struct ir_ins *)(uintptr_t)x;

	for (uint32_t i = 0; i < ir_operand_count(x); i++) {
		ir_ref o = *ir_operand(y, i);

		REQUIRE(o && o < v->fn->ins.n, "operand %u is missing", i);
		REQUIRE(get(v, o)->op != IR_NONE && get(v, o)->op != IR_COPY,
			"operand %%%u was removed", o);
		REQUIRE(get(v, o)->type != IR_VOID, "operand %%%u has no value", o);
		REQUIRE(!(ir_ops[get(v, o)->op].flags & OPF_TERM), "operand %%%u is a terminator",
			o);
		if (x->op != IR_PHI)
			REQUIRE(available(v, o, x->block, v->order[r]),
				"operand %%%u does not dominate it", o);
		if (ir_is_leaf(get(v, o)))
			check_leaf(v, o, get(v, o));
	}
}

static void check_ins(struct verify *v, ir_bid b, ir_ref r)
{
	const struct ir_ins *x = get(v, r);
	const struct ir_block *block = v->fn->blocks.p[b];

	REQUIRE(x->op > IR_NONE && x->op < IR_OP_COUNT && !ir_is_leaf(x),
		"does not belong in a block");
	REQUIRE(x->op != IR_COPY, "a copy was left");
	REQUIRE(ir_is_term(x) == (r == block->last), "terminators are last, and only they");
	REQUIRE(x->op != IR_PHI || !x->prev || get(v, x->prev)->op == IR_PHI,
		"a phi behind other instructions");
	check_operands(v, r, x);
	if (x->op == IR_PHI)
		check_phi(v, r, x);
	else
		check_types(v, r, x);
}

/* Lists are linked both ways and end; numbers the instructions. Before anything else is looked at.
 */
static void check_lists(struct verify *v)
{
	ir_for_blocks (b, v->fn) {
		const struct ir_block *block = v->fn->blocks.p[b];
		ir_ref prev = 0, r = block->first;
		uint32_t n = 0;

		REQUIRE(block->id == b, "block %u says it is %u", b, block->id);
		REQUIRE(r, "block %u is empty", b);
		for (; r; prev = r, r = get(v, r)->next) {
			REQUIRE(r < v->fn->ins.n && get(v, r)->block == b, "is not in block %u", b);
			REQUIRE(get(v, r)->prev == prev, "prev is wrong");
			REQUIRE(n++ < v->fn->ins.n, "the list of block %u has no end", b);
			v->order[r] = n;
		}
		r = prev;
		REQUIRE(block->last == prev, "last of block %u is wrong", b);
		REQUIRE(ir_is_term(get(v, prev)), "block %u has no terminator", b);
	}
}

/* Count the edges both ways: each successor entry must find its predecessor entry. */
static void check_edges(struct verify *v)
{
	struct map edges = {0};
	ir_ref r = 0;

	ir_for_blocks (b, v->fn) {
		struct ir_ins *term = &v->fn->ins.p[v->fn->blocks.p[b]->last];

		for (uint32_t i = 0; i < ir_succ_count(term); i++) {
			ir_bid to = *ir_succ(term, i);

			r = v->fn->blocks.p[b]->last;
			REQUIRE(to < v->fn->blocks.n && !v->fn->blocks.p[to]->removed,
				"goes to no block");
			++*map_put(&v->scratch, &edges, (uint64_t)b << 32 | to);
		}
	}
	ir_for_blocks (b, v->fn) {
		r = v->fn->blocks.p[b]->first;
		vec_for (p, &v->fn->blocks.p[b]->preds) {
			uint64_t *n = map_get(&edges, (uint64_t)*p << 32 | b);

			REQUIRE(n && (*n)-- > 0, "block %u is no predecessor of block %u", *p, b);
		}
	}
	REQUIRE(!edges.zero, "block 0 lacks predecessor 0");
	for (uint32_t i = 0; i < edges.cap; i++)
		REQUIRE(!edges.slots[i].key || !edges.slots[i].val, "block %u lacks predecessor %u",
			(uint32_t)edges.slots[i].key, (uint32_t)(edges.slots[i].key >> 32));
}

static void check_fn(struct verify *v)
{
	const struct ir_fn *fn = v->fn;
	ir_ref r = 0;

	REQUIRE(fn->blocks.n && !fn->blocks.p[0]->removed, "has no entry");
	REQUIRE(!fn->blocks.p[0]->preds.n, "the entry has a predecessor");
	v->order = arena_array(&v->scratch, uint32_t, fn->ins.n);
	check_lists(v);
	check_edges(v);
	v->cfg = ir_cfg_new(&v->scratch, (struct ir_fn *)(uintptr_t)fn);
	ir_for_blocks (b, fn) {
		ir_for_ins (i, fn, b)
			check_ins(v, b, i);
		check_phi_edges(v, b);
	}
}

/* A frame of its own, so that longjmp comes back to one whose variables did not change. */
static bool holds(struct verify *v)
{
	if (setjmp(v->broken))
		return false;
	check_fn(v);
	return true;
}

const char *ir_check_fn(struct arena *a, const struct ir_fn *fn)
{
	struct verify v = {.fn = fn, .scratch = arena_beside(fn->arena)};
	const char *why = holds(&v) ? NULL : arena_strdup(a, v.why);

	arena_free(&v.scratch);
	return why;
}

void ir_verify_fn(const struct ir_fn *fn, const char *after)
{
	struct arena a = {0};
	const char *why = ir_check_fn(&a, fn);

	if (!why)
		return;
	if (getenv("KBCC_VERIFY_DUMP"))
		ir_print_fn_raw(stderr, fn);
	ICE("after %s: %s", after, why);
}

static void check_data(const struct ir_sym *s, const char *after)
{
	const struct ir_data *d = s->data;

	if (!is_pow2(d->align))
		ICE("after %s: %s has align %u", after, s->name, d->align);
	vec_for (rel, &d->relocs) {
		if ((uint64_t)rel->offset + rel->width > d->size || !rel->sym)
			ICE("after %s: %s has a relocation outside", after, s->name);
	}
}

void ir_verify_module(const struct ir_module *m, const char *after)
{
	uint32_t index = 0;

	vec_for (s, &m->syms) {
		if ((*s)->index != index++)
			ICE("after %s: %s is not symbol %u", after, (*s)->name, (*s)->index);
		if ((*s)->fn)
			ir_verify_fn((*s)->fn, after);
		if ((*s)->data)
			check_data(*s, after);
	}
}
