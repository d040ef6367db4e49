/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making and changing the IR: leaves, instructions, edges. The invariants of ir.h are kept here and
 * nowhere else: a leaf is unique, preds has one entry an edge, a phi has one argument an entry.
 *
 * A leaf's `next` chains the leaves of one hash key. A removed instruction keeps its place in the
 * table: as a copy when it was replaced, as `none` otherwise.
 */
#include "ir.h"

const struct ir_op_info ir_ops[IR_OP_COUNT] = {
#define OP(name, text, shape, flags) [IR_##name] = {text, SHAPE_##shape, flags},
#include "op.def"
#undef OP
};

const char *const ir_cc_names[IR_CC_COUNT] = {
	"eq", "ne", "ult", "uge", "ugt", "ule", "slt", "sge", "sgt", "sle"};
_Static_assert((IR_EQ ^ 1) == IR_NE && (IR_ULT ^ 1) == IR_UGE && (IR_UGT ^ 1) == IR_ULE &&
		       (IR_SLT ^ 1) == IR_SGE && (IR_SGT ^ 1) == IR_SLE,
	"cc ^ 1 negates");

const char *const ir_prov_names[PROV_COUNT] = {"unknown", "none", "stack", "ctx", "packet",
	"packet_end", "map_value", "map", "global", "btf", "mem", "func", "arena"};

enum ir_cc ir_cc_swap(enum ir_cc cc)
{
	static const uint8_t swapped[IR_CC_COUNT] = {[IR_EQ] = IR_EQ,
		[IR_NE] = IR_NE,
		[IR_ULT] = IR_UGT,
		[IR_UGE] = IR_ULE,
		[IR_UGT] = IR_ULT,
		[IR_ULE] = IR_UGE,
		[IR_SLT] = IR_SGT,
		[IR_SGE] = IR_SLE,
		[IR_SGT] = IR_SLT,
		[IR_SLE] = IR_SGE};

	return (enum ir_cc)swapped[cc];
}

/* ---- containers ---- */

struct ir_module *ir_module_new(struct arena *a, struct diags *ds)
{
	struct ir_module *m = arena_new(a, struct ir_module);

	m->arena = a;
	m->diags = ds;
	m->sources = ds ? ds->sources : NULL;
	return m;
}

uint32_t ir_effects_add(struct ir_module *m, const struct ir_effects *e)
{
	if (!e)
		return 0;
	vec_push(m->arena, &m->effects, e);
	return m->effects.n;
}

struct ir_sym *ir_sym_new(struct ir_module *m, enum ir_sym_kind kind, const char *name)
{
	struct ir_sym *s = arena_new(m->arena, struct ir_sym);

	s->kind = (uint8_t)kind;
	s->name = name;
	s->index = m->syms.n;
	vec_push(m->arena, &m->syms, s);
	return s;
}

struct ir_sym *ir_sym_find(const struct ir_module *m, const char *name)
{
	vec_for (s, &m->syms) {
		if (!strcmp((*s)->name, name))
			return *s;
	}
	return NULL;
}

struct ir_fn *ir_fn_new(struct ir_module *m, struct ir_sym *sym, struct arena *a)
{
	struct ir_fn *fn = arena_new(a, struct ir_fn);

	fn->module = m;
	fn->sym = sym;
	fn->arena = a;
	vec_push(a, &fn->ins, ((struct ir_ins){.block = IR_NO_BLOCK}));
	if (sym)
		sym->fn = fn;
	return fn;
}

void ir_drop_code(struct ir_fn *fn)
{
	if (fn->ins.cap * sizeof(*fn->ins.p) >= ARENA_DROP_MIN)
		arena_drop(fn->arena, fn->ins.p, fn->ins.cap * sizeof(*fn->ins.p));
	memset(&fn->ins, 0, sizeof(fn->ins));
	memset(&fn->blocks, 0, sizeof(fn->blocks));
	memset(&fn->leaves, 0, sizeof(fn->leaves));
}

ir_bid ir_block_new(struct ir_fn *fn, const char *name)
{
	struct ir_block *b = arena_new(fn->arena, struct ir_block);

	b->id = fn->blocks.n;
	b->name = name;
	b->preds.p = b->few;
	b->preds.cap = ARRAY_LEN(b->few);
	vec_push(fn->arena, &fn->blocks, b);
	return b->id;
}

uint32_t ir_slot_new(struct ir_fn *fn, uint64_t size, uint32_t align, const char *name, src_loc loc)
{
	struct ir_slot s = {.size = size, .align = align, .name = name, .loc = loc};

	vec_push(fn->arena, &fn->slots, s);
	return fn->slots.n - 1;
}

uint32_t ir_core_new(struct ir_module *m, struct ir_core core)
{
	/* equal ones are one, so that equal addresses are one value */
	for (uint32_t i = 0; i < m->core.n; i++) {
		const struct ir_core *k = &m->core.p[i];

		if (k->type == core.type && k->type_id == core.type_id && k->kind == core.kind &&
			k->value == core.value && !strcmp(k->access, core.access))
			return i;
	}
	vec_push(m->arena, &m->core, core);
	return m->core.n - 1;
}

/* ---- leaves ---- */

static bool leaf_equal(const struct ir_ins *x, const struct ir_ins *y)
{
	return x->op == y->op && x->type == y->type && x->imm == y->imm &&
	       (x->op != IR_GADDR || x->u.sym == y->u.sym);
}

static uint64_t leaf_key(const struct ir_ins *x)
{
	uint64_t h = (uint64_t)x->imm * 0x9e3779b97f4a7c15ull;

	h ^= (uint64_t)x->op << 8 | x->type;
	return x->op == IR_GADDR ? h ^ map_key(x->u.sym) << 8 : h;
}

static ir_ref leaf(struct ir_fn *fn, struct ir_ins x)
{
	uint64_t *head = map_put(fn->arena, &fn->leaves, leaf_key(&x));

	for (ir_ref r = (ir_ref)*head; r; r = fn->ins.p[r].next)
		if (leaf_equal(&fn->ins.p[r], &x))
			return r;
	x.block = IR_NO_BLOCK;
	x.next = (ir_ref)*head;
	*head = fn->ins.n;
	vec_push(fn->arena, &fn->ins, x);
	return fn->ins.n - 1;
}

ir_ref ir_const(struct ir_fn *fn, enum ir_type type, int64_t value)
{
	if (type == IR_I32)
		value = (int64_t)(uint32_t)value;
	return leaf(fn, (struct ir_ins){.op = IR_CONST, .type = (uint8_t)type, .imm = value});
}

ir_ref ir_undef(struct ir_fn *fn, enum ir_type type)
{
	return leaf(fn, (struct ir_ins){.op = IR_UNDEF, .type = (uint8_t)type});
}

ir_ref ir_param(struct ir_fn *fn, uint32_t index)
{
	CHECK(index < fn->params.n);
	return leaf(fn, (struct ir_ins){.op = IR_PARAM, .type = fn->params.p[index], .imm = index});
}

ir_ref ir_slot_addr(struct ir_fn *fn, uint32_t slot)
{
	CHECK(slot < fn->slots.n);
	return leaf(fn, (struct ir_ins){.op = IR_SLOT, .type = IR_PTR, .imm = slot});
}

ir_ref ir_gaddr(struct ir_fn *fn, struct ir_sym *sym, int64_t offset)
{
	return leaf(
		fn, (struct ir_ins){.op = IR_GADDR, .type = IR_PTR, .imm = offset, .u.sym = sym});
}

ir_ref ir_core_value(struct ir_fn *fn, enum ir_type type, uint32_t core)
{
	return leaf(fn, (struct ir_ins){.op = IR_CORE, .type = (uint8_t)type, .imm = core});
}

bool ir_is_const(const struct ir_fn *fn, ir_ref r, int64_t *value)
{
	const struct ir_ins *x = &fn->ins.p[r];

	if (x->op == IR_COPY)
		x = &fn->ins.p[ir_resolve(fn, r)];
	if (x->op != IR_CONST)
		return false;
	if (value)
		*value = x->imm;
	return true;
}

/* ---- operands, successors ---- */

uint32_t ir_operand_count(const struct ir_ins *ins)
{
	switch ((enum ir_shape)ir_ops[ins->op].shape) {
	case SHAPE_NONE: return 0;
	case SHAPE_A: return ins->a != 0;
	case SHAPE_AB: return 2;
	case SHAPE_ARGS: return ins->nargs;
	case SHAPE_A_ARGS: return 1 + ins->nargs;
	}
	ICE("shape of op %u", ins->op);
}

ir_ref *ir_operand(struct ir_ins *ins, uint32_t i)
{
	switch ((enum ir_shape)ir_ops[ins->op].shape) {
	case SHAPE_A: return &ins->a;
	case SHAPE_AB: return i ? &ins->b : &ins->a;
	case SHAPE_ARGS: return &ins->args[i];
	case SHAPE_A_ARGS: return i ? &ins->args[i - 1] : &ins->a;
	case SHAPE_NONE: break;
	}
	ICE("operand %u of %s", i, ir_ops[ins->op].text);
}

uint32_t ir_succ_count(const struct ir_ins *term)
{
	switch (term->op) {
	case IR_BR: return 1;
	case IR_CBR: return 2;
	case IR_SWITCH: return term->u.sw->n + 1;
	case IR_ASM: return term->u.assembly->targets.n ? term->u.assembly->targets.n + 1 : 0;
	default: return 0;
	}
}

ir_bid *ir_succ(struct ir_ins *term, uint32_t i)
{
	struct ir_asm *as = term->op == IR_ASM ? term->u.assembly : NULL;

	switch (term->op) {
	case IR_BR: return &term->u.br.then;
	case IR_CBR: return i ? &term->u.br.other : &term->u.br.then;
	case IR_SWITCH: return i < term->u.sw->n ? &term->u.sw->cases[i].to : &term->u.sw->other;
	case IR_ASM: return i < as->targets.n ? &as->targets.p[i] : &as->then;
	default: ICE("successor %u of %s", i, ir_ops[term->op].text);
	}
}

bool ir_is_removable(const struct ir_fn *fn, const struct ir_ins *ins)
{
	const struct ir_effects *e;

	switch (ins->op) {
	case IR_LOAD: return !(ins->flags & INSF_VOLATILE);
	case IR_MEMCMP: return true;
	case IR_LDABS:
	case IR_LDIND: return ins->flags & INSF_OPTIONAL;
	case IR_CALL:
	case IR_HELPER:
	case IR_CALLI: e = ir_effects_of(fn, ins); return e && e->pure;
	default: return ir_ops[ins->op].flags & OPF_PURE;
	}
}

/* ---- edges ---- */

/* Arguments grow by doubling: a join of many edges gets them one by one. */
void ir_phi_push(struct ir_fn *fn, ir_ref r, ir_ref value)
{
	struct ir_ins *phi = &fn->ins.p[r];
	uint32_t n = phi->nargs;

	if (!(phi->flags & INSF_ROOM) || !n || is_pow2(n)) {
		uint32_t room = n ? 2u << log2_floor(n) : 2;
		ir_ref *args = arena_array(fn->arena, ir_ref, room);

		if (n)
			memcpy(args, phi->args, n * sizeof(*args));
		phi->args = args;
		phi->flags |= INSF_ROOM;
	}
	phi->args[phi->nargs++] = value;
}

/* One more argument, 0, for each phi that is complete: those of an unsealed block get theirs when
 * it is sealed (ssa.c). */
static void edge_add(struct ir_fn *fn, ir_bid from, ir_bid to)
{
	struct ir_block *b = fn->blocks.p[to];

	CHECK(!fn->build || !b->sealed); /* sealing promised that no edge would come */
	vec_push(fn->arena, &b->preds, from);
	if (fn->build && !b->sealed)
		return;
	ir_for_phis (r, fn, to)
		ir_phi_push(fn, r, 0);
}

/* Take predecessor i out of block b. */
static void pred_remove(struct ir_fn *fn, ir_bid bid, uint32_t i)
{
	struct ir_block *b = fn->blocks.p[bid];
	uint32_t after = b->preds.n - i - 1;

	ir_for_phis (r, fn, bid) {
		struct ir_ins *phi = &fn->ins.p[r];

		if (phi->nargs != b->preds.n)
			continue;
		memmove(&phi->args[i], &phi->args[i + 1], after * sizeof(ir_ref));
		phi->nargs--;
	}
	memmove(&b->preds.p[i], &b->preds.p[i + 1], after * sizeof(ir_bid));
	b->preds.n--;
}

uint32_t ir_pred_index(const struct ir_fn *fn, ir_bid b, ir_bid pred)
{
	const struct ir_block *p = fn->blocks.p[b];

	for (uint32_t i = 0; i < p->preds.n; i++)
		if (p->preds.p[i] == pred)
			return i;
	ICE("%s: block %u is no predecessor of %u", fn->sym ? fn->sym->name : "?", pred, b);
}

static void edges_add(struct ir_fn *fn, ir_ref r)
{
	uint32_t n = ir_succ_count(&fn->ins.p[r]);

	for (uint32_t i = 0; i < n; i++)
		edge_add(fn, fn->ins.p[r].block, *ir_succ(&fn->ins.p[r], i));
}

static void edges_remove(struct ir_fn *fn, ir_ref r)
{
	ir_bid from = fn->ins.p[r].block;
	uint32_t n = ir_succ_count(&fn->ins.p[r]);

	for (uint32_t i = 0; i < n; i++) {
		ir_bid to = *ir_succ(&fn->ins.p[r], i);

		pred_remove(fn, to, ir_pred_index(fn, to, from));
	}
}

/* ---- instructions ---- */

static ir_ref add(struct ir_fn *fn, ir_bid b, struct ir_ins ins)
{
	ins.block = b;
	vec_push(fn->arena, &fn->ins, ins);
	return fn->ins.n - 1;
}

/* Link r between prev and next, either of which can be 0. */
static void link_in(struct ir_fn *fn, ir_ref prev, ir_ref r, ir_ref next)
{
	struct ir_block *b = fn->blocks.p[fn->ins.p[r].block];

	fn->ins.p[r].prev = prev;
	fn->ins.p[r].next = next;
	*(prev ? &fn->ins.p[prev].next : &b->first) = r;
	*(next ? &fn->ins.p[next].prev : &b->last) = r;
	if (ir_is_term(&fn->ins.p[r]))
		edges_add(fn, r);
}

ir_ref ir_append(struct ir_fn *fn, ir_bid b, struct ir_ins ins)
{
	ir_ref r = add(fn, b, ins);

	link_in(fn, fn->blocks.p[b]->last, r, 0);
	return r;
}

ir_ref ir_insert_before(struct ir_fn *fn, ir_ref at, struct ir_ins ins)
{
	ir_ref r = add(fn, fn->ins.p[at].block, ins);

	link_in(fn, fn->ins.p[at].prev, r, at);
	return r;
}

ir_ref ir_insert_after(struct ir_fn *fn, ir_ref at, struct ir_ins ins)
{
	ir_ref r = add(fn, fn->ins.p[at].block, ins);

	link_in(fn, at, r, fn->ins.p[at].next);
	return r;
}

ir_ref ir_insert_phi(struct ir_fn *fn, ir_bid b, enum ir_type type)
{
	uint32_t n = fn->blocks.p[b]->preds.n;
	ir_ref r = add(fn, b,
		(struct ir_ins){.op = IR_PHI,
			.type = (uint8_t)type,
			.nargs = n,
			.args = arena_array(fn->arena, ir_ref, n)});

	link_in(fn, 0, r, fn->blocks.p[b]->first);
	return r;
}

static void unlink_ins(struct ir_fn *fn, ir_ref r)
{
	struct ir_ins *x = &fn->ins.p[r];
	struct ir_block *b = fn->blocks.p[x->block];

	if (ir_is_term(x))
		edges_remove(fn, r);
	*(x->prev ? &fn->ins.p[x->prev].next : &b->first) = x->next;
	*(x->next ? &fn->ins.p[x->next].prev : &b->last) = x->prev;
	x->block = IR_NO_BLOCK;
}

void ir_remove(struct ir_fn *fn, ir_ref r)
{
	struct ir_ins *x = &fn->ins.p[r];

	if (x->op == IR_COPY && x->block == IR_NO_BLOCK)
		return;
	CHECK(!ir_is_leaf(x));
	unlink_ins(fn, r);
	x->op = IR_NONE;
}

void ir_replace(struct ir_fn *fn, ir_ref old, ir_ref with)
{
	struct ir_ins *x = &fn->ins.p[old];

	with = ir_resolve(fn, with);
	if (with == old)
		return;
	CHECK(with && !ir_is_leaf(x));
	if (x->block != IR_NO_BLOCK)
		unlink_ins(fn, old);
	x->op = IR_COPY;
	x->a = with;
}

/* Halves the paths it walks, so that long chains of copies cost little. */
ir_ref ir_resolve(const struct ir_fn *fn, ir_ref r)
{
	while (fn->ins.p[r].op == IR_COPY) {
		struct ir_ins *x = &fn->ins.p[r];

		if (fn->ins.p[x->a].op == IR_COPY)
			x->a = fn->ins.p[x->a].a;
		r = x->a;
	}
	return r;
}

void ir_resolve_all(struct ir_fn *fn)
{
	ir_for_blocks (b, fn)
		ir_for_ins (r, fn, b) {
			struct ir_ins *x = &fn->ins.p[r];
			uint32_t n = ir_operand_count(x);

			for (uint32_t i = 0; i < n; i++) {
				ir_ref *o = ir_operand(x, i);

				*o = ir_resolve(fn, *o);
			}
		}
}

/* ---- control flow ---- */

void ir_set_term(struct ir_fn *fn, ir_bid b, struct ir_ins term)
{
	ir_ref last = fn->blocks.p[b]->last;

	/* The new edges come first: a kept edge's phi arguments are moved over to its new entry. */
	if (!last || !ir_is_term(&fn->ins.p[last])) {
		ir_append(fn, b, term);
		return;
	}
	uint32_t n = ir_succ_count(&term);

	if (!term.loc)
		term.loc = fn->ins.p[last].loc;
	ir_ref r = ir_append(fn, b, term);

	for (uint32_t i = 0; i < n; i++) {
		ir_bid to = *ir_succ(&fn->ins.p[r], i);
		uint32_t old = ir_pred_index(fn, to, b);
		const struct ir_block *t = fn->blocks.p[to];

		ir_for_phis (p, fn, to) {
			struct ir_ins *phi = &fn->ins.p[p];

			for (uint32_t k = old + 1; phi->nargs == t->preds.n && k < t->preds.n; k++)
				if (t->preds.p[k] == b && !phi->args[k])
					phi->args[k] = phi->args[old];
		}
	}
	ir_remove(fn, last);
}

void ir_redirect(struct ir_fn *fn, ir_bid from, ir_bid to, ir_bid new_to)
{
	struct ir_ins *term = &fn->ins.p[fn->blocks.p[from]->last];
	uint32_t n = ir_succ_count(term);

	for (uint32_t i = 0; i < n; i++) {
		if (*ir_succ(term, i) != to)
			continue;
		pred_remove(fn, to, ir_pred_index(fn, to, from));
		*ir_succ(term, i) = new_to;
		edge_add(fn, from, new_to);
		return;
	}
	ICE("no edge from block %u to %u", from, to);
}

ir_bid ir_block_split(struct ir_fn *fn, ir_ref at)
{
	ir_bid b = ir_get(fn, at)->block, rest = ir_block_new(fn, NULL);
	struct ir_block *head = fn->blocks.p[b], *tail = fn->blocks.p[rest];
	struct ir_ins *term;

	tail->sealed = true;
	tail->first = ir_get(fn, at)->next;
	tail->last = head->last;
	head->last = at;
	ir_get(fn, at)->next = 0;
	ir_get(fn, tail->first)->prev = 0;
	for (ir_ref r = tail->first; r; r = ir_get(fn, r)->next)
		ir_get(fn, r)->block = rest;
	term = ir_get(fn, tail->last);
	for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++) {
		struct ir_block *to = fn->blocks.p[*ir_succ(term, i)];

		for (uint32_t k = 0; k < to->preds.n; k++)
			if (to->preds.p[k] == b)
				to->preds.p[k] = rest;
	}
	return rest;
}

void ir_block_remove(struct ir_fn *fn, ir_bid bid)
{
	struct ir_block *b = fn->blocks.p[bid];

	ir_for_ins_safe (r, fn, bid)
		ir_remove(fn, r);
	b->removed = true;
	b->preds.n = 0;
}

bool ir_remove_unreachable(struct ir_fn *fn)
{
	VEC(ir_bid) todo = {0};
	struct arena scratch = arena_beside(fn->arena);
	uint8_t *seen = arena_array(&scratch, uint8_t, fn->blocks.n);
	bool changed = false;

	vec_push(&scratch, &todo, 0);
	seen[0] = 1;
	while (todo.n) {
		struct ir_ins *term = &fn->ins.p[fn->blocks.p[vec_pop(&todo)]->last];

		for (uint32_t i = 0; i < ir_succ_count(term); i++) {
			ir_bid to = *ir_succ(term, i);

			if (!seen[to])
				vec_push(&scratch, &todo, to);
			seen[to] = 1;
		}
	}
	/* The edges among them go first: a block that is removed has no predecessors to look up. */
	ir_for_blocks (b, fn)
		if (!seen[b] && fn->blocks.p[b]->last) {
			ir_remove(fn, fn->blocks.p[b]->last);
			changed = true;
		}
	ir_for_blocks (b, fn)
		if (!seen[b])
			ir_block_remove(fn, b);
	arena_free(&scratch);
	return changed;
}
