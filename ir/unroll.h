/* SPDX-License-Identifier: BSD-2-Clause */
/* The mechanics of unrolling (unroll.c) and counting (unroll_count.c), for opt_unroll.c, which
 * decides. */
#ifndef IR_UNROLL_H
#define IR_UNROLL_H

#include "base/bitset.h"
#include "cfg.h"
#include "uses.h"

/*
 * How often does control come back to the header, when that is the same number each time the loop
 * is entered and at most `max`? Found by running the instructions that the exits depend on.
 * UINT32_MAX when it is not known.
 */
uint32_t unroll_count(
	struct ir_fn *fn, const struct ir_cfg *cfg, uint32_t loop, uint32_t max, struct arena *a);

/* Prepare all loops that are to be unrolled, first step: blocks that the loop leaves to get new
 * ones before them that nothing else leads to. */
void unroll_split_exits(struct ir_fn *fn, const struct ir_loop *loop, struct arena *a);
/* Second step: values leave the loop through phis in these blocks. `uses`: made after the first. */
void unroll_close(struct ir_fn *fn, const struct ir_cfg *cfg, const struct ir_loop *loop,
	const struct ir_uses *uses, struct arena *a);
/*
 * Append `copies` copies of the (closed) loop's body to the iteration that is there. The last one's
 * back edges go to the header, or, when `whole`, nowhere: control never gets there.
 */
void unroll_copy(
	struct ir_fn *fn, const struct ir_loop *loop, uint32_t copies, bool whole, struct arena *a);

#endif
