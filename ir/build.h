/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lowering's pen: a current block, a current place, emit functions that fold what is trivial, and
 * variables in SSA form from the start (ssa.h).
 *
 *	struct ir_build b;
 *	ir_build_begin(&b, fn, scratch);            block 0, the entry, is made, sealed and current
 *	ir_var x = ir_var_new(&b, IR_I32);
 *	ir_var_write(&b, x, ir_const(fn, IR_I32, 1));
 *	ir_bid loop = ir_block_new(fn, "loop");
 *	ir_emit_br(&b, loop);
 *	ir_start(&b, loop);                          not sealed: its back edge is still to come
 *	... ir_emit_cbr(&b, cond, loop, done, 0); ir_seal(&b, loop); ir_seal(&b, done); ...
 *	ir_build_finish(&b);
 *
 * After a terminator there is no current block. Emitting then starts a block that nothing reaches,
 * so lowering need not care about dead code; ir_build_finish removes it.
 */
#ifndef IR_BUILD_H
#define IR_BUILD_H

#include "ir.h"
#include "ssa.h"

struct ir_build {
	struct ir_fn *fn;
	ir_bid block; /* the current one; IR_NO_BLOCK after a terminator */
	src_loc loc;  /* put on each instruction */
	struct ir_ssa ssa;
};

/* `scratch` must outlive the construction; fn->build is set until it is finished. */
void ir_build_begin(struct ir_build *b, struct ir_fn *fn, struct arena *scratch);
/* Seals what is not, ends open blocks with unreachable, drops unreachable blocks and dead phis. */
void ir_build_finish(struct ir_build *b);

/* Make `block` (still empty) current. */
void ir_start(struct ir_build *b, ir_bid block);
/* Is code here reachable as far as is known: a current block that is the entry, unsealed or has a
 * predecessor? */
bool ir_reachable(const struct ir_build *b);
/* All predecessors of the block are known. */
void ir_seal(struct ir_build *b, ir_bid block);
/* ir_seal + ir_start: the usual thing behind an if. */
void ir_start_sealed(struct ir_build *b, ir_bid block);

ir_var ir_var_new(struct ir_build *b, enum ir_type type);
void ir_var_write(struct ir_build *b, ir_var v, ir_ref r); /* in the current block */
ir_ref ir_var_read(struct ir_build *b, ir_var v);

/* Anything: appended to the current block with the current place. */
ir_ref ir_emit(struct ir_build *b, struct ir_ins ins);

/* Values. A result that is trivially known is returned without an instruction. */
ir_ref ir_emit_binary(struct ir_build *b, enum ir_op op, ir_ref x, ir_ref y); /* type of x */
ir_ref ir_emit_unary(struct ir_build *b, enum ir_op op, enum ir_type type, ir_ref x);
/* limit: compare at most so many bytes; -1: to the NUL */
ir_ref ir_emit_strcmp(struct ir_build *b, ir_ref x, ir_ref y, int64_t limit);
ir_ref ir_emit_cmp(struct ir_build *b, enum ir_cc cc, ir_ref x, ir_ref y);
ir_ref ir_emit_inttoptr(struct ir_build *b, ir_ref x, enum ir_prov prov);
/* Between integer types; extending by sign or zero. */
ir_ref ir_emit_convert(struct ir_build *b, enum ir_type to, ir_ref x, bool is_signed);
/* The low `bits` (8, 16, 32, 64) of x, sign- or zero-extended within its type. */
ir_ref ir_emit_extend(struct ir_build *b, ir_ref x, unsigned bits, bool is_signed);
ir_ref ir_emit_add_imm(struct ir_build *b, ir_ref x, int64_t imm);
/* i32 1 when x (any type) is not 0. */
ir_ref ir_emit_bool(struct ir_build *b, ir_ref x);
ir_ref ir_emit_not(struct ir_build *b, ir_ref x); /* of a truth value of any type: x == 0 */

/* Memory. flags: INSF_VOLATILE, INSF_SIGNED, INSF_CONST_MEM; prov: of the pointer that is loaded.
 */
struct ir_access {
	enum ir_type type; /* load: of the result */
	uint8_t width;     /* bytes */
	uint8_t align;     /* bytes; 0: 1 */
	uint16_t flags;
	uint8_t prov;
};
ir_ref ir_emit_load(struct ir_build *b, ir_ref p, int64_t off, struct ir_access how);
void ir_emit_store(struct ir_build *b, ir_ref p, int64_t off, ir_ref value, struct ir_access how);
void ir_emit_memcpy(struct ir_build *b, ir_ref dst, ir_ref src, uint64_t size, unsigned align);
void ir_emit_mem(
	struct ir_build *b, enum ir_op op, ir_ref dst, ir_ref src, ir_ref size, unsigned align);
ir_ref ir_emit_memcmp(struct ir_build *b, ir_ref x, ir_ref y, ir_ref size, unsigned align);
/* The result is void unless `fetch`. cmpxchg: x is expected, y new; otherwise y is 0. */
ir_ref ir_emit_atomic(struct ir_build *b, enum ir_atomic op, enum ir_type type, unsigned width,
	ir_ref p, int64_t off, ir_ref x, ir_ref y, bool fetch);

/* Calls; `args` is copied. effects may be NULL: anything can happen. */
ir_ref ir_emit_call(struct ir_build *b, struct ir_sym *callee, enum ir_type ret, const ir_ref *args,
	uint32_t n, const struct ir_effects *effects);
ir_ref ir_emit_helper(struct ir_build *b, int64_t number, enum ir_type ret, const ir_ref *args,
	uint32_t n, const struct ir_effects *effects);
ir_ref ir_emit_calli(struct ir_build *b, ir_ref callee, enum ir_type ret, const ir_ref *args,
	uint32_t n, const struct ir_effects *effects);
/* The outputs of `out` (as many as as->operands has) are filled in order; args: the inputs. */
void ir_emit_asm(
	struct ir_build *b, struct ir_asm *as, const ir_ref *args, uint32_t n, ir_ref *out);

/* Terminators. */
void ir_emit_br(struct ir_build *b, ir_bid to);
/* flags: INSF_LIKELY, INSF_UNLIKELY. A constant condition gives a br. */
void ir_emit_cbr(struct ir_build *b, ir_ref cond, ir_bid then, ir_bid other, uint16_t flags);
void ir_emit_switch(
	struct ir_build *b, ir_ref x, const struct ir_case *cases, uint32_t n, ir_bid other);
void ir_emit_ret(struct ir_build *b, ir_ref value); /* 0: void */
void ir_emit_unreachable(struct ir_build *b);
void ir_emit_trap(struct ir_build *b);

#endif
