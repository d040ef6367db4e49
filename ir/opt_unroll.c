/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loop unrolling: which loops, how often?
 *
 *   #pragma unroll, unroll(full)      wholly, when the count is known and the result is not huge
 *   #pragma unroll(N)                 wholly when it runs at most N times; else N bodies, each with
 * its test unroll(disable), unroll(1)        not nothing said (-O2)                wholly, when the
 * result is small
 *
 * A loop that is not unrolled wholly keeps its test in each copy of the body: whatever bounds the
 * verifier found in the loop it finds in the copies. Nothing is peeled, and no remainder loop is
 * made.
 *
 * A loop is done after the loops in it; one whose inner loop was unrolled waits for the next time
 * the pass runs, when the copies have been folded and its true size is known.
 */
#include "pass.h"
#include "unroll.h"

#define DEFAULT_LIMIT \
	150 /* fewer instructions after unrolling when nothing was said: as clang's at -O2 */
#define MAX_TRIPS    64    /* ... and iterations */
#define PRAGMA_LIMIT 16384 /* instructions when it was asked for */
#define PRAGMA_TRIPS 8192
#define FULLY        UINT32_MAX
#define DISABLED     1

struct plan {
	uint32_t loop, copies;
	bool whole;
};

/* Instructions of the body that the back end will see. */
static uint32_t body_size(const struct ir_fn *fn, const struct ir_loop *loop)
{
	uint32_t n = 0;

	vec_for (b, &loop->body)
		ir_for_ins (r, fn, *b) {
			const struct ir_ins *ins = ir_get(fn, r);

			n += ins->op != IR_PHI && ins->op != IR_BR;
			if (ins->op == IR_CALL || ins->op == IR_HELPER)
				n += ins->nargs;
		}
	return n;
}

/* An assembly jump cannot be copied: its labels would be there twice. */
static bool can_copy(const struct ir_fn *fn, const struct ir_loop *loop)
{
	vec_for (b, &loop->body)
		ir_for_ins (r, fn, *b)
			if (ir_get(fn, r)->op == IR_ASM && ir_is_term(ir_get(fn, r)))
				return false;
	return loop->latches.n > 0;
}

static bool decide(struct ir_pass *p, uint32_t index, struct plan *plan)
{
	const struct ir_loop *loop = &p->cfg->loops.p[index];
	uint32_t hint = p->fn->blocks.p[loop->header]->unroll, size, budget, max, trips;
	bool asked = hint > DISABLED;

	if (hint == DISABLED || (!asked && p->opts->level < 2) || !can_copy(p->fn, loop))
		return false;
	size = body_size(p->fn, loop);
	budget = asked                   ? PRAGMA_LIMIT
		 : p->opts->unroll_limit ? p->opts->unroll_limit
					 : DEFAULT_LIMIT;
	max = asked ? PRAGMA_TRIPS : MAX_TRIPS;
	if (max > (budget - 1) / (size ? size : 1))
		max = (budget - 1) / (size ? size : 1);
	trips = max ? unroll_count(p->fn, p->cfg, index, max, p->scratch) : UINT32_MAX;
	*plan = (struct plan){index, trips, true};
	if (trips != UINT32_MAX)
		return true;
	plan->copies = hint - 1;
	plan->whole = false;
	return asked && hint != FULLY && (uint64_t)size * hint <= PRAGMA_LIMIT;
}

bool opt_unroll(struct ir_pass *p)
{
	VEC(struct plan) plans = {0};
	struct bitset busy = bitset_new(p->scratch, p->cfg->loops.n);
	struct ir_uses uses;

	for (uint32_t i = p->cfg->loops.n; i-- > 0;) {
		uint32_t parent = p->cfg->loops.p[i].parent;
		struct plan plan;

		if (!bitset_has(&busy, i) && decide(p, i, &plan)) {
			vec_push(p->scratch, &plans, plan);
			bitset_add(&busy, i);
		}
		if (bitset_has(&busy, i) && parent != IR_NO_BLOCK)
			bitset_add(&busy, parent);
	}
	if (!plans.n)
		return false;
	vec_for (plan, &plans)
		unroll_split_exits(p->fn, &p->cfg->loops.p[plan->loop], p->scratch);
	uses = ir_uses_build(p->scratch, p->fn);
	vec_for (plan, &plans)
		unroll_close(p->fn, p->cfg, &p->cfg->loops.p[plan->loop], &uses, p->scratch);
	vec_for (plan, &plans)
		unroll_copy(
			p->fn, &p->cfg->loops.p[plan->loop], plan->copies, plan->whole, p->scratch);
	ir_remove_unreachable(p->fn);
	return true;
}
