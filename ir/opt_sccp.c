/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sparse conditional constant propagation (Wegman and Zadeck). A value is unknown so far, one leaf
 * (a constant, but the address of a slot or symbol and a parameter will do as well), or many.
 * Blocks count only when an edge into them was found to be taken, so constants that hold only
 * because a branch is dead are found; dead edges and blocks are removed in the end.
 *
 * Loads from constant data with a known address are constants: this is what turns the helper
 * pointers of bpf_helpers.h into numbers.
 *
 * A phi's undefined arguments do not count: reading what was never set gives what the other paths
 * set.
 */
#include "constmem.h"
#include "fold.h"
#include "pass.h"
#include "uses.h"

#define UNKNOWN 0u
#define MANY    UINT32_MAX

enum { FEW_PREDS = 8 }; /* are looked through */

struct edge {
	ir_bid from, to;
};
struct sccp {
	struct ir_fn *fn;
	struct arena *scratch;
	struct ir_uses uses;
	uint32_t n;          /* values at the beginning: what is newer is a leaf */
	bool folded;         /* fold was here: what nothing was put into is none */
	ir_ref *value;       /* UNKNOWN, MANY or a leaf */
	struct bitset seen;  /* blocks */
	struct bitset taken; /* edges: first_edge[to] + index in preds */
	uint32_t *first_edge;
	/* (from, to) -> index of the first such edge in to's preds, of blocks with many */
	struct map pred_index;
	VEC(struct edge) edges;
	VEC(ir_ref) work;
};

static ir_ref value_of(const struct sccp *s, ir_ref r)
{
	return r >= s->n || ir_is_leaf(ir_get(s->fn, r)) ? r : s->value[r];
}

static void lower(struct sccp *s, ir_ref r, ir_ref v)
{
	if (v == UNKNOWN || s->value[r] == v || s->value[r] == MANY)
		return;
	s->value[r] = s->value[r] == UNKNOWN ? v : MANY;
	ir_for_uses(u, &s->uses, r) vec_push(s->scratch, &s->work, u->user);
}

static bool is_taken(const struct sccp *s, ir_bid b, uint32_t pred)
{
	return bitset_has(&s->taken, s->first_edge[b] + pred);
}

static ir_ref meet_phi(const struct sccp *s, const struct ir_ins *phi)
{
	ir_ref all = UNKNOWN;

	for (uint32_t i = 0; i < phi->nargs; i++) {
		ir_ref v;

		if (!is_taken(s, phi->block, i))
			continue;
		v = value_of(s, phi->args[i]);
		if (v == UNKNOWN || v == all || (v != MANY && ir_get(s->fn, v)->op == IR_UNDEF))
			continue;
		if (v == MANY || all != UNKNOWN)
			return MANY;
		all = v;
	}
	return all;
}

/* One more edge into the phi's block is taken. */
static void meet_edge(struct sccp *s, ir_ref phi, uint32_t pred)
{
	ir_ref v = value_of(s, ir_get(s->fn, phi)->args[pred]);

	if (v == MANY || v == UNKNOWN || ir_get(s->fn, v)->op != IR_UNDEF)
		lower(s, phi, v);
}

/* The instruction with what is known put in; UNKNOWN while an operand is. */
static ir_ref evaluate(struct sccp *s, ir_ref r)
{
	struct ir_ins ins = *ir_get(s->fn, r);
	bool news = !s->folded; /* something that fold has not seen */
	ir_ref known = 0;

	if (ins.op == IR_PHI)
		return meet_phi(s, &ins);
	if (ins.op != IR_LOAD && !(ir_ops[ins.op].flags & OPF_PURE))
		return MANY;
	for (uint32_t i = 0, n = ir_operand_count(&ins); i < n; i++) {
		ir_ref *o = ir_operand(&ins, i), v = value_of(s, *o);

		if (v == UNKNOWN)
			return UNKNOWN;
		if (v != MANY) {
			news |= v != *o;
			*o = v;
		}
	}
	if (ins.op == IR_LOAD)
		known = ir_load_known(s->fn, &ins, ins.a);
	else if (ins.op == IR_STRLEN)
		known = ir_strlen_known(s->fn, ins.a);
	else if (ins.op == IR_STRCMP)
		known = ir_strcmp_known(s->fn, &ins);
	else if (news)
		known = ir_simplify(s->fn, &ins);
	return known && ir_is_leaf(ir_get(s->fn, known)) ? known : MANY;
}

static void take(struct sccp *s, ir_bid from, ir_bid to)
{
	struct edge e = {from, to};

	vec_push(s->scratch, &s->edges, e);
}

static ir_bid switch_target(const struct ir_ins *term, uint64_t v)
{
	for (uint32_t i = 0; i < term->u.sw->n; i++)
		if (v >= term->u.sw->cases[i].lo && v <= term->u.sw->cases[i].hi)
			return term->u.sw->cases[i].to;
	return term->u.sw->other;
}

/* The only successor of the branch when v is known; IR_NO_BLOCK: any. */
static ir_bid known_target(const struct sccp *s, const struct ir_ins *term, ir_ref v)
{
	int64_t c;

	if (v == MANY || !ir_is_const(s->fn, v, &c))
		return IR_NO_BLOCK;
	if (term->op == IR_CBR)
		return c ? term->u.br.then : term->u.br.other;
	return switch_target(term, (uint64_t)c);
}

static void visit_term(struct sccp *s, ir_ref r)
{
	struct ir_ins *term = ir_get(s->fn, r);
	ir_bid only = IR_NO_BLOCK;

	if (term->op == IR_CBR || term->op == IR_SWITCH) {
		ir_ref v = value_of(s, term->a);

		if (v == UNKNOWN)
			return;
		only = known_target(s, term, v);
	}
	if (only != IR_NO_BLOCK) {
		take(s, term->block, only);
		return;
	}
	for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++)
		take(s, term->block, *ir_succ(term, i));
}

static void visit(struct sccp *s, ir_ref r)
{
	const struct ir_ins *ins = ir_get(s->fn, r);

	if (ir_is_term(ins))
		visit_term(s, r);
	if (ins->type != IR_VOID && ins->op != IR_COPY && s->value[r] != MANY)
		lower(s, r, evaluate(s, r));
}

/* Several edges between two blocks bring the same phi arguments: the first stands for all. */
static uint32_t pred_of(const struct sccp *s, struct edge e)
{
	if (s->fn->blocks.p[e.to]->preds.n <= FEW_PREDS)
		return ir_pred_index(s->fn, e.to, e.from);
	return (uint32_t)*map_get(&s->pred_index, (uint64_t)e.from << 32 | e.to);
}

static void visit_edge(struct sccp *s, struct edge e)
{
	uint32_t pred = pred_of(s, e);

	if (is_taken(s, e.to, pred))
		return;
	bitset_add(&s->taken, s->first_edge[e.to] + pred);
	if (bitset_has(&s->seen, e.to)) {
		ir_for_phis (r, s->fn, e.to)
			meet_edge(s, r, pred);
		return;
	}
	bitset_add(&s->seen, e.to);
	ir_for_ins (r, s->fn, e.to)
		visit(s, r);
}

static void propagate(struct sccp *s)
{
	while (s->edges.n || s->work.n) {
		if (s->edges.n) {
			visit_edge(s, vec_pop(&s->edges));
		} else {
			ir_ref r = vec_pop(&s->work);

			if (bitset_has(&s->seen, ir_get(s->fn, r)->block))
				visit(s, r);
		}
	}
}

/* A branch on what is never set goes both ways. True when there was one. */
static bool decide_unset(struct sccp *s)
{
	bool any = false;

	bitset_for (b, &s->seen) {
		const struct ir_ins *term = ir_get(s->fn, s->fn->blocks.p[b]->last);

		if ((term->op == IR_CBR || term->op == IR_SWITCH) &&
			value_of(s, term->a) == UNKNOWN) {
			lower(s, term->a, MANY);
			any = true;
		}
	}
	return any;
}

static void solve(struct sccp *s)
{
	bitset_add(&s->seen, 0);
	ir_for_ins (r, s->fn, 0)
		visit(s, r);
	do
		propagate(s);
	while (decide_unset(s));
}

static bool replace_values(struct sccp *s)
{
	bool changed = false;

	ir_for_blocks (b, s->fn)
		if (bitset_has(&s->seen, b))
			ir_for_ins_safe (r, s->fn, b) {
				ir_ref v = r < s->n ? s->value[r] : UNKNOWN;

				if (v == UNKNOWN || v == MANY)
					continue;
				ir_replace(s->fn, r, v);
				changed = true;
			}
	return changed;
}

static bool cut_edges(struct sccp *s)
{
	bool changed = false;

	ir_for_blocks (b, s->fn) {
		ir_ref last = s->fn->blocks.p[b]->last;
		const struct ir_ins *term = ir_get(s->fn, last);
		struct ir_ins br = {.op = IR_BR, .loc = term->loc};
		ir_ref v;

		if (!bitset_has(&s->seen, b) || (term->op != IR_CBR && term->op != IR_SWITCH))
			continue;
		v = value_of(s, ir_resolve(s->fn, term->a));
		br.u.br.then = v == UNKNOWN ? IR_NO_BLOCK : known_target(s, term, v);
		if (br.u.br.then == IR_NO_BLOCK)
			continue;
		ir_set_term(s->fn, b, br);
		changed = true;
	}
	return ir_remove_unreachable(s->fn) || changed;
}

bool opt_sccp(struct ir_pass *p)
{
	struct sccp s = {.fn = p->fn, .scratch = p->scratch, .n = p->fn->ins.n};
	uint32_t edges = 0;
	bool changed;

	s.folded = p->opts->level >= 1 && !p->opts->passes;
	s.uses = ir_uses_build(p->scratch, p->fn);
	s.value = arena_array(p->scratch, ir_ref, s.n);
	s.seen = bitset_new(p->scratch, p->fn->blocks.n);
	s.first_edge = arena_array(p->scratch, uint32_t, p->fn->blocks.n);
	ir_for_blocks (b, p->fn) {
		const struct ir_block *block = p->fn->blocks.p[b];

		s.first_edge[b] = edges;
		edges += block->preds.n;
		for (uint32_t i = block->preds.n > FEW_PREDS ? block->preds.n : 0; i-- > 0;)
			*map_put(p->scratch, &s.pred_index, (uint64_t)block->preds.p[i] << 32 | b) =
				i;
	}
	s.taken = bitset_new(p->scratch, edges);
	solve(&s);
	changed = replace_values(&s);
	return cut_edges(&s) || changed;
}
