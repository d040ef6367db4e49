/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the legalizing files share: a place to insert before, and a way to write expressions there.
 * References to IR instructions survive insertion, pointers to them do not.
 */
#ifndef BACKEND_LEGALIZE_H
#define BACKEND_LEGALIZE_H

#include "mir.h"

struct legalize {
	struct ir_fn *fn;
	struct arena *scratch;
	const struct backend_opts *opts;
	ir_ref at; /* new instructions go before this one */
	bool failed;
};

/* Of the type of x. */
ir_ref leg_binary(struct legalize *l, enum ir_op op, ir_ref x, ir_ref y);
ir_ref leg_binary_k(struct legalize *l, enum ir_op op, ir_ref x, int64_t k);
ir_ref leg_unary(struct legalize *l, enum ir_op op, enum ir_type type, ir_ref x);
ir_ref leg_cmp(struct legalize *l, enum ir_cc cc, ir_ref x, ir_ref y);
/* Like `like` (a load or store, or what a memory operation is made of) in flags and provenance. */
ir_ref leg_load(struct legalize *l, ir_ref p, int64_t off, unsigned width, enum ir_type type);
ir_ref leg_store(struct legalize *l, ir_ref p, int64_t off, unsigned width, ir_ref value);
/* The block that l->at is in ends before it; the rest moves to a new block, which is returned. The
 * old block is left without terminator. */
ir_bid leg_split(struct legalize *l);

/* legalize_mem.c: memcpy, memmove, memset, memcmp; unaligned access. The instruction l->at is
 * replaced. */
void legalize_memop(struct legalize *l);
void legalize_access(struct legalize *l);
/* Slots get an alignment that lets them be copied in words, if the frame has room. */
void legalize_slots(struct legalize *l);
/* legalize_sign.c: sign-extending loads that need not be. */
void legalize_signs(struct legalize *l);
/* legalize_switch.c: the switch at the end of block b becomes compare trees. */
void legalize_switch(struct legalize *l, ir_bid b);
/* legalize_div.c: signed division by unsigned. */
void legalize_sdiv(struct legalize *l);

#endif
