/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MIR: eBPF instructions over virtual registers. What isel makes, the allocator colours and emit
 * encodes.
 *
 * An operand register (mreg) is a machine register 0..10 or, from MREG_FIRST on, a virtual one. MIR
 * is not SSA: arithmetic is two-address as in the machine (dst is read and written) and a phi has
 * become parallel copies at the ends of its predecessors. Machine registers are live within a block
 * only: arguments between a copy and its call, r0 between a call and a copy or an exit.
 *
 * `op` is an enum insn_id, or one of the pseudo instructions:
 *   MIR_LEAF   dst = leaf: constant, address of a slot or symbol, CO-RE value. One or two machine
 *              instructions that read no register but r10, so it can be repeated instead of
 * spilled. MIR_PCOPY  copies[0..n): all at once, dst = src or dst = leaf MIR_ASM    inline assembly
 * with operands A block ends with exactly one of: INSN_JA (one successor), a conditional jump
 * (succs[0] taken, succs[1] not), INSN_EXIT (none), MIR_ASM with targets (the last successor falls
 * through).
 */
#ifndef BACKEND_MIR_H
#define BACKEND_MIR_H

#include "backend.h"
#include "base/bitset.h"
#include "bpf/insn.h"

typedef uint32_t mreg;
enum { MREG_R0, MREG_R6 = 6, MREG_FP = 10, MREG_MACHINE = 11, MREG_FIRST = 16 };
#define MREG_NONE   UINT32_MAX
#define MREG_ARGS   5      /* r1..r5 */
#define MREG_COLORS 10     /* r0..r9 are given to values */
#define MREG_CALLER 0x3fu  /* r0..r5: lost over a call */
#define MREG_CALLEE 0x3c0u /* r6..r9: kept */

enum mir_op { MIR_LEAF = INSN_COUNT + 1, MIR_PCOPY, MIR_ASM, MIR_OP_COUNT };

enum mir_leaf_kind {
	LEAF_CONST,
	LEAF_SLOT,
	LEAF_SYM,
	LEAF_CORE,
	LEAF_FILL /* what a spill slot holds */
};
struct mir_leaf {
	uint8_t kind;
	uint32_t index; /* slot; core: in module->core */
	struct ir_sym *sym;
	int64_t imm; /* constant; offset behind slot or symbol */
};

struct mir_copy {
	mreg dst, src;               /* src is MREG_NONE with a leaf */
	const struct mir_leaf *leaf; /* NULL: src */
};

/* How an instruction takes part in a register; early: written before the last operand is read. */
enum { MIR_USE = 1, MIR_DEF = 2, MIR_EARLY = 4 };

struct mir_asm {
	const struct ir_asm *as;
	uint32_t n;
	mreg *regs;                   /* by operand; MREG_NONE for immediates */
	uint8_t *how;                 /* by operand: MIR_USE, MIR_DEF, MIR_EARLY; 0: no register */
	const struct mir_leaf **imms; /* by operand: 'i' */
	uint8_t *bits;                /* by operand: 32 or 64, how "%N" prints */
};

struct mir_insn {
	struct mir_insn *prev, *next;
	uint16_t op;
	uint8_t args;          /* call: bit i: reads r<i + 1>; exit: 1 when it reads r0 */
	bool mark;             /* scratch of a stage; clear between stages */
	bool likely, unlikely; /* conditional jump: the taken side is, is not expected */
	/* ... 1 + successor that the verifier should walk first; 0: no matter */
	uint8_t first;
	uint8_t prov;  /* memory with another base than a slot: enum ir_prov of the address */
	mreg dst, src; /* MREG_NONE where the machine instruction has none */
	int32_t off;   /* memory: offset */
	uint32_t slot; /* memory with base r10: 1 + slot that off counts from; 0: none */
	uint32_t core; /* 1 + index in module->core: off (memory) or imm is relocated; 0: none */
	ir_ref base;   /* memory with such a base: the value it was computed from; 0: not known */
	uint32_t n;    /* copies */
	src_loc loc;
	bool varies;   /* ... and that is a phi: another one each time round a loop */
	uint16_t free; /* MIR_PCOPY, after colouring: machine registers that it may overwrite */
	int64_t imm;
	union {
		struct ir_sym *sym;          /* call of a function */
		const struct mir_leaf *leaf; /* MIR_LEAF */
		struct mir_copy *copies;     /* MIR_PCOPY */
		struct mir_asm *assembly;    /* MIR_ASM */
	} u;
};
_Static_assert(sizeof(struct mir_insn) == 80, "what passes walk over is worth every byte");

struct mir_block {
	uint32_t id;
	struct mir_insn *first, *last;
	VEC(uint32_t) succs, preds; /* at first in `few`, so that walks stay within the block */
	uint32_t few[2][2];
	uint32_t depth; /* of loops */
	bool removed;
	VEC(mreg) live_in; /* virtual registers; mir_live() */
};

struct mir_slot {
	uint64_t size;
	uint32_t align;
	const char *name; /* NULL: a temporary or spilled value */
	src_loc loc;
	bool spill;
	int32_t off; /* from r10; frame.c */
	bool used;
};

/* A register that spilling made: which slot holds the same value, and whether it lives too short to
 * be spilled again. */
struct mir_home {
	mreg reg;
	uint32_t slot; /* 1 + slot; 0: none (a repeated leaf) */
	bool tiny;
};

/* Where the module's data lies, by symbol index: section (UINT32_MAX: unknown, or not one that
 * accesses may go beyond a symbol in) and offset. */
struct mir_places {
	uint32_t *section;
	uint64_t *value;
};

struct mir_fn {
	struct ir_fn *ir;
	struct arena *arena;
	const struct backend_opts *opts;
	const struct mir_places *places;
	struct diags *diags;
	VEC(struct mir_block *) blocks; /* by id; [0] is the entry */
	VEC(struct mir_block *) order;  /* after layout: as they are emitted */
	VEC(struct mir_slot) slots;     /* the IR's first, then spill slots */
	struct bitset conflicts; /* of the IR's n slots, n x n: in use at once; no bits: all */
	struct bitset spill_conflicts; /* of the m slots behind them, m x m; no bits: all */
	uint32_t n_regs;               /* virtual registers are MREG_FIRST .. n_regs - 1 */
	VEC(struct mir_home) homes;    /* of registers that come from spilling; ascending */
	uint32_t frame;                /* bytes, a multiple of 8 */
	/* The register that is copied to r6 before every legacy packet load: it may live in r6. 0:
	 * none, MREG_NONE: there are several. */
	mreg packet_ctx;
	bool failed; /* an error was reported */
};

struct mir_fn *mir_fn_new(struct arena *a, struct ir_fn *ir, const struct backend_opts *opts);
struct mir_block *mir_block_new(struct mir_fn *f);
static inline mreg mir_reg_new(struct mir_fn *f)
{
	return f->n_regs++;
}
static inline bool mreg_is_virtual(mreg r)
{
	return r >= MREG_FIRST && r != MREG_NONE;
}

/* A copy of `in` before `at`; at the end of b when `at` is NULL. */
struct mir_insn *mir_insert(
	struct mir_fn *f, struct mir_block *b, struct mir_insn *at, struct mir_insn in);
void mir_unlink(struct mir_block *b, struct mir_insn *i);
void mir_edge(struct mir_fn *f, struct mir_block *from, struct mir_block *to);
/* The home of r, NULL when spilling did not make it. */
const struct mir_home *mir_home(const struct mir_fn *f, mreg r);
/* preds from succs, and blocks that cannot be reached removed. */
void mir_compute_preds(struct mir_fn *f);

/* Instructions without the fields that they do not need. */
struct mir_insn mir_make(unsigned op, mreg dst, mreg src, int64_t imm);
struct mir_insn mir_mov(mreg dst, mreg src);
struct mir_insn mir_leaf(mreg dst, const struct mir_leaf *leaf);
struct mir_insn mir_const(struct mir_fn *f, mreg dst, int64_t value);

/* insn ids by operation: arithmetic and conditional jumps, `x`: register operand, bits 32 or 64. */
enum insn_id mir_alu(enum insn_op op, unsigned bits, bool x);
enum insn_id mir_jump(enum insn_op op, unsigned bits, bool x);
enum insn_id mir_load(unsigned bytes);
enum insn_id mir_store(unsigned bytes, bool imm);
/* The operation of a machine instruction; INSN_OP_EXIT + 1 for a pseudo one. */
unsigned mir_insn_op(const struct mir_insn *i);
bool mir_is_call(const struct mir_insn *i);
static inline bool mir_is_move(const struct mir_insn *i)
{
	return i->op == INSN_MOV64_X;
}
bool mir_is_jcc(const struct mir_insn *i);
bool mir_is_mem(const struct mir_insn *i); /* load, store, atomic: has base and offset */
/* The base register of a memory instruction. */
mreg *mir_base(struct mir_insn *i);
/* May it be deleted when what it defines is not used? */
bool mir_is_pure(const struct mir_insn *i);
/* Machine instruction slots it will take, 0 or more; estimates for pseudo instructions. */
unsigned mir_leaf_cost(const struct mir_fn *f, const struct mir_leaf *l);

/* Register operands one by one: how many, and where with how (MIR_USE, MIR_DEF). Implicit machine
 * registers (arguments, r0, what a call clobbers) are not among them. */
uint32_t mir_operand_count(const struct mir_insn *i);
mreg *mir_operand(struct mir_insn *i, uint32_t k, unsigned *how);
/* The implicit ones as masks of machine registers. */
struct mir_implicit {
	uint16_t uses, defs; /* defs: clobbered or defined */
};
struct mir_implicit mir_implicit(const struct mir_insn *i);

#define mir_for_blocks(b, f)                                     \
	for (uint32_t b##_i = 0; b##_i < (f)->blocks.n; b##_i++) \
		for (struct mir_block *b = (f)->blocks.p[b##_i]; b && !b->removed; b = NULL)
#define mir_for_insns(i, b) for (struct mir_insn *i = (b)->first; i; i = i->next)
#define mir_for_insns_safe(i, b)                                                 \
	for (struct mir_insn *i = (b)->first, *i##_next = i ? i->next : NULL; i; \
		i = i##_next, i##_next = i ? i->next : NULL)
#define mir_for_insns_back(i, b)                                                \
	for (struct mir_insn *i = (b)->last, *i##_prev = i ? i->prev : NULL; i; \
		i = i##_prev, i##_prev = i ? i->prev : NULL)

/* ---- the stages, in order ---- */

/* What the machine of this cpu level has no instruction for becomes IR that it has. */
bool legalize_fn(struct ir_fn *fn, struct arena *scratch, const struct backend_opts *opts);
struct mir_fn *isel_fn(struct ir_fn *fn, struct arena *a, const struct backend_opts *opts);
/* f->conflicts, from the legalized IR. */
void slots_fn(struct mir_fn *f);
/* live_in of each block. `a` holds the result. */
void mir_live(struct mir_fn *f, struct arena *a);
/* Leaves that are used more than once get a register. */
void share_fn(struct mir_fn *f);
/* Operands of commutative operations in the order that needs fewer moves. */
void commute_fn(struct mir_fn *f);
/* Virtual registers become machine registers; spill slots are added. */
void color_fn(struct mir_fn *f);
/* Give the registers in `spilled` memory, or repeat their leaf; new registers are shorter-lived.
 * Those with one root never live at once and share a slot. */
void spill_registers(struct mir_fn *f, const struct bitset *spilled, const mreg *root);
/* Without the stores to spill slots that nothing loads; when there are no parallel copies. */
void spill_clean_fn(struct mir_fn *f);
/* f->spill_conflicts, when no more slots are made. */
void spill_share_fn(struct mir_fn *f);
/* Parallel copies become moves. */
void pmove_fn(struct mir_fn *f);
void peep_fn(struct mir_fn *f);
/* Equal code at the ends and beginnings of blocks. */
void merge_fn(struct mir_fn *f);
/* Places in the frame, leaves to machine instructions. False after a diagnosed error. */
bool frame_fn(struct mir_fn *f);
/* Warns where the frames along a chain of calls are more than 512 bytes in all. False after a
 * diagnosed error: recursion. */
bool frame_check_calls(struct ir_module *m, struct mir_fn **fns, uint32_t n);
/* Jumps to jumps, blocks that only continue another, unreachable blocks. */
void branch_clean(struct mir_fn *f);
/* f->order. Jumps to the next block are removed, conditions inverted; a conditional jump with both
 * targets elsewhere is followed by an INSN_JA, which goes to succs[1]. */
void layout_fn(struct mir_fn *f);
/* Jumps that 16 bits cannot hold go by way of others. `size`: of each block, by id, in slots. */
void island_fn(struct mir_fn *f, const uint32_t *size);
void mir_print(FILE *out, const struct mir_fn *f, const char *stage);

/*
 * One parallel copy, sequentialised: moves in `out` (room for 2 n). `scratch` is a register that
 * may be overwritten, or MREG_NONE: then a cycle is broken with PMOVE_SAVE / PMOVE_RESTORE, a
 * store to and a load from memory. Returns the number of moves.
 */
struct pmove {
	mreg dst, src;
};
#define PMOVE_MEMORY (UINT32_MAX - 1) /* as dst: save src; as src: restore to dst */
uint32_t pmove_sequence(const struct pmove *in, uint32_t n, mreg scratch, struct pmove *out);

#endif
