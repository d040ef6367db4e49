/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loops whose header is nothing but the test get the test before the loop as well, and the body is
 * the header from then on:
 *
 *	pre: br h                            pre: c0 = cmp i0, n ; cbr c0, body, out
 *	h: i = phi [pre: i0] [body: j]  ->   body: i = phi [pre: i0] [h: j] ... br h
 *	   c = cmp i, n ; cbr c, body, out   h: c = cmp j, n ; cbr c, body, out
 *
 * which costs nothing, since the jump at the end of the loop is gone, and each iteration has a jump
 * less to be run and to be verified. Where the outcome of the first test is known it is not made,
 * and the header may hold more.
 *
 * Nothing moves above a check: the copy stands where the first test was. Inner loops come first.
 */
#include "fold.h"
#include "pass.h"
#include "thread.h"

#define MAX_ROUNDS 4
#define MANY       64 /* edges that enter a loop */

static bool is_inside(const struct threader *t, const struct ir_loop *loop, ir_bid b)
{
	uint32_t in = b < t->cfg->n ? t->cfg->loop_of[b] : IR_NO_BLOCK;

	while (in != IR_NO_BLOCK && &t->cfg->loops.p[in] != loop)
		in = t->cfg->loops.p[in].parent;
	return in != IR_NO_BLOCK;
}

/* A neighbour of the header was made in this round, so that nobody knows the loops it is in: next
 * time. */
static bool has_new_neighbour(const struct threader *t, const struct ir_block *h)
{
	struct ir_ins *term = ir_get(t->fn, h->last);

	for (uint32_t i = 0; i < h->preds.n; i++)
		if (h->preds.p[i] >= t->cfg->n)
			return true;
	for (uint32_t i = 0; i < ir_succ_count(term); i++)
		if (*ir_succ(term, i) >= t->cfg->n)
			return true;
	return false;
}

/* phis and pure operations, which the uses are known of, and a branch out of the loop. */
static bool is_candidate(const struct threader *t, const struct ir_loop *loop)
{
	const struct ir_block *h = t->fn->blocks.p[loop->header];
	const struct ir_ins *term = ir_get(t->fn, h->last);
	uint32_t n = 0;

	if (h->removed || has_new_neighbour(t, h) || term->op != IR_CBR ||
		term->u.br.then == loop->header || term->u.br.other == loop->header ||
		is_inside(t, loop, term->u.br.then) == is_inside(t, loop, term->u.br.other))
		return false;
	for (ir_ref r = h->first; r != h->last; r = ir_get(t->fn, r)->next)
		if (!(ir_ops[ir_get(t->fn, r)->op].flags & OPF_PURE) ||
			ir_get(t->fn, r)->op == IR_ASM_OUT || ++n > THREAD_OPS || r >= t->uses.n ||
			bitset_has(&t->dirty, r))
			return false;
	return n > 0;
}

/* The edges that enter the loop, and one of them. MANY: two from one block are among them. */
static uint32_t entering_edges(const struct threader *t, const struct ir_loop *loop, uint32_t *edge)
{
	const struct ir_block *h = t->fn->blocks.p[loop->header];
	uint32_t n = 0;

	for (uint32_t i = 0; i < h->preds.n; i++) {
		if (is_inside(t, loop, h->preds.p[i]))
			continue;
		for (uint32_t k = 0; k < i; k++)
			if (h->preds.p[k] == h->preds.p[i])
				return MANY;
		*edge = i;
		n++;
	}
	return n;
}

/* One block for all edges that enter the loop. */
static uint32_t make_preheader(struct threader *t, const struct ir_loop *loop)
{
	struct ir_fn *fn = t->fn;
	ir_bid h = loop->header, mid = ir_block_new(fn, NULL);
	struct ir_ins br = {.op = IR_BR, .loc = ir_get(fn, fn->blocks.p[h]->last)->loc};
	VEC(ir_ref) args = {0};

	for (uint32_t i = fn->blocks.p[h]->preds.n; i-- > 0;) {
		ir_bid pred = fn->blocks.p[h]->preds.p[i];

		if (is_inside(t, loop, pred))
			continue;
		ir_for_phis (r, fn, h)
			vec_push(t->scratch, &args, ir_get(fn, r)->args[i]);
		ir_redirect(fn, pred, h, mid);
	}
	fn->blocks.p[mid]->sealed = true;
	br.u.br.then = h;
	ir_append(fn, mid, br);

	uint32_t n = fn->blocks.p[mid]->preds.n, per = args.n / n, k = 0;

	ir_for_phis (r, fn, h) {
		ir_ref phi = ir_insert_phi(fn, mid, (enum ir_type)ir_get(fn, r)->type);

		for (uint32_t i = 0; i < n; i++) {
			ir_get(fn, phi)->args[i] = args.p[i * per + k];
			thread_gains_use(t, args.p[i * per + k]);
		}
		ir_get(fn, r)->args[ir_pred_index(fn, h, mid)] = phi;
		k++;
	}
	return ir_pred_index(fn, h, mid);
}

/* Does the copy of the test cost no more than the branch? Conversions are free. */
static bool is_cheap(const struct threader *t, const struct ir_loop *loop)
{
	const struct ir_block *h = t->fn->blocks.p[loop->header];
	const struct ir_ins *term = ir_get(t->fn, h->last);

	for (ir_ref r = h->first; r != h->last; r = ir_get(t->fn, r)->next) {
		uint8_t op = ir_get(t->fn, r)->op;

		if (op == IR_CMP ? term->a != r || thread_used_outside(t, r, loop->header)
				 : op != IR_PHI && op != IR_ZEXT && op != IR_TRUNC)
			return false;
	}
	return true;
}

/* The loop's operations at the end of pred, of those that are not known; t->to has all then. */
static void copy_test(struct threader *t, ir_bid pred)
{
	for (uint32_t i = 0; i < t->n; i++) {
		struct ir_ins ins = *ir_get(t->fn, t->from[i]);

		if (t->to[i])
			continue;
		for (uint32_t k = 0, n = ir_operand_count(&ins); k < n; k++) {
			*ir_operand(&ins, k) = thread_on_edge(t, *ir_operand(&ins, k));
			thread_gains_use(t, *ir_operand(&ins, k));
		}
		t->to[i] = ir_insert_before(t->fn, t->fn->blocks.p[pred]->last, ins);
	}
}

/* A block on the edge from pred, which branches. */
static ir_bid split(struct threader *t, ir_bid pred, ir_bid to, uint32_t edge)
{
	struct ir_fn *fn = t->fn;
	ir_bid mid = ir_block_new(fn, NULL);
	struct ir_ins *term = ir_get(fn, fn->blocks.p[pred]->last);
	struct ir_ins br = {.op = IR_BR, .loc = term->loc, .block = mid};

	for (uint32_t i = 0; i < ir_succ_count(term); i++)
		if (*ir_succ(term, i) == to)
			*ir_succ(term, i) = mid;
	fn->blocks.p[to]->preds.p[edge] = mid;
	vec_push(fn->arena, &fn->blocks.p[mid]->preds, pred);
	fn->blocks.p[mid]->sealed = true;
	br.u.br.then = to;
	vec_push(fn->arena, &fn->ins, br);
	fn->blocks.p[mid]->first = fn->blocks.p[mid]->last = fn->ins.n - 1;
	return mid;
}

/* The arguments that `to` gets over its new edge: those from the header, as they are on the edge.
 */
static void set_arguments(struct threader *t, ir_bid header, ir_bid to)
{
	uint32_t edge = ir_pred_index(t->fn, to, header);

	ir_for_phis (r, t->fn, to) {
		struct ir_ins *phi = ir_get(t->fn, r);

		for (uint32_t k = 0; k < phi->nargs; k++)
			if (!phi->args[k]) {
				phi->args[k] = thread_on_edge(t, phi->args[edge]);
				thread_gains_use(t, phi->args[k]);
			}
	}
}

static bool rotate(struct threader *t, const struct ir_loop *loop, struct bitset *done)
{
	ir_bid h = loop->header;
	struct thread th = {0};
	struct ir_ins term;
	ir_bid inside;
	int64_t known;
	uint32_t edge = 0, n;

	if (h >= done->bits || bitset_has(done, h) || !is_candidate(t, loop))
		return false;
	n = entering_edges(t, loop, &edge);
	if (!n || n >= MANY)
		return false;
	if (n > 1)
		edge = make_preheader(t, loop);
	term = *ir_get(t->fn, t->fn->blocks.p[h]->last);
	inside = is_inside(t, loop, term.u.br.then) ? term.u.br.then : term.u.br.other;
	thread_evaluate(t, h, edge);
	term.a = thread_on_edge(t, term.a);
	if (term.a && ir_is_const(t->fn, term.a, &known)) {
		if ((known ? term.u.br.then : term.u.br.other) != inside)
			return false;
		term.op = IR_BR;
		term.a = 0;
		term.u.br.then = inside;
	} else if (!is_cheap(t, loop)) {
		return false;
	}
	th.pred = t->fn->blocks.p[h]->preds.p[edge];
	if (ir_get(t->fn, t->fn->blocks.p[th.pred]->last)->op != IR_BR)
		th.pred = split(t, th.pred, h, edge);
	copy_test(t, th.pred);
	if (term.op == IR_CBR)
		term.a = thread_on_edge(t, ir_get(t->fn, t->fn->blocks.p[h]->last)->a);
	thread_gains_use(t, term.a);
	ir_set_term(t->fn, th.pred, term);
	set_arguments(t, h, term.u.br.then);
	if (term.op == IR_CBR)
		set_arguments(t, h, term.u.br.other);
	memcpy(th.value, t->to, sizeof(th.value));
	for (uint32_t i = 0; i < t->n; i++)
		thread_repair(t, h, i, &th, 1);
	if (inside < done->bits)
		bitset_add(done, inside);
	return true;
}

bool opt_rotate(struct ir_pass *p)
{
	struct threader t = {.fn = p->fn, .scratch = p->scratch, .cfg = p->cfg};
	struct bitset done = bitset_new(p->scratch, p->fn->blocks.n);
	bool any = false, changed = t.cfg->loops.n > 0 && !t.cfg->irreducible;

	for (int round = 0; changed && round < MAX_ROUNDS; round++) {
		changed = false;
		if (round)
			t.cfg = ir_cfg_new(p->scratch, p->fn);
		t.uses = ir_uses_build(p->scratch, p->fn);
		t.dirty = bitset_new(p->scratch, t.uses.n);
		for (uint32_t i = t.cfg->loops.n; i-- > 0;)
			changed |= rotate(&t, &t.cfg->loops.p[i], &done);
		if (!changed)
			break;
		any = true;
		thread_drop_phis(p->fn);
		ir_resolve_all(p->fn);
	}
	return any;
}
