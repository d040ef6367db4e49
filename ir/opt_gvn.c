/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Global value numbering: a pure operation that a dominating one has computed already is replaced
 * by it. One walk over the dominator tree in preorder with a hash table; an entry whose block does
 * not dominate the current one belongs to a subtree that is done, and is overwritten.
 *
 * Besides, what a branch has decided is used in the arm behind it (facts):
 *   if (c)       c is 1 in the one arm (when it is a comparison), 0 in the other
 *   if (x == k)  x is k
 *   if (a < b)   the same comparison, its negation and what follows from it are decided
 *   if (x < k)   comparisons of x with other constants are decided
 * A comparison is decided only by comparisons of the same value with the same signedness. That is
 * what the verifier can follow as well: a check that it needs is never removed.
 *
 * Nothing is moved. Sharing one address between its check and its use is what the verifier wants.
 */
#include "fold.h"
#include "known.h"
#include "pass.h"

/* How two values can relate; a comparison is a set of these. */
enum {
	REL_EQ = 1,
	REL_ULT_SLT = 2,
	REL_ULT_SGT = 4,
	REL_UGT_SLT = 8,
	REL_UGT_SGT = 16,
	REL_ANY = 31
};

static const uint8_t relation[IR_CC_COUNT] = {
	[IR_EQ] = REL_EQ,
	[IR_NE] = REL_ANY & ~REL_EQ,
	[IR_ULT] = REL_ULT_SLT | REL_ULT_SGT,
	[IR_UGE] = REL_EQ | REL_UGT_SLT | REL_UGT_SGT,
	[IR_UGT] = REL_UGT_SLT | REL_UGT_SGT,
	[IR_ULE] = REL_EQ | REL_ULT_SLT | REL_ULT_SGT,
	[IR_SLT] = REL_ULT_SLT | REL_UGT_SLT,
	[IR_SGE] = REL_EQ | REL_ULT_SGT | REL_UGT_SGT,
	[IR_SGT] = REL_ULT_SGT | REL_UGT_SGT,
	[IR_SLE] = REL_EQ | REL_ULT_SLT | REL_UGT_SLT,
};

/* What holds in the blocks that `block` dominates; the next one is what was known before. */
struct fact {
	ir_bid block;
	uint32_t next;       /* 1 + index in gvn.facts */
	ir_ref is;           /* by value: equal to this leaf; 0 */
	uint8_t rel;         /* by pair: REL_* that are possible */
	uint64_t umin, umax; /* by value */
	int64_t smin, smax;
};

struct gvn {
	struct ir_fn *fn;
	struct arena *scratch;
	const struct ir_cfg *cfg;
	ir_ref *table; /* open addressing, a power of two */
	uint32_t mask;
	VEC(struct fact) facts;
	uint32_t *by_value; /* value -> 1 + its newest fact */
	uint32_t n_values;
	struct map by_pair;   /* (a, b) of a comparison -> the same */
	struct map only_case; /* block -> 1 + index of the one case that leads to it */
	struct map edges; /* for blocks with many predecessors: (from, to) -> number of edges << 32
			     | first index */
	bool changed;
};

/* ---- value table ---- */

static bool is_numbered(const struct ir_fn *fn, const struct ir_ins *ins)
{
	if (ins->op == IR_LOAD)
		return ins->flags & INSF_CONST_MEM && !(ins->flags & INSF_VOLATILE);
	if (ins->op == IR_HELPER || ins->op == IR_CALL) {
		const struct ir_effects *e = ir_effects_of(fn, ins);

		return e && e->pure;
	}
	return ir_ops[ins->op].flags & OPF_PURE && ins->op != IR_COPY && ins->op != IR_ASM_OUT;
}

/* Of two operands that can change places the constant is second, as folding has it, else the newer.
 */
static bool is_swapped(const struct gvn *g, const struct ir_ins *ins)
{
	bool a = ir_is_const(g->fn, ins->a, NULL), b = ir_is_const(g->fn, ins->b, NULL);

	return a != b ? a : ins->a > ins->b;
}

static void canonicalise(const struct gvn *g, struct ir_ins *ins)
{
	bool comm = ir_ops[ins->op].flags & OPF_COMM && ins->type != IR_PTR;
	ir_ref a = ins->a;

	if ((!comm && ins->op != IR_CMP) || !is_swapped(g, ins))
		return;
	if (ins->op == IR_CMP)
		ins->cc = ir_cc_swap(ins->cc);
	ins->a = ins->b;
	ins->b = a;
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	h = (h ^ v) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 32;
}

static uint64_t hash(const struct ir_ins *ins)
{
	uint64_t h = mix(ins->op | ins->type << 8 | ins->cc << 16, (uint64_t)ins->imm);

	h = mix(h, ins->a | (uint64_t)ins->b << 32);
	for (uint32_t i = 0; i < ins->nargs; i++)
		h = mix(h, ins->args[i]);
	return ins->op == IR_PHI ? mix(h, ins->block) : h;
}

static bool equal(const struct ir_ins *x, const struct ir_ins *y)
{
	if (x->op != y->op || x->type != y->type || x->cc != y->cc || x->imm != y->imm ||
		x->a != y->a || x->b != y->b || x->nargs != y->nargs || x->width != y->width ||
		x->prov != y->prov)
		return false;
	if (x->op == IR_PHI && x->block != y->block)
		return false;
	if (x->op == IR_CALL && x->u.sym != y->u.sym)
		return false;
	if ((x->flags ^ y->flags) & INSF_SIGNED)
		return false;
	for (uint32_t i = 0; i < x->nargs; i++)
		if (x->args[i] != y->args[i])
			return false;
	return true;
}

/* A dominating equal instruction; else r itself is entered and 0 returned. */
static ir_ref find_or_enter(struct gvn *g, ir_ref r)
{
	struct ir_ins *ins = ir_get(g->fn, r), key;
	uint32_t i;

	canonicalise(g, ins);
	key = *ins;
	for (i = (uint32_t)hash(&key) & g->mask; g->table[i]; i = (i + 1) & g->mask) {
		struct ir_ins *have = ir_get(g->fn, g->table[i]);

		if (!equal(have, &key))
			continue;
		if (ir_dominates(g->cfg, have->block, key.block))
			return g->table[i];
		break;
	}
	g->table[i] = r;
	return 0;
}

/* ---- facts ---- */

static bool holds(const struct gvn *g, uint32_t fact, ir_bid b)
{
	return ir_dominates(g->cfg, g->facts.p[fact - 1].block, b);
}

/* The newest fact of the list that holds in b, or NULL. Only the current block may drop stale ones.
 */
static const struct fact *fact_at(const struct gvn *g, uint32_t list, ir_bid b)
{
	while (list && !holds(g, list, b))
		list = g->facts.p[list - 1].next;
	return list ? &g->facts.p[list - 1] : NULL;
}

static const struct fact *value_fact(const struct gvn *g, ir_ref r, ir_bid b)
{
	return r < g->n_values ? fact_at(g, g->by_value[r], b) : NULL;
}

static const struct fact *pair_fact(const struct gvn *g, ir_ref x, ir_ref y, ir_bid b)
{
	uint64_t *list = map_get(&g->by_pair, (uint64_t)x << 32 | y);

	return list ? fact_at(g, (uint32_t)*list, b) : NULL;
}

static void push_fact(struct gvn *g, uint32_t *list, struct fact f)
{
	while (*list && !holds(g, *list, f.block))
		*list = g->facts.p[*list - 1].next;
	f.next = *list;
	vec_push(g->scratch, &g->facts, f);
	*list = g->facts.n;
}

static struct fact value_fact_or_any(const struct gvn *g, ir_ref r, ir_bid b)
{
	const struct fact *f = value_fact(g, r, b);

	return f ? *f : (struct fact){.umax = UINT64_MAX, .smin = INT64_MIN, .smax = INT64_MAX};
}

static void learn_is(struct gvn *g, ir_bid b, ir_ref r, ir_ref leaf)
{
	struct fact f = value_fact_or_any(g, r, b);

	if (r >= g->n_values || ir_get(g->fn, r)->op == IR_CONST)
		return;
	f.block = b;
	f.is = leaf;
	push_fact(g, &g->by_value[r], f);
}

/* x cc k, on one end of one of the ranges. */
static void narrow(struct fact *f, enum ir_cc cc, uint64_t u, int64_t s)
{
	switch (cc) {
	case IR_ULT: f->umax = u ? min_u64(f->umax, u - 1) : f->umax; break;
	case IR_ULE: f->umax = min_u64(f->umax, u); break;
	case IR_UGT: f->umin = u != UINT64_MAX ? max_u64(f->umin, u + 1) : f->umin; break;
	case IR_UGE: f->umin = max_u64(f->umin, u); break;
	case IR_SLT: f->smax = s != INT64_MIN && s - 1 < f->smax ? s - 1 : f->smax; break;
	case IR_SLE: f->smax = s < f->smax ? s : f->smax; break;
	case IR_SGT: f->smin = s != INT64_MAX && s + 1 > f->smin ? s + 1 : f->smin; break;
	case IR_SGE: f->smin = s > f->smin ? s : f->smin; break;
	default: break;
	}
}

/* The constant as the two ranges see it. False when y is none. */
static bool as_numbers(const struct gvn *g, ir_ref y, uint64_t *u, int64_t *s)
{
	int64_t c;

	if (!ir_is_const(g->fn, y, &c))
		return false;
	*u = (uint64_t)c;
	*s = ir_get(g->fn, y)->type == IR_I32 ? (int32_t)c : c;
	return true;
}

static void learn_range(struct gvn *g, ir_bid b, enum ir_cc cc, ir_ref x, ir_ref k)
{
	struct fact f = value_fact_or_any(g, x, b);
	uint64_t u;
	int64_t s;

	if (x >= g->n_values || !as_numbers(g, k, &u, &s))
		return;
	narrow(&f, cc, u, s);
	f.block = b;
	push_fact(g, &g->by_value[x], f);
}

static void learn_cmp(struct gvn *g, ir_bid b, enum ir_cc cc, ir_ref x, ir_ref y)
{
	const struct fact *old = pair_fact(g, x, y, b);
	struct fact f = {.block = b, .rel = relation[cc] & (old ? old->rel : REL_ANY)};
	uint64_t *list = map_put(g->scratch, &g->by_pair, (uint64_t)x << 32 | y);
	uint32_t first = (uint32_t)*list;

	push_fact(g, &first, f);
	*list = first;
	if (f.rel == REL_EQ && ir_get(g->fn, x)->op == IR_CONST)
		learn_is(g, b, y, x);
	else if (f.rel == REL_EQ && ir_is_leaf(ir_get(g->fn, y)))
		learn_is(g, b, x, y);
	else if (f.rel == REL_EQ && ir_is_leaf(ir_get(g->fn, x)))
		learn_is(g, b, y, x);
	learn_range(g, b, cc, x, y);
	learn_range(g, b, ir_cc_swap(cc), y, x);
}

static void learn_branch(struct gvn *g, ir_bid b, const struct ir_ins *term)
{
	const struct ir_ins *c = ir_get(g->fn, term->a);
	bool then = term->u.br.then == b;

	if (term->u.br.then == term->u.br.other)
		return;
	if (c->op == IR_CMP) {
		learn_cmp(g, b, then ? c->cc : ir_cc_negate(c->cc), c->a, c->b);
		learn_is(g, b, term->a, ir_const(g->fn, IR_I32, then));
	} else if (!then) {
		learn_is(g, b, term->a, ir_const(g->fn, c->type, 0));
	}
}

/* Which of the switch's cases is the only one that leads to a block. */
static void note_cases(struct gvn *g, const struct ir_ins *sw)
{
	for (uint32_t i = 0; i < sw->u.sw->n; i++) {
		uint64_t *only = map_put(g->scratch, &g->only_case, sw->u.sw->cases[i].to);

		*only = *only ? UINT64_MAX : i + 1;
	}
}

static void learn_case(struct gvn *g, ir_bid b, const struct ir_ins *term)
{
	const uint64_t *only = map_get(&g->only_case, b);
	const struct ir_case *c =
		only && *only != UINT64_MAX ? &term->u.sw->cases[*only - 1] : NULL;

	if (c && c->lo == c->hi && term->u.sw->other != b)
		learn_is(g, b, term->a,
			ir_const(g->fn, ir_get(g->fn, term->a)->type, (int64_t)c->lo));
}

/* What the only edge into b tells. */
static void learn(struct gvn *g, ir_bid b)
{
	const struct ir_block *block = g->fn->blocks.p[b];
	struct ir_ins term;

	if (block->preds.n != 1)
		return;
	term = *ir_get(g->fn, g->fn->blocks.p[block->preds.p[0]]->last);
	if (term.op == IR_CBR)
		learn_branch(g, b, &term);
	else if (term.op == IR_SWITCH)
		learn_case(g, b, &term);
}

/* 1, 0, or -1 when the facts do not decide. */
static int decide_by_range(const struct fact *f, enum ir_cc cc, uint64_t u, int64_t s)
{
	switch (cc) {
	case IR_ULT: return f->umax < u ? 1 : f->umin >= u ? 0 : -1;
	case IR_UGE: return f->umax < u ? 0 : f->umin >= u ? 1 : -1;
	case IR_ULE: return f->umax <= u ? 1 : f->umin > u ? 0 : -1;
	case IR_UGT: return f->umax <= u ? 0 : f->umin > u ? 1 : -1;
	case IR_SLT: return f->smax < s ? 1 : f->smin >= s ? 0 : -1;
	case IR_SGE: return f->smax < s ? 0 : f->smin >= s ? 1 : -1;
	case IR_SLE: return f->smax <= s ? 1 : f->smin > s ? 0 : -1;
	case IR_SGT: return f->smax <= s ? 0 : f->smin > s ? 1 : -1;
	case IR_EQ:
	case IR_NE:
		if (u < f->umin || u > f->umax || s < f->smin || s > f->smax)
			return cc == IR_NE;
		return -1;
	default: return -1;
	}
}

static int decide(const struct gvn *g, const struct ir_ins *cmp)
{
	const struct fact *f = pair_fact(g, cmp->a, cmp->b, cmp->block);
	uint64_t u;
	int64_t s;

	if (f && !(f->rel & ~relation[cmp->cc]))
		return 1;
	if (f && !(f->rel & relation[cmp->cc]))
		return 0;
	if (as_numbers(g, cmp->b, &u, &s) && (f = value_fact(g, cmp->a, cmp->block)))
		return decide_by_range(f, cmp->cc, u, s);
	if (as_numbers(g, cmp->a, &u, &s) && (f = value_fact(g, cmp->b, cmp->block)))
		return decide_by_range(f, ir_cc_swap(cmp->cc), u, s);
	return -1;
}

/* ---- the walk ---- */

/*
 * x, when r is x cut to 32 or fewer bits and a check of x that led to b says that this cuts
 * nothing. What was cut off before the check does not profit from it in the verifier's eyes, x
 * does.
 */
static ir_ref uncut(const struct gvn *g, ir_ref r, ir_bid b)
{
	const struct ir_ins *ins = ir_get(g->fn, r), *of;
	const struct fact *f;
	uint64_t mask = UINT32_MAX;
	int64_t c;
	ir_ref x;

	if (ins->op == IR_AND && ir_is_const(g->fn, ins->b, &c) &&
		!((uint64_t)c & ((uint64_t)c + 1))) {
		x = ir_resolve(g->fn, ins->a);
		mask = (uint64_t)c;
	} else if (ins->op == IR_ZEXT || ins->op == IR_SEXT) {
		of = ir_get(g->fn, ir_resolve(g->fn, ins->a));
		x = of->op == IR_TRUNC ? ir_resolve(g->fn, of->a) : 0;
		mask >>= ins->op == IR_SEXT;
	} else {
		return 0;
	}
	f = x ? value_fact(g, x, b) : NULL;
	return f && f->umax <= mask ? x : 0;
}

/* An operand as it is known to be at the end of block b. */
static void refine(struct gvn *g, ir_ref *o, ir_bid b)
{
	const struct fact *f;
	ir_ref r = ir_resolve(g->fn, *o), x = uncut(g, r, b);

	r = x ? x : r;
	f = value_fact(g, r, b);
	if (f && f->is)
		r = f->is;
	g->changed |= r != *o;
	*o = r;
}

static ir_ref phi_value(const struct ir_fn *fn, ir_ref r)
{
	const struct ir_ins *phi = ir_get(fn, r);
	ir_ref only = 0;

	for (uint32_t i = 0; i < phi->nargs; i++) {
		if (phi->args[i] == r || phi->args[i] == only)
			continue;
		if (only)
			return 0;
		only = phi->args[i];
	}
	return only;
}

static ir_ref simpler(struct gvn *g, ir_ref r)
{
	struct ir_ins ins = *ir_get(g->fn, r);
	ir_ref v = 0;

	if (ins.op == IR_PHI) {
		v = phi_value(g->fn, r);
	} else if (ins.op == IR_CMP) {
		int known = decide(g, &ins);

		if (known >= 0)
			return ir_const(g->fn, IR_I32, known);
	}
	if (!v && ins.op != IR_PHI && ir_ops[ins.op].flags & OPF_PURE)
		v = ir_simplify(g->fn, &ins);
	return v && v != r ? v : find_or_enter(g, r);
}

static void visit(struct gvn *g, ir_ref r)
{
	struct ir_ins *ins = ir_get(g->fn, r);
	ir_ref v;

	for (uint32_t i = 0, n = ir_operand_count(ins); i < n; i++)
		if (ins->op == IR_PHI)
			*ir_operand(ins, i) = ir_resolve(g->fn, *ir_operand(ins, i));
		else
			refine(g, ir_operand(ins, i), ins->block);
	if (!is_numbered(g->fn, ins))
		return;
	v = simpler(g, r);
	if (!v)
		return;
	ir_replace(g->fn, r, v);
	g->changed = true;
}

#define MANY_PREDS 16

static void index_edges(struct gvn *g)
{
	ir_for_blocks (b, g->fn) {
		const struct ir_block *block = g->fn->blocks.p[b];

		if (block->preds.n <= MANY_PREDS || ir_get(g->fn, block->first)->op != IR_PHI)
			continue;
		for (uint32_t i = block->preds.n; i-- > 0;) {
			uint64_t *e = map_put(
				g->scratch, &g->edges, (uint64_t)block->preds.p[i] << 32 | b);

			*e = ((*e >> 32) + 1) << 32 | i;
		}
	}
}

/* A comparison (or what it is widened to) that the branch at the end of `from` is on: known on both
 * of its edges. Other values stay: they are in a register, a constant would not be. */
static ir_ref decided_on_edge(struct gvn *g, ir_ref arg, const struct ir_ins *term, ir_bid to)
{
	const struct ir_ins *ins = ir_get(g->fn, arg);
	enum ir_type t = (enum ir_type)ins->type;

	if (term->op != IR_CBR || term->u.br.then == term->u.br.other)
		return 0;
	if (ins->op == IR_ZEXT)
		arg = ir_resolve(g->fn, ins->a);
	if (arg != ir_resolve(g->fn, term->a) || ir_get(g->fn, arg)->op != IR_CMP)
		return 0;
	return ir_const(g->fn, t, term->u.br.then == to);
}

static void refine_edge(struct gvn *g, ir_bid from, ir_bid to, uint32_t index)
{
	const struct ir_ins term = *ir_get(g->fn, g->fn->blocks.p[from]->last);

	ir_for_phis (r, g->fn, to) {
		ir_ref v;

		refine(g, &ir_get(g->fn, r)->args[index], from);
		v = decided_on_edge(g, ir_get(g->fn, r)->args[index], &term, to);
		if (v) {
			ir_get(g->fn, r)->args[index] = v;
			g->changed = true;
		}
	}
}

/* Where there are many predecessors several edges from one block are left alone: their arguments
 * agree. */
static void refine_phi_arguments(struct gvn *g, ir_bid b)
{
	struct ir_ins *term = ir_get(g->fn, g->fn->blocks.p[b]->last);

	if (term->op == IR_SWITCH)
		note_cases(g, term);
	for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++) {
		ir_bid to = *ir_succ(term, i);
		const struct ir_block *block = g->fn->blocks.p[to];
		const uint64_t *edge;

		if (ir_get(g->fn, block->first)->op != IR_PHI)
			continue;
		edge = map_get(&g->edges, (uint64_t)b << 32 | to);
		if (edge && *edge >> 32 == 1)
			refine_edge(g, b, to, (uint32_t)*edge);
		for (uint32_t k = 0; !edge && k < block->preds.n; k++)
			if (block->preds.p[k] == b)
				refine_edge(g, b, to, k);
	}
}

bool opt_gvn(struct ir_pass *p)
{
	struct gvn g = {
		.fn = p->fn, .scratch = p->scratch, .cfg = p->cfg, .n_values = p->fn->ins.n};
	uint32_t size = 16;

	while (size < 2 * p->fn->ins.n)
		size *= 2;
	g.mask = size - 1;
	g.table = arena_array(p->scratch, ir_ref, size);
	g.by_value = arena_array(p->scratch, uint32_t, g.n_values);
	index_edges(&g);
	for (uint32_t k = 0; k < p->cfg->n_rpo; k++) {
		ir_bid b = p->cfg->dom_order[k];

		learn(&g, b);
		ir_for_ins_safe (r, p->fn, b)
			visit(&g, r);
		refine_phi_arguments(&g, b);
	}
	return g.changed;
}
