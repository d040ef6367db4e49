/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a pointer points: a root (slot, gaddr, param, call, load, phi, inttoptr), the way from it,
 * its provenance and alignment; and whether two accesses may touch the same bytes.
 *
 * A root that is an identified object (slot, gaddr of a datum, map_lookup's result against slots
 * and globals) is told apart by identity, everything else by provenance. A slot is private to what
 * is derived from it until its address is captured.
 */
#ifndef IR_ALIAS_H
#define IR_ALIAS_H

#include "base/bitset.h"
#include "ir.h"

struct ir_addr {
	ir_ref root;  /* the value that the address is derived from by add and sub; itself at worst
		       */
	uint8_t prov; /* enum ir_prov */
	bool off_known; /* address == root + off */
	int64_t off;
	/* !off_known: address == root + off + var; 0: more than one value is added, or subtracted
	 */
	ir_ref var;
	uint32_t align; /* of the address, in bytes, a power of two, at most 8; 1: nothing is known
			 */
};

/* The address p + off. */
struct ir_addr ir_addr_of(const struct ir_fn *fn, ir_ref p, int64_t off);
/* The address of a load, store or atomic (a + imm); takes the declared alignment into account. */
struct ir_addr ir_addr_of_access(const struct ir_fn *fn, const struct ir_ins *ins);
enum ir_prov ir_prov_of(const struct ir_fn *fn, ir_ref p);

/* What becomes of the slots' addresses. One walk over the function; void after changes to it. */
struct ir_escapes {
	struct bitset captured; /* by slot: memory, a callee or an integer remembers it */
	struct bitset merged;   /* by slot: flows into a phi (a root of its own) or is captured */
};
struct ir_escapes ir_escapes_new(struct arena *a, const struct ir_fn *fn);

/* The bytes an access touches; size 0: unknown, from the root's beginning to its end. */
struct ir_loc {
	struct ir_addr at;
	uint64_t size;
};
bool ir_may_alias(
	const struct ir_fn *fn, const struct ir_escapes *e, struct ir_loc x, struct ir_loc y);
/* The same bytes for certain. */
bool ir_same_bytes(struct ir_loc x, struct ir_loc y);
/* May the instruction write (read) bytes at x? Calls by their effects, asm by its clobbers. */
bool ir_may_write(const struct ir_fn *fn, const struct ir_escapes *e, const struct ir_ins *ins,
	struct ir_loc x);
bool ir_may_read(const struct ir_fn *fn, const struct ir_escapes *e, const struct ir_ins *ins,
	struct ir_loc x);

#endif
