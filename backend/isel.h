/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the selecting files share.
 *
 * Blocks are selected in postorder and each from its end to its beginning, so that a value is met
 * after all its uses: it is translated only if some use asked for its register (isel_reg), and a
 * use that can do without (an address, a compared `and`, an immediate) simply does not ask. Within
 * one instruction's translation code is emitted in forward order.
 */
#ifndef BACKEND_ISEL_H
#define BACKEND_ISEL_H

#include "base/bitset.h"
#include "ir/cfg.h"
#include "mir.h"

struct isel {
	struct ir_fn *fn;
	struct mir_fn *mf;
	struct diags *diags;
	unsigned cpu;
	bool alu32;          /* v3: 32-bit arithmetic and jumps */
	bool plain;          /* -O0: addresses of variables are in any register at any time */
	mreg *reg;           /* by ir_ref: 0 nobody asked, else a virtual register */
	uint32_t *uses;      /* by ir_ref */
	struct bitset upper; /* by ir_ref: i32 values whose upper half must be 0 */
	const struct mir_leaf **leaf; /* by ir_ref */
	struct mir_block **block;     /* by ir_bid */
	ir_bid *first;                /* by ir_bid: isel_walk() */
	struct mir_block *mb;         /* being filled */
	struct mir_insn *at;          /* new instructions go before it */
	src_loc loc;
};

/* An address: base + off, or slot + off with base r10; core: 1 + index, off is relocated. */
struct isel_addr {
	mreg base;
	int32_t off;
	uint32_t slot, core;
	uint8_t prov; /* as in struct mir_insn */
	ir_ref value;
};

/* By block: the successor that the verifier should walk before the other; IR_NO_BLOCK: no matter.
 * `a` holds the result. */
ir_bid *isel_walk(struct ir_fn *fn, const struct ir_cfg *cfg, struct arena *a);
struct mir_insn *isel_emit(struct isel *s, struct mir_insn i);
/* The value whose register stands for r: conversions that cost nothing are looked through. */
ir_ref isel_canon(const struct isel *s, ir_ref r);
/* A register that holds r here: asks for it, or materialises a leaf. */
mreg isel_reg(struct isel *s, ir_ref r);
/* r's leaf, or NULL when it is none. */
const struct mir_leaf *isel_leaf(struct isel *s, ir_ref r);
/* The address of a symbol, in a new register. */
mreg isel_symbol(struct isel *s, struct ir_sym *sym);
/* Into this very register. */
void isel_into(struct isel *s, mreg dst, ir_ref r);
/* Is r a constant that a 32-bit immediate of an operation of `bits` can be? */
bool isel_imm(const struct isel *s, ir_ref r, unsigned bits, int32_t *imm);
unsigned isel_bits(const struct isel *s, ir_ref r); /* of the operation on it: 32 or 64 */
/* dst is zero-extended from 32 bits, on machines without 32-bit moves by shifts. */
void isel_zext(struct isel *s, mreg dst, mreg src);
static inline struct ir_ins *isel_ins(const struct isel *s, ir_ref r)
{
	return ir_get(s->fn, r);
}

/* Is the upper half of this operand of x read? (isel_demand.c) */
void isel_demand(struct isel *s, struct arena *scratch);
/* Can the register of i32 value r, as selected, have a dirty upper half unless cleaned? */
bool isel_dirty(const struct isel *s, ir_ref r);

struct isel_addr isel_address(struct isel *s, ir_ref p, int64_t off);

/* C's address space whose pointers are user space's addresses into the program's arena. */
enum { ARENA_SPACE = 1 };

/* The selectors of isel.def: translate r, whose result goes to dst (MREG_NONE: nobody asked). */
typedef void isel_selector(struct isel *s, ir_ref r, mreg dst, enum insn_op op);
isel_selector isel_alu, isel_sub, isel_and, isel_shift, isel_bswap, isel_sext, isel_narrow,
	isel_cast, isel_trunc;
isel_selector isel_load, isel_store, isel_atomic, isel_ldabs;
isel_selector isel_call, isel_calli, isel_asm;
isel_selector isel_br, isel_cbr, isel_ret, isel_unreachable, isel_trap;

#endif
