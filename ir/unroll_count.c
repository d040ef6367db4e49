/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trip counts by running the loop's control: the header's phis that an exit's condition depends on
 * are followed from their constant initial values, iteration by iteration, until the exit is taken.
 * That needs no theory of inductions and takes any pure arithmetic; the number of iterations is
 * bounded by what unrolling could use.
 */
#include "eval.h"
#include "unroll.h"

/* Length of a dependency chain within one iteration. */
#define MAX_DEPTH 24

struct result {
	uint64_t value;
	uint32_t stamp; /* 1 + the iteration it is good for */
};
struct counter {
	struct ir_fn *fn;
	const struct ir_cfg *cfg;
	const struct ir_loop *loop;
	struct arena *arena;
	struct bitset in_loop; /* blocks */
	struct map result_of;  /* value -> 1 + index in results */
	VEC(struct result) results;
	VEC(ir_ref) phis; /* of the header, followed */
	VEC(uint64_t) next;
	uint32_t iteration;
};

static bool is_inside(const struct counter *c, ir_bid b)
{
	return b < c->in_loop.bits && bitset_has(&c->in_loop, b);
}

static struct result *result_of(struct counter *c, ir_ref r)
{
	uint64_t *i = map_put(c->arena, &c->result_of, r);

	if (!*i) {
		vec_push(c->arena, &c->results, (struct result){0});
		*i = c->results.n;
	}
	return &c->results.p[*i - 1];
}

static void set_result(struct counter *c, ir_ref r, uint64_t value)
{
	*result_of(c, r) = (struct result){value, c->iteration + 1};
}

/* Does everything that r is computed from come from header phis and constants? Collects the phis.
 */
static bool follow(struct counter *c, ir_ref r, int depth)
{
	struct ir_ins *ins;

	r = ir_resolve(c->fn, r);
	ins = ir_get(c->fn, r);
	if (ins->op == IR_CONST || result_of(c, r)->stamp)
		return true;
	if (depth == MAX_DEPTH || !is_inside(c, ins->block) ||
		!(ir_ops[ins->op].flags & OPF_PURE) || ins->type == IR_PTR)
		return false;
	result_of(c, r)->stamp = UINT32_MAX; /* seen */
	if (ins->op == IR_PHI) {
		if (ins->block != c->loop->header)
			return false;
		vec_push(c->arena, &c->phis, r);
		return true;
	}
	for (uint32_t i = 0; i < ir_operand_count(ir_get(c->fn, r)); i++)
		if (!follow(c, *ir_operand(ir_get(c->fn, r), i), depth + 1))
			return false;
	return true;
}

/* The value in this iteration; what follow() has accepted. */
static bool run(struct counter *c, ir_ref r, uint64_t *out)
{
	uint64_t v[2] = {0};
	struct ir_ins *ins;
	int64_t k;

	r = ir_resolve(c->fn, r);
	ins = ir_get(c->fn, r);
	if (ir_is_const(c->fn, r, &k)) {
		*out = (uint64_t)k;
		return true;
	}
	if (result_of(c, r)->stamp == c->iteration + 1) {
		*out = result_of(c, r)->value;
		return true;
	}
	if (ins->op == IR_PHI || ir_ops[ins->op].shape > SHAPE_AB)
		return false;
	for (uint32_t i = 0; i < ir_operand_count(ins); i++)
		if (!run(c, *ir_operand(ins, i), &v[i]))
			return false;
	if (!ir_eval(ins->op, ins->cc, ir_get(c->fn, ir_resolve(c->fn, ins->a))->type, v[0], v[1],
		    out))
		return false;
	set_result(c, r, *out);
	return true;
}

/* The value that all edges into the header from inside (outside) bring to the phi. */
static bool phi_argument(struct counter *c, ir_ref phi, bool inside, uint64_t *out)
{
	const struct ir_block *header = c->fn->blocks.p[c->loop->header];
	bool have = false;

	for (uint32_t i = 0; i < header->preds.n; i++) {
		uint64_t v;

		if (is_inside(c, header->preds.p[i]) != inside)
			continue;
		if (!run(c, ir_get(c->fn, phi)->args[i], &v) || (have && v != *out))
			return false;
		have = true;
		*out = v;
	}
	return have;
}

/* All phis at once take the values for the iteration that begins. */
static bool begin_iteration(struct counter *c, bool first)
{
	c->next.n = 0;
	vec_for (phi, &c->phis) {
		uint64_t v = 0;

		if (!phi_argument(c, *phi, !first, &v))
			return false;
		vec_push(c->arena, &c->next, v);
	}
	c->iteration += !first;
	for (uint32_t i = 0; i < c->phis.n; i++)
		set_result(c, c->phis.p[i], c->next.p[i]);
	return true;
}

static bool leaves(struct counter *c, struct ir_ins *term, uint64_t v)
{
	ir_bid to =
		term->op == IR_CBR ? (v ? term->u.br.then : term->u.br.other) : term->u.sw->other;

	for (uint32_t i = 0; term->op == IR_SWITCH && i < term->u.sw->n; i++)
		if (v >= term->u.sw->cases[i].lo && v <= term->u.sw->cases[i].hi)
			to = term->u.sw->cases[i].to;
	return !is_inside(c, to);
}

/* In which iteration (from 0) does block b leave the loop? */
static uint32_t count_exit(struct counter *c, ir_bid b, uint32_t max)
{
	struct ir_ins *term = ir_get(c->fn, c->fn->blocks.p[b]->last);
	uint64_t v;

	c->result_of = (struct map){0};
	c->results.n = c->phis.n = 0;
	c->iteration = 0;
	if (!follow(c, term->a, 0))
		return UINT32_MAX;
	for (uint32_t i = 0; i < c->phis.n; i++) /* grows */
		for (uint32_t k = 0; k < c->fn->blocks.p[c->loop->header]->preds.n; k++)
			if (is_inside(c, c->fn->blocks.p[c->loop->header]->preds.p[k]) &&
				!follow(c, ir_get(c->fn, c->phis.p[i])->args[k], 0))
				return UINT32_MAX;
	for (bool first = true;; first = false) {
		if (!begin_iteration(c, first) || c->iteration > max || !run(c, term->a, &v))
			return UINT32_MAX;
		if (leaves(c, term, v))
			return c->iteration;
	}
}

static bool dominates_latches(const struct counter *c, ir_bid b)
{
	vec_for (l, &c->loop->latches)
		if (!ir_dominates(c->cfg, b, *l))
			return false;
	return true;
}

uint32_t unroll_count(
	struct ir_fn *fn, const struct ir_cfg *cfg, uint32_t loop, uint32_t max, struct arena *a)
{
	struct counter c = {.fn = fn, .cfg = cfg, .loop = &cfg->loops.p[loop], .arena = a};
	uint32_t best = UINT32_MAX;

	c.in_loop = bitset_new(a, cfg->n);
	vec_for (b, &c.loop->body)
		bitset_add(&c.in_loop, *b);
	vec_for (b, &c.loop->body) {
		const struct ir_ins *term = ir_get(fn, fn->blocks.p[*b]->last);

		/* a block of an inner loop runs more than once an iteration */
		if ((term->op == IR_CBR || term->op == IR_SWITCH) && cfg->loop_of[*b] == loop &&
			dominates_latches(&c, *b)) {
			uint32_t n = count_exit(&c, *b, best < max ? best : max);

			best = n < best ? n : best;
		}
	}
	return best;
}
