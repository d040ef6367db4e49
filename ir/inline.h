/* SPDX-License-Identifier: BSD-2-Clause */
/* The mechanics of inlining (inline.c), for opt_inline.c, which decides. */
#ifndef IR_INLINE_H
#define IR_INLINE_H

#include "ir.h"

/*
 * Put callee's body in the place of the call, which must be of a function with a body, not the
 * caller itself, with as many arguments as parameters. What followed the call in its block is in a
 * new block then; calls before it are where they were, so several calls of one block are inlined
 * last to first. `scratch` is needed during the call only.
 */
void ir_inline_call(
	struct ir_fn *fn, ir_ref call, const struct ir_fn *callee, struct arena *scratch);

#endif
