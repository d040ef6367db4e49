/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying blocks, within a function (unrolling) or from one into another (inlining).
 *
 * What is defined or lies inside the copied set is mapped to its copy; the rest stays what it is,
 * unless the caller has put a mapping there. Predecessor lists and phi arguments of the copies are
 * in the order of the originals, so the caller has to mend only the edges that cross the border.
 */
#ifndef IR_CLONE_H
#define IR_CLONE_H

#include "ir.h"

struct ir_clone {
	struct ir_fn *to;
	const struct ir_fn *from; /* may be the same */
	ir_ref *value;     /* [from->ins.n] value -> copy; 0: none, which in another function a leaf
			      only can be */
	ir_bid *block;     /* [from->blocks.n] block -> copy; IR_NO_BLOCK: not copied */
	uint32_t n_values; /* of `value` */
	uint32_t first_slot; /* another function: where from's slots begin in `to` */
};

void ir_clone_init(struct ir_clone *c, struct arena *a, struct ir_fn *to, const struct ir_fn *from);
/* Can be called again: the mappings are then those of the newest copy. */
void ir_clone_blocks(struct ir_clone *c, const ir_bid *blocks, uint32_t n);
/* What v became; leaves of another function are made on demand. */
ir_ref ir_clone_value(struct ir_clone *c, ir_ref v);

#endif
