/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Switch to comparisons; there are no jump tables. The cases, sorted, are halved with `x < lo`
 * until few are left, which are tested one by one. Each test compares x itself, so that the
 * verifier learns x's range on every way out (never x - lo).
 */
#include <stdlib.h>

#include "legalize.h"

#define CHAIN 3 /* so many cases are tested one after the other */

struct switch_ctx {
	struct legalize *l;
	ir_ref x;
	enum ir_type type;
	src_loc loc;
	ir_bid from, other; /* the block of the switch; where to go when nothing matches */
};

/* Phi arguments of an edge to a target are those that the switch's edge had. */
static void edge_phis(struct switch_ctx *c, ir_bid to)
{
	struct ir_fn *fn = c->l->fn;
	uint32_t old = ir_pred_index(fn, to, c->from);

	ir_for_phis (r, fn, to) {
		struct ir_ins *phi = ir_get(fn, r);

		for (uint32_t i = 0; i < phi->nargs; i++)
			if (!phi->args[i])
				phi->args[i] = phi->args[old];
	}
}

static void branch(
	struct switch_ctx *c, ir_bid at, enum ir_cc cc, uint64_t k, ir_bid then, ir_bid other)
{
	struct ir_fn *fn = c->l->fn;
	struct ir_ins cmp = {.op = IR_CMP, .type = IR_I32, .cc = cc, .a = c->x, .loc = c->loc};
	struct ir_ins cbr = {.op = IR_CBR, .loc = c->loc};

	cmp.b = ir_const(fn, c->type, (int64_t)k);
	cbr.a = ir_append(fn, at, cmp);
	cbr.u.br.then = then;
	cbr.u.br.other = other;
	ir_append(fn, at, cbr);
}

static ir_bid new_block(struct switch_ctx *c)
{
	ir_bid b = ir_block_new(c->l->fn, NULL);

	c->l->fn->blocks.p[b]->sealed = true;
	return b;
}

/* One case in block `at`, x known to be in lo..hi; else to `other`. */
static void test_case(struct switch_ctx *c, ir_bid at, const struct ir_case *k, uint64_t lo,
	uint64_t hi, ir_bid other)
{
	if (k->lo == k->hi) {
		branch(c, at, IR_EQ, k->lo, k->to, other);
	} else if (k->lo > lo && k->hi < hi) {
		ir_bid next = new_block(c);

		branch(c, at, IR_UGE, k->lo, next, other);
		branch(c, next, IR_ULE, k->hi, k->to, other);
	} else if (k->lo > lo) {
		branch(c, at, IR_UGE, k->lo, k->to, other);
	} else {
		branch(c, at, IR_ULE, k->hi, k->to, other);
	}
}

/* Cases k[0..n), n > 0, starting in block `at`; x is known to be in lo..hi. */
static void tree(struct switch_ctx *c, ir_bid at, const struct ir_case *k, uint32_t n, uint64_t lo,
	uint64_t hi)
{
	if (n > CHAIN) {
		uint32_t half = n / 2;
		ir_bid below = new_block(c), above = new_block(c);

		branch(c, at, IR_ULT, k[half].lo, below, above);
		tree(c, below, k, half, lo, k[half].lo - 1);
		tree(c, above, k + half, n - half, k[half].lo, hi);
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		ir_bid next = i + 1 < n ? new_block(c) : c->other;

		if (k[i].lo <= lo && k[i].hi >= hi) {
			struct ir_ins br = {.op = IR_BR, .loc = c->loc};

			br.u.br.then = k[i].to;
			ir_append(c->l->fn, at, br);
			return;
		}
		test_case(c, at, &k[i], lo, hi, next);
		at = next;
	}
}

static int by_lo(const void *a, const void *b)
{
	const struct ir_case *x = a, *y = b;

	return x->lo < y->lo ? -1 : x->lo > y->lo;
}

/* Neighbours with one target become one range. */
static uint32_t merge(struct ir_case *k, uint32_t n)
{
	uint32_t out = 0;

	for (uint32_t i = 0; i < n; i++)
		if (out && k[out - 1].to == k[i].to && k[out - 1].hi + 1 == k[i].lo)
			k[out - 1].hi = k[i].hi;
		else
			k[out++] = k[i];
	return out;
}

void legalize_switch(struct legalize *l, ir_bid b)
{
	struct ir_fn *fn = l->fn;
	ir_ref at = fn->blocks.p[b]->last;
	struct ir_ins sw = *ir_get(fn, at);
	uint32_t n = sw.u.sw->n;
	struct ir_case *k = arena_dup(l->scratch, sw.u.sw->cases, n * sizeof(*k));
	struct switch_ctx c = {l, sw.a, ir_get(fn, sw.a)->type, sw.loc, b, sw.u.sw->other};
	ir_bid entry = new_block(&c);

	qsort(k, n, sizeof(*k), by_lo);
	n = merge(k, n);
	if (n) {
		tree(&c, entry, k, n, 0, c.type == IR_I32 ? UINT32_MAX : UINT64_MAX);
	} else {
		struct ir_ins br = {.op = IR_BR, .loc = sw.loc};

		br.u.br.then = c.other;
		ir_append(fn, entry, br);
	}
	for (uint32_t i = 0; i <= sw.u.sw->n; i++)
		edge_phis(&c, i < sw.u.sw->n ? sw.u.sw->cases[i].to : sw.u.sw->other);
	struct ir_ins br = {.op = IR_BR, .loc = sw.loc};

	br.u.br.then = entry;
	ir_remove(fn, at);
	ir_append(fn, b, br);
}
