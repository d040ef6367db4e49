/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clean-up of the control flow, without touching what is computed:
 *
 *   cbr of a constant, equal arms, an arm that is unreachable     -> br
 *   switch: cases that go where the default goes, or that the
 *   value cannot have, dropped, neighbours joined; one value      -> cbr
 *   switch whose default no value leads to                        -> its last case is the default
 *   an empty block                                                -> its predecessors go past it
 *   a block and its only successor, whose only predecessor it is  -> one block
 *   ret of a phi                                                  -> one ret for each constant
 *   ret of the same leaf in several blocks                        -> one of them
 *
 * The one tail merge, of returns, carries no load and no pointer arithmetic, so that no access ever
 * sees two kinds of memory that it did not see before.
 */
#include "known.h"
#include "pass.h"
#include "put.h"
#include "uses.h"

#include <stdlib.h>

#define FEW_VALUES 64 /* so many are asked for one by one */

struct tidy {
	struct ir_fn *fn;
	struct arena *scratch;
	uint32_t *uses; /* of each value, at the beginning */
	uint32_t n_uses;
	bool changed;
};

static struct ir_block *block_of(const struct tidy *t, ir_bid b)
{
	return t->fn->blocks.p[b];
}

static struct ir_ins *term_of(const struct tidy *t, ir_bid b)
{
	return ir_get(t->fn, t->fn->blocks.p[b]->last);
}

static void set_br(struct tidy *t, ir_bid b, ir_bid to)
{
	struct ir_ins br = {.op = IR_BR, .loc = term_of(t, b)->loc};

	br.u.br.then = to;
	ir_set_term(t->fn, b, br);
	t->changed = true;
}

/* ---- branches ---- */

static bool is_unreachable(const struct tidy *t, ir_bid b)
{
	return ir_get(t->fn, block_of(t, b)->first)->op == IR_UNREACHABLE;
}

static bool has_phi(const struct tidy *t, ir_bid b)
{
	return ir_get(t->fn, block_of(t, b)->first)->op == IR_PHI;
}

static void tidy_cbr(struct tidy *t, ir_bid b)
{
	struct ir_ins *term = term_of(t, b);
	ir_bid then = term->u.br.then, other = term->u.br.other;
	int64_t c;

	if (ir_is_const(t->fn, term->a, &c))
		set_br(t, b, c ? then : other);
	else if (then == other || is_unreachable(t, other))
		set_br(t, b, then);
	else if (is_unreachable(t, then))
		set_br(t, b, other);
}

static int by_value(const void *x, const void *y)
{
	const struct ir_case *a = x, *b = y;

	return (a->lo > b->lo) - (a->lo < b->lo);
}

static bool may_be(const struct ir_known *k, uint64_t v)
{
	return v >= k->umin && v <= k->umax && !(v & k->zeros) && !(~v & k->ones);
}

/* Can the value be in the range, which may be a long one? */
static bool may_be_in(const struct ir_known *k, uint64_t lo, uint64_t hi)
{
	lo = max_u64(lo, k->umin);
	hi = min_u64(hi, k->umax);
	if (lo > hi || hi - lo >= FEW_VALUES)
		return lo <= hi;
	while (lo < hi && !may_be(k, lo))
		lo++;
	return may_be(k, lo);
}

/* Only the cases, sorted, that the value can have; *covered: it has one of them. Returns how many.
 */
static uint32_t possible_cases(
	const struct ir_known *k, struct ir_case *cases, uint32_t n, bool *covered)
{
	uint64_t next = k->umin; /* all values below have been seen */
	uint32_t kept = 0;

	*covered = true;
	for (uint32_t i = 0; i < n; i++) {
		if (!may_be_in(k, cases[i].lo, cases[i].hi))
			continue;
		*covered &= cases[i].lo <= next || !may_be_in(k, next, cases[i].lo - 1);
		next = cases[i].hi == UINT64_MAX ? UINT64_MAX : cases[i].hi + 1;
		cases[kept++] = cases[i];
	}
	*covered &= kept && (cases[kept - 1].hi >= k->umax || !may_be_in(k, next, k->umax));
	return kept;
}

/* The cases that matter, joined, in a new array; returns how many. *other: where the rest goes. */
static uint32_t useful_cases(
	struct tidy *t, const struct ir_ins *term, struct ir_case *out, ir_bid *other)
{
	struct ir_case *all =
		arena_dup(t->scratch, term->u.sw->cases, term->u.sw->n * sizeof(*all));
	struct ir_known known = ir_known(t->fn, term->a);
	uint32_t n = 0, possible;
	bool covered;

	qsort(all, term->u.sw->n, sizeof(*all), by_value);
	possible = possible_cases(&known, all, term->u.sw->n, &covered);
	if (covered)
		*other = all[possible - 1].to;
	for (uint32_t i = 0; i < possible; i++) {
		struct ir_case *last = n ? &out[n - 1] : NULL;

		if (all[i].to == *other)
			continue;
		if (last && last->to == all[i].to && last->hi + 1 == all[i].lo)
			last->hi = all[i].hi;
		else
			out[n++] = all[i];
	}
	return n;
}

static void tidy_switch(struct tidy *t, ir_bid b)
{
	struct ir_ins sw = *term_of(t, b), new_term;
	ir_bid other = sw.u.sw->other;
	struct ir_case *cases;
	uint32_t n;
	int64_t c;

	if (ir_is_const(t->fn, sw.a, &c)) {
		for (uint32_t i = 0; i < sw.u.sw->n; i++)
			if ((uint64_t)c >= sw.u.sw->cases[i].lo &&
				(uint64_t)c <= sw.u.sw->cases[i].hi)
				other = sw.u.sw->cases[i].to;
		set_br(t, b, other);
		return;
	}
	cases = arena_array(t->fn->arena, struct ir_case, sw.u.sw->n + 1);
	n = useful_cases(t, &sw, cases, &other);
	if (n == 0) {
		set_br(t, b, other);
		return;
	}
	new_term = (struct ir_ins){.op = IR_SWITCH, .a = sw.a, .loc = sw.loc};
	if (n == 1 && cases[0].lo == cases[0].hi) {
		ir_ref k = ir_const(
			t->fn, ir_get(t->fn, ir_resolve(t->fn, sw.a))->type, (int64_t)cases[0].lo);

		new_term.op = IR_CBR;
		new_term.a = ir_put(t->fn, block_of(t, b)->last,
			(struct ir_ins){
				.op = IR_CMP, .type = IR_I32, .cc = IR_EQ, .a = sw.a, .b = k});
		new_term.u.br.then = cases[0].to;
		new_term.u.br.other = other;
	} else if (n < sw.u.sw->n || other != sw.u.sw->other) {
		struct ir_switch fewer = {cases, n, other};

		new_term.u.sw = arena_dup(t->fn->arena, &fewer, sizeof(fewer));
	} else {
		return;
	}
	ir_set_term(t->fn, b, new_term);
	t->changed = true;
}

static void tidy_branches(struct tidy *t)
{
	ir_for_blocks (b, t->fn) {
		uint8_t op = term_of(t, b)->op;

		if (op == IR_CBR)
			tidy_cbr(t, b);
		else if (op == IR_SWITCH)
			tidy_switch(t, b);
	}
}

/* ---- empty blocks ---- */

/* Does the block hold nothing but phis, each used only by phis of `to` for the edge from here? */
static bool is_empty(const struct tidy *t, ir_bid b, ir_bid to)
{
	uint32_t edge;

	for (ir_ref r = block_of(t, b)->first; r != block_of(t, b)->last;
		r = ir_get(t->fn, r)->next)
		if (ir_get(t->fn, r)->op != IR_PHI)
			return false;
	edge = ir_pred_index(t->fn, to, b);
	ir_for_phis (r, t->fn, b) {
		uint32_t there = 0;

		ir_for_phis (q, t->fn, to)
			there += ir_get(t->fn, q)->args[edge] == r;
		if (r >= t->n_uses || there != t->uses[r])
			return false;
	}
	return true;
}

/* What phi argument v of the edge b -> to is on b's edge i. */
static ir_ref through(const struct tidy *t, ir_bid b, uint32_t i, ir_ref v)
{
	const struct ir_ins *ins = ir_get(t->fn, v);

	return ins->op == IR_PHI && ins->block == b ? ins->args[i] : v;
}

/* May b's predecessor i go straight to `to`? Not when it gets there already with other values. */
static bool can_skip(const struct tidy *t, ir_bid b, uint32_t i, ir_bid to)
{
	const struct ir_block *next = block_of(t, to);
	ir_bid pred = block_of(t, b)->preds.p[i];
	uint32_t edge = ir_pred_index(t->fn, to, b);

	for (uint32_t k = 0; k < next->preds.n; k++) {
		if (next->preds.p[k] != pred)
			continue;
		ir_for_phis (r, t->fn, to) {
			const struct ir_ins *phi = ir_get(t->fn, r);

			if (phi->args[k] != through(t, b, i, phi->args[edge]))
				return false;
		}
	}
	return true;
}

static void skip(struct tidy *t, ir_bid b, uint32_t i, ir_bid to)
{
	ir_bid pred = block_of(t, b)->preds.p[i];
	uint32_t edge = ir_pred_index(t->fn, to, b), n = 0;
	VEC(ir_ref) args = {0};

	ir_for_phis (r, t->fn, to)
		vec_push(t->scratch, &args, through(t, b, i, ir_get(t->fn, r)->args[edge]));
	ir_redirect(t->fn, pred, b, to);
	ir_for_phis (r, t->fn, to) {
		struct ir_ins *phi = ir_get(t->fn, r);

		phi->args[phi->nargs - 1] = args.p[n++];
	}
	t->changed = true;
}

/* Phis of the target with many edges make each skip expensive: such a block is left alone. */
#define MAX_SKIPPED_EDGES 512

static void remove_empty(struct tidy *t, ir_bid b)
{
	ir_bid to = term_of(t, b)->u.br.then;

	if (b == 0 || to == b || block_of(t, b)->unroll || !is_empty(t, b, to))
		return;
	if (has_phi(t, to) && block_of(t, to)->preds.n > MAX_SKIPPED_EDGES)
		return;
	for (uint32_t i = block_of(t, b)->preds.n; i-- > 0;)
		/* a pair of edges from one block is redirected as one after the other */
		if (i < block_of(t, b)->preds.n && can_skip(t, b, i, to))
			skip(t, b, i, to);
	if (!block_of(t, b)->preds.n)
		ir_block_remove(t->fn, b);
}

/* ---- straight lines ---- */

/* The block that b can swallow. */
static ir_bid only_successor(const struct tidy *t, ir_bid b)
{
	const struct ir_ins *term = term_of(t, b);
	ir_bid to = term->u.br.then;

	if (term->op != IR_BR || to == 0 || to == b || block_of(t, to)->preds.n != 1)
		return IR_NO_BLOCK;
	return to;
}

static void swallow(struct tidy *t, ir_bid b, ir_bid to)
{
	struct ir_fn *fn = t->fn;
	struct ir_block *head = block_of(t, b), *tail = block_of(t, to);
	struct ir_ins *term;

	ir_for_ins_safe (r, fn, to)
		if (ir_get(fn, r)->op == IR_PHI)
			ir_replace(fn, r, ir_get(fn, r)->args[0]);
	ir_remove(fn, head->last);
	for (ir_ref r = tail->first; r; r = ir_get(fn, r)->next)
		ir_get(fn, r)->block = b;
	ir_get(fn, tail->first)->prev = head->last;
	*(head->last ? &ir_get(fn, head->last)->next : &head->first) = tail->first;
	head->last = tail->last;
	tail->first = tail->last = 0;
	tail->removed = true;
	term = term_of(t, b);
	for (uint32_t i = 0, n = ir_succ_count(term); i < n; i++) {
		struct ir_block *next = block_of(t, *ir_succ(term, i));

		for (uint32_t k = 0; k < next->preds.n; k++)
			if (next->preds.p[k] == to)
				next->preds.p[k] = b;
	}
	t->changed = true;
}

/* Start at the heads of chains only, so that every instruction moves once. */
static void join_lines(struct tidy *t)
{
	ir_for_blocks (b, t->fn) {
		const struct ir_block *block = block_of(t, b);
		ir_bid to;

		if (block->preds.n == 1 && only_successor(t, block->preds.p[0]) == b)
			continue;
		while ((to = only_successor(t, b)) != IR_NO_BLOCK)
			swallow(t, b, to);
	}
}

/* ---- returns ---- */

static bool is_return_of_phi(const struct tidy *t, ir_bid b)
{
	const struct ir_ins *term = term_of(t, b);

	return term->op == IR_RET && term->a && term->a == block_of(t, b)->first &&
	       ir_get(t->fn, term->a)->op == IR_PHI &&
	       ir_get(t->fn, term->a)->next == block_of(t, b)->last;
}

/* The constant arguments' edges get returns of their own; merge_returns shares them. */
static void split_return(struct tidy *t, ir_bid b)
{
	ir_ref ret = block_of(t, b)->last, phi = block_of(t, b)->first;

	for (uint32_t i = block_of(t, b)->preds.n; i-- > 0;) {
		ir_ref v = ir_resolve(t->fn, ir_get(t->fn, phi)->args[i]);
		ir_bid pred = block_of(t, b)->preds.p[i], alone;

		if (!ir_is_leaf(ir_get(t->fn, v)))
			continue;
		if (ir_pred_index(t->fn, b, pred) != i)
			continue; /* the second of two edges: the first goes first */
		alone = ir_block_new(t->fn, NULL);
		ir_append(t->fn, alone,
			(struct ir_ins){.op = IR_RET, .a = v, .loc = ir_get(t->fn, ret)->loc});
		block_of(t, alone)->sealed = true;
		ir_redirect(t->fn, pred, b, alone);
		t->changed = true;
	}
	if (!block_of(t, b)->preds.n)
		ir_block_remove(t->fn, b);
}

static void split_returns(struct tidy *t)
{
	uint32_t n = t->fn->blocks.n;

	for (ir_bid b = 1; b < n; b++)
		if (!block_of(t, b)->removed && is_return_of_phi(t, b))
			split_return(t, b);
}

static void merge_returns(struct tidy *t)
{
	struct map first = {0}; /* the leaf that is returned -> 1 + block */

	for (ir_bid b = 1; b < t->fn->blocks.n; b++) {
		struct ir_block *block = block_of(t, b);
		const struct ir_ins *ret;
		uint64_t *seen;

		if (block->removed || block->first != block->last || term_of(t, b)->op != IR_RET)
			continue;
		ret = term_of(t, b);
		if (ret->a && !ir_is_leaf(ir_get(t->fn, ret->a)))
			continue;
		seen = map_put(t->scratch, &first, ret->a);
		if (!*seen) {
			*seen = b + 1;
			continue;
		}
		while (block->preds.n)
			ir_redirect(t->fn, vec_last(&block->preds), b, (ir_bid)(*seen - 1));
		ir_block_remove(t->fn, b);
		t->changed = true;
	}
}

bool opt_cfg(struct ir_pass *p)
{
	struct tidy t = {.fn = p->fn, .scratch = p->scratch, .n_uses = p->fn->ins.n};
	bool dead;

	tidy_branches(&t);
	dead = ir_remove_unreachable(p->fn);
	t.uses = ir_uses_count(p->scratch, p->fn);
	ir_for_blocks (b, p->fn)
		if (term_of(&t, b)->op == IR_BR)
			remove_empty(&t, b);
	split_returns(&t);
	merge_returns(&t);
	tidy_branches(&t);
	dead |= ir_remove_unreachable(p->fn);
	join_lines(&t);
	return t.changed || dead;
}
