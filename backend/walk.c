/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which arm of a branch in a loop the verifier should walk first.
 *
 * It walks where a branch does not jump, iteration after iteration, keeps the other arms for later
 * and takes the last one first. What it has seen it forgets soon in a loop (states that did not
 * help a few times), so what counts is what the arms that were kept find of each other: in
 * iteration k, taken up again, an arm runs into iteration k + 1, where the same arm was walked just
 * before. If the first way is the quiet one, which goes back to the header with nothing changed,
 * the other one is met near the beginning of k + 1; if the first way is the busy one, all of k + 1
 * is walked once more, and where the busy arm has set a flag, all iterations that follow.
 *
 * An arm that adds a variable to what the loop carries is the exception: with it the range of that
 * value is the larger one, which includes what the other arm leaves, so that it has to come first.
 *
 * So for a branch with both arms in its innermost loop the shorter way to the header is the quiet
 * one; it goes first when it does nothing but continue while the other one has an effect, or when
 * the other one brings a constant to where they meet; not when the other one adds to what the loop
 * carries, when the condition only counts iterations, or when the loop is too large to be walked
 * often.
 */
#include "ir/alias.h"
#include "isel.h"

enum {
	CHAIN = 12,  /* operations from an induction variable to a comparison */
	BODY = 1000, /* instructions of a loop that is not looked at */
	LATCH = 8,   /* what is left of an iteration when nothing more is done in it */
};

struct walk {
	struct ir_fn *fn;
	const struct ir_cfg *cfg;
	struct arena *a;
	uint32_t *dist;      /* by block: instructions to the header; UINT32_MAX: no way */
	struct bitset grows; /* blocks that add a variable to what the loop carries */
	struct bitset steps; /* ... add a constant */
};

static struct ir_block *block_of(const struct walk *w, ir_bid b)
{
	return w->fn->blocks.p[b];
}

static struct ir_ins *ins_of(const struct walk *w, ir_ref r)
{
	return ir_get(w->fn, r);
}

/* ---- a loop ---- */

static uint32_t block_size(const struct walk *w, ir_bid b)
{
	uint32_t n = 0;

	ir_for_ins (r, w->fn, b)
		n += ins_of(w, r)->op != IR_PHI;
	return n;
}

/* Distances; returns the size of the loop. The body is in reverse postorder: backwards, successors
 * come first. */
static uint32_t measure(struct walk *w, const struct ir_loop *loop)
{
	uint32_t size = 0;

	for (uint32_t i = loop->body.n; i-- > 0;) {
		ir_bid b = loop->body.p[i];
		struct ir_ins *term = ins_of(w, block_of(w, b)->last);
		uint32_t best = UINT32_MAX;

		w->dist[b] = UINT32_MAX;
		for (uint32_t k = 0; k < ir_succ_count(term); k++) {
			ir_bid to = *ir_succ(term, k);
			uint32_t d = to == loop->header ? 0 : w->dist[to];

			if (d < best)
				best = d;
		}
		if (best != UINT32_MAX)
			w->dist[b] = best + block_size(w, b);
		size += block_size(w, b);
	}
	return size;
}

/* Where x is made that is added: its own block, and the arms that do not bring 0 to a phi. */
static void mark_added(struct walk *w, ir_ref r)
{
	struct ir_ins *x = ins_of(w, r);
	int64_t k;

	while (x->op == IR_ZEXT || x->op == IR_TRUNC || x->op == IR_SEXT)
		x = ins_of(w, x->a);
	for (uint32_t i = 0; x->op == IR_PHI && i < x->nargs; i++)
		if (!ir_is_const(w->fn, x->args[i], &k))
			bitset_add(&w->grows, block_of(w, x->block)->preds.p[i]);
}

/* Marks the blocks in which something is added on the way of `v` around the loop. */
static void mark_growth(struct walk *w, struct bitset *seen, ir_ref v)
{
	VEC(ir_ref) work = {0};

	vec_push(w->a, &work, v);
	while (work.n) {
		ir_ref r = vec_pop(&work);
		struct ir_ins *x = ins_of(w, r);
		int64_t k;

		if (bitset_has(seen, r))
			continue;
		bitset_add(seen, r);
		if (x->op == IR_ADD || x->op == IR_SUB) {
			bitset_add(ir_is_const(w->fn, x->b, &k) ? &w->steps : &w->grows, x->block);
			mark_added(w, x->b);
			vec_push(w->a, &work, x->a);
		} else if (x->op == IR_ZEXT || x->op == IR_TRUNC) {
			vec_push(w->a, &work, x->a);
		} else if (x->op == IR_PHI) {
			for (uint32_t i = 0; i < x->nargs; i++)
				vec_push(w->a, &work, x->args[i]);
		}
	}
}

static void find_growth(struct walk *w, const struct ir_loop *loop, uint32_t id)
{
	struct ir_block *h = block_of(w, loop->header);
	struct bitset seen = bitset_new(w->a, w->fn->ins.n);

	w->grows = bitset_new(w->a, w->fn->blocks.n);
	w->steps = bitset_new(w->a, w->fn->blocks.n);
	ir_for_ins (r, w->fn, loop->header) {
		struct ir_ins *phi = ins_of(w, r);

		if (phi->op != IR_PHI)
			break;
		for (uint32_t i = 0; i < phi->nargs; i++)
			if (ir_in_loop(w->cfg, id, h->preds.p[i]))
				mark_growth(w, &seen, phi->args[i]);
	}
}

/* ---- a branch ---- */

/* phi [.., phi + constant] in a header */
static bool is_counter(const struct walk *w, const struct ir_ins *phi, ir_ref self)
{
	for (uint32_t i = 0; i < phi->nargs; i++) {
		struct ir_ins *x = ins_of(w, phi->args[i]);
		int64_t k;

		if (x->op == IR_ADD && x->a == self && ir_is_const(w->fn, x->b, &k))
			return true;
	}
	return false;
}

/* Is r computed from a counter and constants? */
static bool counts(const struct walk *w, ir_ref r)
{
	for (uint32_t n = 0; r && n < CHAIN; n++) {
		struct ir_ins *x = ins_of(w, r);
		int64_t k;

		if (x->op == IR_PHI)
			return is_counter(w, x, r);
		if (!(ir_ops[x->op].flags & OPF_PURE) || ir_ops[x->op].flags & OPF_LEAF ||
			(x->b && !ir_is_const(w->fn, x->b, &k)))
			return false;
		r = x->a;
	}
	return false;
}

static bool condition_counts(const struct walk *w, const struct ir_ins *cbr)
{
	const struct ir_ins *c = ins_of(w, cbr->a);

	return c->op == IR_CMP ? counts(w, c->a) || counts(w, c->b) : counts(w, cbr->a);
}

/* A phi where the arm's blocks meet others has a constant for them. */
static bool brings_constant(const struct walk *w, ir_bid arm, ir_bid b)
{
	struct ir_ins *term = ins_of(w, block_of(w, b)->last);

	for (uint32_t k = 0; k < ir_succ_count(term); k++) {
		struct ir_block *to = block_of(w, *ir_succ(term, k));

		if (ir_dominates(w->cfg, arm, to->id))
			continue;
		ir_for_ins (r, w->fn, to->id) {
			struct ir_ins *phi = ins_of(w, r);
			int64_t c;

			if (phi->op != IR_PHI)
				break;
			for (uint32_t i = 0; i < phi->nargs; i++)
				if (to->preds.p[i] == b && ir_is_const(w->fn, phi->args[i], &c))
					return true;
		}
	}
	return false;
}

/* One that the verifier keeps: what is stored in other memory than the stack it does not know. */
static bool has_effect(const struct walk *w, ir_bid b)
{
	ir_for_ins (r, w->fn, b) {
		struct ir_ins *x = ins_of(w, r);

		if (x->op == IR_STORE ? ir_prov_of(w->fn, x->a) == PROV_STACK
				      : !ir_is_term(x) && x->op != IR_ATOMIC &&
						ir_ops[x->op].flags & OPF_WRITE)
			return true;
	}
	return false;
}

enum arm { ARM_QUIET, ARM_BUSY, ARM_STEPS, ARM_GROWS };

/* What the blocks of the loop do that only the arm leads to. The other way has an effect less, when
 * it does nothing but go on with the next iteration, or a constant. */
static enum arm look_at(const struct walk *w, const struct ir_loop *loop, ir_bid arm, ir_bid other)
{
	bool next = w->dist[other] <= LATCH;
	enum arm is = ARM_QUIET;

	if (block_of(w, arm)->preds.n != 1 || w->dist[arm] == UINT32_MAX)
		return ARM_QUIET;
	vec_for (b, &loop->body) {
		enum arm here = ARM_QUIET;

		if (!ir_dominates(w->cfg, arm, *b))
			continue;
		if (bitset_has(&w->grows, *b))
			return ARM_GROWS;
		if (bitset_has(&w->steps, *b))
			here = ARM_STEPS;
		else if ((next && has_effect(w, *b)) || brings_constant(w, arm, *b))
			here = ARM_BUSY;
		if (here > is)
			is = here;
	}
	return is;
}

static ir_bid first_arm(
	const struct walk *w, const struct ir_loop *loop, uint32_t id, const struct ir_ins *cbr)
{
	ir_bid x = cbr->u.br.then, y = cbr->u.br.other;
	enum arm at_x, at_y;

	if (!ir_in_loop(w->cfg, id, x) || !ir_in_loop(w->cfg, id, y) || x == loop->header ||
		y == loop->header || cbr->flags & (INSF_LIKELY | INSF_UNLIKELY) ||
		condition_counts(w, cbr))
		return IR_NO_BLOCK;
	at_x = look_at(w, loop, x, y);
	at_y = look_at(w, loop, y, x);
	if ((at_x == ARM_GROWS) != (at_y == ARM_GROWS))
		return at_x == ARM_GROWS ? x : y;
	if (at_x > ARM_BUSY || at_y > ARM_BUSY)
		return IR_NO_BLOCK;
	if (at_y == ARM_BUSY && (w->dist[x] < w->dist[y] || at_x == ARM_QUIET))
		return x;
	return at_x == ARM_BUSY && (w->dist[y] < w->dist[x] || at_y == ARM_QUIET) ? y : IR_NO_BLOCK;
}

ir_bid *isel_walk(struct ir_fn *fn, const struct ir_cfg *cfg, struct arena *a)
{
	struct walk w = {.fn = fn, .cfg = cfg, .a = a};
	ir_bid *first = arena_array(a, ir_bid, fn->blocks.n);

	for (uint32_t b = 0; b < fn->blocks.n; b++)
		first[b] = IR_NO_BLOCK;
	w.dist = arena_array(a, uint32_t, fn->blocks.n);
	for (uint32_t id = 0; id < cfg->loops.n; id++) {
		const struct ir_loop *loop = &cfg->loops.p[id];

		if (measure(&w, loop) > BODY)
			continue;
		find_growth(&w, loop, id);
		vec_for (b, &loop->body) {
			const struct ir_ins *term = ins_of(&w, block_of(&w, *b)->last);

			if (cfg->loop_of[*b] == id && term->op == IR_CBR)
				first[*b] = first_arm(&w, loop, id, term);
		}
	}
	return first;
}
