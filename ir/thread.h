/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What threading jumps and rotating loops share: what a block's values are when it is entered by
 * one of its edges, and giving these values a second definition where that edge's source goes past
 * it.
 */
#ifndef IR_THREAD_H
#define IR_THREAD_H

#include "base/bitset.h"
#include "cfg.h"
#include "uses.h"

/* Operations in a block that is looked through. */
#define THREAD_OPS 8

struct threader {
	struct ir_fn *fn;
	struct arena *scratch;
	const struct ir_cfg *cfg;
	struct ir_uses uses;
	struct bitset dirty; /* values that got uses that are not in `uses`: their blocks wait for
				the next round */
	ir_ref from[THREAD_OPS],
		to[THREAD_OPS]; /* the block's values, and what they are on the edge */
	uint32_t n;
};
struct thread {
	ir_bid pred, to;
	ir_ref value[THREAD_OPS]; /* of the block's values, on this edge */
};

/* Fills from, to: the values of block b, which has at most THREAD_OPS of them, when it is entered
 * by edge e; 0 for what is not known without computing it. */
void thread_evaluate(struct threader *t, ir_bid b, uint32_t e);
/* What r is on that edge: itself when it is none of the block's. */
ir_ref thread_on_edge(const struct threader *t, ir_ref r);
/* Is r used outside its block b, or by a phi on an edge that stays? */
bool thread_used_outside(const struct threader *t, ir_ref r, ir_bid b);
void thread_gains_use(struct threader *t, ir_ref r);
/* All uses but those in b itself of its i-th value, of which th[0..n) are the other definitions. */
void thread_repair(struct threader *t, ir_bid b, uint32_t i, const struct thread *th, uint32_t n);
/* The phis of blocks that one edge is left of. */
void thread_drop_phis(struct ir_fn *fn);

#endif
