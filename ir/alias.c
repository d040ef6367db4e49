/* SPDX-License-Identifier: BSD-2-Clause */
#include "alias.h"
#include "known.h"

enum { DEPTH = 32, PHI_ARGS = 8, ALIGN_MAX = 8 };

/* ---- provenance ---- */

static enum ir_prov prov_at(const struct ir_fn *fn, ir_ref p, int depth);

/* What all arguments agree on; constants (NULL) and the phi itself do not count. */
static enum ir_prov prov_phi(const struct ir_fn *fn, ir_ref phi, int depth)
{
	const struct ir_ins *x = &fn->ins.p[phi];
	int prov = -1;

	for (uint32_t i = 0; i < x->nargs && i < PHI_ARGS; i++) {
		ir_ref arg = x->args[i] ? ir_resolve(fn, x->args[i]) : 0;

		if (arg == phi || (arg && fn->ins.p[arg].op == IR_CONST))
			continue;
		int of_arg = arg ? (int)prov_at(fn, arg, depth) : PROV_UNKNOWN;

		if (prov >= 0 && prov != of_arg)
			return PROV_UNKNOWN;
		prov = of_arg;
	}
	return x->nargs > PHI_ARGS || prov < 0 ? PROV_UNKNOWN : (enum ir_prov)prov;
}

static enum ir_prov prov_gaddr(const struct ir_sym *s)
{
	if (s->kind == IR_SYM_FN)
		return PROV_FUNC;
	if (s->section && !strncmp(s->section, ".addr_space.", 12))
		return PROV_NONE; /* user space's address, a number to the verifier */
	if (s->section && (!strcmp(s->section, ".maps") || !strcmp(s->section, "maps")))
		return PROV_MAP;
	return PROV_GLOBAL;
}

static enum ir_prov prov_at(const struct ir_fn *fn, ir_ref p, int depth)
{
	for (; depth > 0; depth--) {
		const struct ir_ins *x;

		p = ir_resolve(fn, p);
		x = &fn->ins.p[p];
		switch (x->op) {
		case IR_SLOT: return PROV_STACK;
		case IR_GADDR: return prov_gaddr(x->u.sym);
		case IR_CONST: return PROV_NONE;
		case IR_PARAM:
			return x->imm < fn->param_prov.n ? (enum ir_prov)fn->param_prov.p[x->imm]
							 : PROV_UNKNOWN;
		case IR_LOAD:
		case IR_CALL:
		case IR_HELPER:
		case IR_CALLI:
		case IR_INTTOPTR: return (enum ir_prov)x->prov;
		case IR_AS_KERN: return PROV_ARENA;
		case IR_AS_USER: return PROV_NONE;
		case IR_ADD:
		case IR_SUB: p = x->a; break;
		case IR_PHI: return prov_phi(fn, p, depth / 4);
		default: return PROV_UNKNOWN;
		}
	}
	return PROV_UNKNOWN;
}

enum ir_prov ir_prov_of(const struct ir_fn *fn, ir_ref p)
{
	return prov_at(fn, p, DEPTH);
}

/* ---- addresses ---- */

static uint32_t min_align(uint64_t x, uint64_t y)
{
	return (uint32_t)min_u64(x, y);
}

/* The largest power of two, at most ALIGN_MAX, that divides the offset. */
static uint32_t offset_align(int64_t off)
{
	return off ? min_align((uint64_t)off & -(uint64_t)off, ALIGN_MAX) : ALIGN_MAX;
}

static uint32_t root_align(const struct ir_fn *fn, ir_ref root)
{
	const struct ir_ins *x = &fn->ins.p[root];
	uint32_t align = 1;

	switch (x->op) {
	case IR_SLOT: align = fn->slots.p[x->imm].align; break;
	case IR_GADDR:
		if (x->u.sym->data)
			align = x->u.sym->data->align;
		break;
	case IR_HELPER:
	case IR_CALL:
		/* Values of maps and records of ring buffers begin at multiples of 8. */
		if (x->prov == PROV_MAP_VALUE || x->prov == PROV_MEM)
			align = ALIGN_MAX;
		break;
	case IR_PARAM:
		if (ir_prov_of(fn, root) == PROV_CTX)
			align = ALIGN_MAX;
		break;
	default: break;
	}
	return align ? min_align(align, ALIGN_MAX) : 1;
}

struct ir_addr ir_addr_of(const struct ir_fn *fn, ir_ref p, int64_t off)
{
	struct ir_addr at = {.off = off, .off_known = true, .align = ALIGN_MAX};

	p = ir_resolve(fn, p);
	for (;;) {
		const struct ir_ins *x = &fn->ins.p[p];
		int64_t c;

		if (x->op != IR_ADD && x->op != IR_SUB)
			break;
		if (ir_is_const(fn, x->b, &c)) {
			at.off = (int64_t)((uint64_t)at.off +
					   (x->op == IR_ADD ? (uint64_t)c : -(uint64_t)c));
		} else {
			at.var = at.off_known && x->op == IR_ADD ? ir_resolve(fn, x->b) : 0;
			at.off_known = false;
			at.align = min_align(at.align, ir_known_align(fn, x->b));
		}
		p = ir_resolve(fn, x->a);
	}
	const struct ir_ins *root = &fn->ins.p[p];

	at.root = p;
	at.prov = (uint8_t)ir_prov_of(fn, p);
	if (root->op ==
		IR_GADDR) /* one root a symbol: its leaf without the offset is not always there */
		at.off = (int64_t)((uint64_t)at.off + (uint64_t)root->imm);
	at.align = min_align(at.align, min_align(root_align(fn, p), offset_align(at.off)));
	return at;
}

struct ir_addr ir_addr_of_access(const struct ir_fn *fn, const struct ir_ins *ins)
{
	ir_ref p = ir_ops[ins->op].shape == SHAPE_ARGS ? ins->args[0] : ins->a;
	struct ir_addr at = ir_addr_of(fn, p, ins->imm);

	if (ins->align > at.align)
		at.align = min_align(ins->align, ALIGN_MAX);
	return at;
}

/* ---- escapes ---- */

/* What one use says of the pointer that is operand i of x. */
enum use { USE_NONE, USE_DERIVED, USE_MERGED, USE_CAPTURED };

static enum use use_of(const struct ir_fn *fn, const struct ir_ins *x, uint32_t i)
{
	const struct ir_effects *effects;

	switch (x->op) {
	case IR_LOAD:
	case IR_CMP:
	case IR_MEMCPY:
	case IR_MEMMOVE:
	case IR_MEMSET:
	case IR_MEMCMP: return USE_NONE;
	case IR_STORE: return i ? USE_CAPTURED : USE_NONE;
	case IR_ATOMIC: return i ? USE_CAPTURED : USE_NONE;
	case IR_ADD:
	case IR_SUB: return i ? USE_CAPTURED : USE_DERIVED;
	case IR_PHI: return USE_MERGED;
	case IR_CALL:
	case IR_HELPER:
		effects = ir_effects_of(fn, x);
		return effects && i < 8 && !(effects->keeps >> i & 1) ? USE_NONE : USE_CAPTURED;
	default: return USE_CAPTURED;
	}
}

/* The slot that p is derived from by add and sub; UINT32_MAX: none. */
static uint32_t slot_of(const struct ir_fn *fn, ir_ref p)
{
	for (p = ir_resolve(fn, p);; p = ir_resolve(fn, fn->ins.p[p].a)) {
		const struct ir_ins *x = &fn->ins.p[p];

		if (x->op == IR_SLOT)
			return (uint32_t)x->imm;
		if ((x->op != IR_ADD && x->op != IR_SUB) || x->type != IR_PTR)
			return UINT32_MAX;
	}
}

/* A slot that flows into a phi is captured too when the phi is; that is not followed: then every
 * slot that is merged counts as captured. */
static void note_use(struct ir_escapes *e, const struct ir_fn *fn, const struct ir_ins *x,
	uint32_t i, bool *phi_captured)
{
	ir_ref p = *ir_operand((struct ir_ins *)(uintptr_t)x, i);
	enum use use;

	if (!p || fn->ins.p[ir_resolve(fn, p)].type != IR_PTR)
		return;
	use = use_of(fn, x, i);
	if (use < USE_MERGED)
		return;
	uint32_t slot = slot_of(fn, p);

	if (slot != UINT32_MAX) {
		bitset_add(&e->merged, slot);
		if (use == USE_CAPTURED)
			bitset_add(&e->captured, slot);
		return;
	}
	if (use == USE_CAPTURED && fn->ins.p[ir_addr_of(fn, p, 0).root].op == IR_PHI)
		*phi_captured = true;
}

struct ir_escapes ir_escapes_new(struct arena *a, const struct ir_fn *fn)
{
	struct ir_escapes e = {bitset_new(a, fn->slots.n), bitset_new(a, fn->slots.n)};
	bool phi_captured = false;

	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			const struct ir_ins *x = &fn->ins.p[r];

			for (uint32_t i = 0; i < ir_operand_count(x); i++)
				note_use(&e, fn, x, i, &phi_captured);
		}
	if (phi_captured)
		bitset_union(&e.captured, &e.merged);
	return e;
}

/* ---- aliases ---- */

/* Memory that only one provenance reaches. A kernel object, other memory (an argument, a dynptr's
 * slice) and what is unknown may be anything but a private slot. */
static bool prov_is_exact(enum ir_prov p)
{
	return p == PROV_STACK || p == PROV_CTX || p == PROV_PACKET || p == PROV_MAP_VALUE ||
	       p == PROV_GLOBAL || p == PROV_MAP || p == PROV_FUNC || p == PROV_PACKET_END ||
	       p == PROV_ARENA;
}

static bool same_object(const struct ir_fn *fn, ir_ref x, ir_ref y)
{
	const struct ir_ins *p = &fn->ins.p[x], *q = &fn->ins.p[y];

	return x == y || (p->op == IR_GADDR && q->op == IR_GADDR && p->u.sym == q->u.sym);
}

/* An object that has its own bytes: two different ones never overlap. */
static bool is_object(const struct ir_fn *fn, ir_ref r)
{
	return fn->ins.p[r].op == IR_SLOT || fn->ins.p[r].op == IR_GADDR;
}

static bool is_private(const struct ir_fn *fn, const struct ir_escapes *e, ir_ref r)
{
	return fn->ins.p[r].op == IR_SLOT && e &&
	       !bitset_has(&e->merged, (uint32_t)fn->ins.p[r].imm);
}

/* What is added to an address as extended(of + step) * scale. */
struct index {
	ir_ref of;
	uint8_t extended; /* IR_ZEXT, IR_SEXT; 0: not */
	int64_t step;
	uint64_t scale;
};

static struct index index_of(const struct ir_fn *fn, ir_ref var)
{
	struct index i = {.of = var, .scale = 1};
	const struct ir_ins *x = &fn->ins.p[var];
	int64_t k;

	if ((x->op == IR_SHL || x->op == IR_MUL) && ir_is_const(fn, x->b, &k) && k > 0 &&
		k <= (x->op == IR_SHL ? 16 : UINT16_MAX)) {
		i.scale = x->op == IR_SHL ? UINT64_C(1) << k : (uint64_t)k;
		i.of = ir_resolve(fn, x->a);
		x = &fn->ins.p[i.of];
	}
	if (x->op == IR_ZEXT || x->op == IR_SEXT) {
		i.extended = x->op;
		i.of = ir_resolve(fn, x->a);
		x = &fn->ins.p[i.of];
	}
	if (x->op == IR_ADD && x->type != IR_PTR && ir_is_const(fn, x->b, &k)) {
		i.step = x->type == IR_I32 ? (int32_t)k : k;
		i.of = ir_resolve(fn, x->a);
	}
	return i;
}

/* Bytes at x and y = x + dist. */
static bool meet(int64_t dist, uint64_t x_size, uint64_t y_size)
{
	return dist >= 0 ? (uint64_t)dist < x_size : -(uint64_t)dist < y_size;
}

/*
 * The same value, plus constants. i + 1 may wrap around where i is narrower than an address, so
 * y - x is one of (n mod 2^32) * scale and (n mod 2^32 - 2^32) * scale.
 */
static bool indexed_overlap(const struct ir_fn *fn, struct ir_loc x, struct ir_loc y)
{
	struct index i = index_of(fn, x.at.var), j = index_of(fn, y.at.var);
	int64_t off = (int64_t)((uint64_t)y.at.off - (uint64_t)x.at.off);
	uint64_t steps = (uint64_t)j.step - (uint64_t)i.step;

	if (i.of != j.of || i.scale != j.scale || i.extended != j.extended)
		return x.at.var != y.at.var || meet(off, x.size, y.size);
	if (x.at.var == y.at.var || !steps)
		return meet(off, x.size, y.size);
	if (fn->ins.p[i.of].type != IR_I32)
		return meet((int64_t)((uint64_t)off + steps * i.scale), x.size, y.size);
	steps = (uint32_t)steps;
	return meet((int64_t)((uint64_t)off + steps * i.scale), x.size, y.size) ||
	       meet((int64_t)((uint64_t)off + (steps - (UINT64_C(1) << 32)) * i.scale), x.size,
		       y.size);
}

static bool overlap(const struct ir_fn *fn, struct ir_loc x, struct ir_loc y)
{
	if (!x.size || !y.size)
		return true;
	if (!x.at.off_known || !y.at.off_known)
		return !x.at.var || !y.at.var || x.at.off_known || y.at.off_known ||
		       indexed_overlap(fn, x, y);
	return meet((int64_t)((uint64_t)y.at.off - (uint64_t)x.at.off), x.size, y.size);
}

bool ir_may_alias(
	const struct ir_fn *fn, const struct ir_escapes *e, struct ir_loc x, struct ir_loc y)
{
	if (same_object(fn, x.at.root, y.at.root))
		return overlap(fn, x, y);
	if (is_object(fn, x.at.root) && is_object(fn, y.at.root))
		return false;
	if (is_private(fn, e, x.at.root) || is_private(fn, e, y.at.root))
		return false;
	if (x.at.prov != y.at.prov && prov_is_exact((enum ir_prov)x.at.prov) &&
		prov_is_exact((enum ir_prov)y.at.prov))
		return false;
	return true;
}

bool ir_same_bytes(struct ir_loc x, struct ir_loc y)
{
	return x.at.root == y.at.root && x.at.off_known && y.at.off_known && x.at.off == y.at.off &&
	       x.size == y.size && x.size;
}

/* ---- effects of instructions ---- */

/* Does argument i of the call lead to x? `escaped`: what the callee reaches without an argument. */
static bool call_touches(const struct ir_fn *fn, const struct ir_escapes *e,
	const struct ir_ins *call, uint16_t which, struct ir_loc x)
{
	const struct ir_ins *root = &fn->ins.p[x.at.root];
	bool captured = root->op != IR_SLOT || !e || bitset_has(&e->captured, (uint32_t)root->imm);

	if (which >> 15 && captured)
		return true;
	for (uint32_t i = 0; i < call->nargs; i++) {
		struct ir_loc arg = {ir_addr_of(fn, call->args[i], 0), 0};

		/* An argument points into an object; how far the callee goes is not known. */
		arg.at.off_known = false;
		if ((i > 14 || which >> i & 1) &&
			fn->ins.p[ir_resolve(fn, call->args[i])].type != IR_I32 &&
			ir_may_alias(fn, e, arg, x))
			return true;
	}
	return false;
}

static bool access_touches(const struct ir_fn *fn, const struct ir_escapes *e,
	const struct ir_ins *ins, uint32_t arg, uint64_t size, struct ir_loc x)
{
	struct ir_loc y = {ir_addr_of(fn, ins->args[arg], ins->imm), size};

	return ir_may_alias(fn, e, y, x);
}

/* The constant size of a mem* operation; 0: unknown. */
static uint64_t mem_size(const struct ir_fn *fn, const struct ir_ins *ins)
{
	int64_t size;

	return ir_is_const(fn, ins->args[2], &size) ? (uint64_t)size : 0;
}

bool ir_may_write(const struct ir_fn *fn, const struct ir_escapes *e, const struct ir_ins *ins,
	struct ir_loc x)
{
	const struct ir_effects *effects;

	switch (ins->op) {
	case IR_STORE:
		return ir_may_alias(
			fn, e, (struct ir_loc){ir_addr_of(fn, ins->a, ins->imm), ins->width}, x);
	case IR_ATOMIC:
		return ins->cc != IR_ATOMIC_LOAD_ACQUIRE &&
		       access_touches(fn, e, ins, 0, ins->width, x);
	case IR_MEMCPY:
	case IR_MEMMOVE:
	case IR_MEMSET: return access_touches(fn, e, ins, 0, mem_size(fn, ins), x);
	case IR_CALL:
	case IR_HELPER:
	case IR_CALLI:
		effects = ir_effects_of(fn, ins);
		return call_touches(fn, e, ins, effects ? effects->writes : UINT16_MAX, x);
	case IR_ASM:
		return ins->u.assembly->clobbers_memory || call_touches(fn, e, ins, UINT16_MAX, x);
	default: return false;
	}
}

bool ir_may_read(const struct ir_fn *fn, const struct ir_escapes *e, const struct ir_ins *ins,
	struct ir_loc x)
{
	const struct ir_effects *effects;

	switch (ins->op) {
	case IR_LOAD:
		return ir_may_alias(
			fn, e, (struct ir_loc){ir_addr_of(fn, ins->a, ins->imm), ins->width}, x);
	case IR_ATOMIC:
		return ins->cc != IR_ATOMIC_STORE_RELEASE &&
		       access_touches(fn, e, ins, 0, ins->width, x);
	case IR_MEMCPY:
	case IR_MEMMOVE: return access_touches(fn, e, ins, 1, mem_size(fn, ins), x);
	case IR_MEMCMP:
		return access_touches(fn, e, ins, 0, mem_size(fn, ins), x) ||
		       access_touches(fn, e, ins, 1, mem_size(fn, ins), x);
	case IR_CALL:
	case IR_HELPER:
	case IR_CALLI:
		effects = ir_effects_of(fn, ins);
		return call_touches(fn, e, ins, effects ? effects->reads : UINT16_MAX, x);
	case IR_ASM: return true;
	case IR_LDABS:
	case IR_LDIND: return x.at.prov != PROV_STACK;
	case IR_RET: return x.at.prov != PROV_STACK;
	default: return false;
	}
}
