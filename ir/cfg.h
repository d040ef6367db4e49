/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The control-flow analyses of a function: reverse postorder, dominator tree (Semi-NCA), natural
 * loops. A snapshot: void once an edge or block changes. Blocks that cannot be reached have
 * rpo_of == IR_NO_BLOCK, are dominated by everything and belong to no loop.
 */
#ifndef IR_CFG_H
#define IR_CFG_H

#include "ir.h"

struct ir_loop {
	ir_bid header;
	uint32_t parent;  /* index of the loop around it; IR_NO_BLOCK: none */
	uint32_t depth;   /* 1: outermost */
	ir_bid preheader; /* the one predecessor outside, if it has no other successor; or
			     IR_NO_BLOCK */
	VEC(ir_bid)
	body; /* header first, then in reverse postorder; inner loops' blocks included */
	VEC(ir_bid) latches; /* predecessors of the header inside */
	VEC(ir_bid) exits;   /* blocks outside with a predecessor inside; each once */
};

struct ir_cfg {
	struct arena *arena;
	uint32_t n;                 /* blocks at the time: the length of the arrays below */
	uint32_t n_rpo;             /* reachable blocks */
	ir_bid *rpo;                /* [n_rpo] */
	uint32_t *rpo_of;           /* block -> place in rpo; IR_NO_BLOCK: unreachable */
	ir_bid *idom;               /* IR_NO_BLOCK for the entry and what is unreachable */
	uint32_t *dom_in, *dom_out; /* intervals of the dominator tree's preorder walk */
	ir_bid *dom_order;          /* [n_rpo] the dominator tree in preorder */
	VEC(struct ir_loop) loops;  /* outer before inner */
	uint32_t *loop_of;          /* block -> innermost loop; IR_NO_BLOCK: none */
	bool irreducible;           /* there is a cycle that is no natural loop */
};

struct ir_cfg *ir_cfg_new(struct arena *a, struct ir_fn *fn);

/* Reflexive. */
static inline bool ir_dominates(const struct ir_cfg *c, ir_bid a, ir_bid b)
{
	if (c->rpo_of[b] == IR_NO_BLOCK)
		return true;
	return c->rpo_of[a] != IR_NO_BLOCK && c->dom_in[a] <= c->dom_in[b] &&
	       c->dom_out[b] <= c->dom_out[a];
}
ir_bid ir_dom_common(const struct ir_cfg *c, ir_bid a, ir_bid b); /* nearest common dominator */
/* Is every path to `use` through the place right behind `def`? Leaves are everywhere. Linear in the
 * block when both are in one. */
bool ir_ref_dominates(const struct ir_cfg *c, const struct ir_fn *fn, ir_ref def, ir_ref use);
static inline uint32_t ir_loop_depth(const struct ir_cfg *c, ir_bid b)
{
	return c->loop_of[b] == IR_NO_BLOCK ? 0 : c->loops.p[c->loop_of[b]].depth;
}
bool ir_in_loop(const struct ir_cfg *c, uint32_t loop, ir_bid b);

typedef VEC(ir_bid) ir_bids;
/* The iterated dominance frontier of a set of blocks: where its definitions meet. On demand. */
void ir_dom_frontier(
	const struct ir_cfg *c, const struct ir_fn *fn, const ir_bids *defs, ir_bids *out);

#endif
