/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SSA construction on the fly, after Braun et al., "Simple and Efficient Construction of SSA Form"
 * (CC 2013), with worklists in place of recursion.
 *
 * A variable is written and read by block. Reading looks for the definition backwards; where paths
 * meet it makes a phi; in a block whose predecessors are not all known yet (not sealed) it makes a
 * phi that is completed by ir_seal. Phis that turn out to be copies are removed at once. Reading
 * what was never written gives undef.
 *
 * Users: build.h for the front end. A pass that promotes memory on a finished function (all blocks
 * sealed) first writes the last definition of each block, then reads at the beginning of the blocks
 * that need it: ir_ssa_read_begin().
 */
#ifndef IR_SSA_H
#define IR_SSA_H

#include "ir.h"

typedef uint32_t ir_var;

struct ir_phi_use {
	ir_ref user;   /* a phi */
	uint32_t next; /* 0: none */
};
struct ir_ssa_phi {
	ir_ref phi;
	ir_var var;
};
struct ir_ssa_phis {
	VEC(struct ir_ssa_phi) v;
};

struct ir_ssa {
	struct ir_fn *fn;
	struct arena *arena;
	VEC(uint8_t) vars; /* type of each */
	struct map defs;   /* block << 32 | var -> ir_ref at the block's end */
	struct map begins; /* the same at the block's begin, where a phi or lookup gave one */
	struct map open;   /* unsealed block -> struct ir_ssa_phis *: its incomplete phis */
	struct map uses;   /* phi -> 1 + first in pool: the phis that use it */
	VEC(struct ir_phi_use) pool;
	VEC(struct ir_ssa_phi) todo; /* phis whose arguments are to be looked up */
	VEC(ir_ref) check;           /* phis that may have become trivial */
	VEC(ir_bid) path;            /* blocks walked by the running lookup */
	VEC(uint32_t) seen;          /* by block: stamp of the latest walk */
	uint32_t stamp;
};

void ir_ssa_init(struct ir_ssa *s, struct ir_fn *fn, struct arena *a);
ir_var ir_ssa_var(struct ir_ssa *s, enum ir_type type);
void ir_ssa_write(struct ir_ssa *s, ir_bid b, ir_var v, ir_ref r);
ir_ref ir_ssa_read(struct ir_ssa *s, ir_bid b, ir_var v);       /* at the end of b so far */
ir_ref ir_ssa_read_begin(struct ir_ssa *s, ir_bid b, ir_var v); /* before anything in b */
void ir_ssa_seal(struct ir_ssa *s, ir_bid b); /* no further predecessor will come */

#endif
