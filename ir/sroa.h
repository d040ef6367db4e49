/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What sroa_slice.c (which pieces does a slot fall into?) tells opt_sroa.c (rewrite the accesses).
 */
#ifndef IR_SROA_H
#define IR_SROA_H

#include "pass.h"
#include "ssa.h"

/* Bytes of a slot that are loaded and stored together. */
struct sroa_piece {
	uint32_t off, size; /* size: 1, 2, 4, 8 when promoted */
	bool promoted;
	bool is_ptr;
	bool has_signed, has_unsigned; /* loads */
	ir_var var;
	uint8_t type;   /* enum ir_type of the variable: i32 for size 1..4, i64 or ptr for 8 */
	bool is_signed; /* size 1, 2: the variable is kept sign-extended, not zero-extended */
};

/* A load or store of the slot's bytes, or (ins == 0) one that a copy to or from such bytes implies.
 */
struct sroa_access {
	ir_ref ins;
	uint32_t off, size;
	bool is_ptr;
};
/* A memcpy, memmove, memset's range in the slot. */
struct sroa_range {
	ir_ref ins;
	uint8_t operand; /* 0: written, 1: read */
	uint32_t off, size;
};

struct sroa_slot {
	bool out;    /* nothing of it can be promoted */
	bool memory; /* some of its bytes stay in memory, so what writes or reads ranges stays, too
		      */
	bool filled; /* all bytes outside of pieces are `fill`: memsets alone write them */
	uint8_t fill;
	VEC(struct sroa_access) access;
	VEC(struct sroa_range) range;
	VEC(struct sroa_piece) piece; /* ascending by offset, disjoint */
};

struct sroa {
	struct ir_fn *fn;
	struct arena *scratch;
	const struct ir_cfg *cfg;
	struct sroa_slot *slot;
	uint32_t n_values; /* of the arrays below */
	uint32_t *slot_of; /* value -> 1 + slot that it is a constant way from; 0 */
	uint32_t *off_of;  /* ... and the way */
};

/* Fills s->slot. False when nothing can be promoted. */
bool sroa_slice(struct sroa *s);

/* The slot whose bytes [off, off + n) operand p + imm addresses; NULL when it is none or out of the
 * race. */
struct sroa_slot *sroa_find(const struct sroa *s, ir_ref p, int64_t imm, uint32_t *off);
/* The piece that contains byte off, or NULL. */
struct sroa_piece *sroa_piece_at(const struct sroa_slot *slot, uint32_t off);

#endif
