/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The intermediate representation: what the compiler is about. SSA over a control-flow graph.
 *
 * A value is an ir_ref: an index into its function's table of instructions. There are three types:
 *
 *   i32   a 32-bit integer; it lives zero-extended in a 64-bit register, so zext costs nothing
 *   i64   a 64-bit integer
 *   ptr   a pointer, with a provenance (enum ir_prov): what kind of memory the verifier believes
 *         it points to
 *
 * Integers of 8 and 16 bits exist in memory only; C promotes them, loads widen them.
 *
 * Leaves (const, undef, param, slot, gaddr, core) belong to no block: they are available
 * everywhere, are unique within the function (equal leaf means equal ir_ref) and cost nothing until
 * the back end materialises them. All other instructions sit in a block, in a doubly linked list
 * that begins with the phis and ends with exactly one terminator.
 *
 * Arithmetic is total, as RFC 9669 section 4.1 has it: x / 0 = 0, x % 0 = x, shift counts are taken
 * modulo the width, signed INT_MIN / -1 = INT_MIN and INT_MIN % -1 = 0. Nothing here is undefined
 * but reading undef, and undef is some value, the same at each use.
 *
 * What the verifier demands of everybody who rewrites (architecture, decisions 3 to 5):
 *
 *   - a check and the use that it guards share one SSA value: never re-derive an address or an
 *     index so that the checked copy and the used copy differ, never fold `a <= x && x <= b` on a
 *     value that feeds an address into one comparison of `x - a`;
 *
 *   - a load through PACKET, MAP_VALUE or BTF pointers and pointer arithmetic on them never move
 *     above a branch; a load from CTX keeps its width, its constant offset, the unmodified base;
 *
 *   - PACKET_END is compared, nothing else; comparing pointers never becomes comparing differences;
 *
 *   - 32-bit operations never touch a pointer (trunc of ptrtoint is widened back or compared only).
 *
 * To add an op: a row in op.def, its meaning in interp.c, its selection in backend/isel.def.
 */
#ifndef IR_IR_H
#define IR_IR_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/map.h"
#include "base/source.h"
#include "base/vec.h"

typedef uint32_t ir_ref; /* 0: none */

enum ir_type { IR_VOID, IR_I32, IR_I64, IR_PTR };

enum ir_op {
#define OP(name, text, shape, flags) IR_##name,
#include "op.def"
#undef OP
	IR_OP_COUNT
};

/* What op.def says of an op. */
enum {
	OPF_PURE = 1 << 0,  /* no effect, no memory: equal operands, equal value */
	OPF_COMM = 1 << 1,  /* a and b may be swapped */
	OPF_LEAF = 1 << 2,  /* in no block, unique */
	OPF_TERM = 1 << 3,  /* ends a block */
	OPF_READ = 1 << 4,  /* may read memory */
	OPF_WRITE = 1 << 5, /* may write memory or have another effect: not removable */
};
/* Which fields hold operands. */
enum ir_shape {
	SHAPE_NONE,  /* no operand; imm for const, param, slot, core; sym + imm for gaddr */
	SHAPE_A,     /* a */
	SHAPE_AB,    /* a, b */
	SHAPE_ARGS,  /* args[0 .. nargs) */
	SHAPE_A_ARGS /* a (the function pointer), args */
};
struct ir_op_info {
	const char *text;
	uint8_t shape, flags;
};
extern const struct ir_op_info ir_ops[IR_OP_COUNT];

/* Comparison; the order is pinned: cc ^ 1 is the negation. */
enum ir_cc {
	IR_EQ,
	IR_NE,
	IR_ULT,
	IR_UGE,
	IR_UGT,
	IR_ULE,
	IR_SLT,
	IR_SGE,
	IR_SGT,
	IR_SLE,
	IR_CC_COUNT
};
extern const char *const ir_cc_names[IR_CC_COUNT]; /* "eq" "ne" "ult" ... */
enum ir_cc ir_cc_swap(enum ir_cc cc);              /* of (b, a) */
static inline enum ir_cc ir_cc_negate(enum ir_cc cc)
{
	return (enum ir_cc)(cc ^ 1);
}

/* What memory a pointer points to; the verifier's register types, as far as rewriting must know. */
enum ir_prov {
	PROV_UNKNOWN,
	PROV_NONE,   /* not a pointer as far as is known (ptr made from a plain integer) */
	PROV_STACK,  /* a slot of this function */
	PROV_CTX,    /* the program's context */
	PROV_PACKET, /* packet data or metadata */
	PROV_PACKET_END,
	PROV_MAP_VALUE, /* may still be NULL */
	PROV_MAP,       /* the handle of a map */
	PROV_GLOBAL,    /* .data, .rodata, .bss */
	PROV_BTF,       /* a kernel object */
	/* other memory of known size: ring buffer record, dynptr slice, global subprogram's
	   argument */
	PROV_MEM,
	PROV_FUNC,  /* a function: callback */
	PROV_ARENA, /* an arena, by an address that as_kern made: no check guards an access */
	PROV_COUNT
};
extern const char *const ir_prov_names[PROV_COUNT];

/* Instruction flags. */
enum {
	/* load, store: neither removed, duplicated, widened, merged nor moved */
	INSF_VOLATILE = 1 << 0,
	INSF_SIGNED = 1 << 1,    /* load: sign-extend width to type */
	INSF_FETCH = 1 << 2,     /* atomic: the old value is used */
	INSF_LIKELY = 1 << 3,    /* cbr: the first successor is expected */
	INSF_UNLIKELY = 1 << 4,  /* cbr: the second successor is expected */
	INSF_TAIL = 1 << 5,      /* call: control does not come back when it succeeds */
	INSF_CONST_MEM = 1 << 6, /* load: nothing writes there (frozen .rodata, const data) */
	INSF_NORETURN = 1 << 7,  /* call: does not return */
	/* ldabs, ldind: may go when nobody uses its value, although it may leave the program */
	INSF_OPTIONAL = 1 << 9,
	INSF_ROOM = 1 << 8,  /* phi: args has room up to the next power of two (build.c's own) */
	INSF_MARK = 1 << 15, /* scratch of the running pass; clear when it begins */
};

enum ir_atomic {
	IR_ATOMIC_ADD,
	IR_ATOMIC_AND,
	IR_ATOMIC_OR,
	IR_ATOMIC_XOR,
	IR_ATOMIC_XCHG,
	IR_ATOMIC_CMPXCHG,
	IR_ATOMIC_LOAD_ACQUIRE,
	IR_ATOMIC_STORE_RELEASE
};

/* What a call does to memory that is not its own; the front end fills it in. */
struct ir_effects {
	uint16_t reads;       /* bit i: what args[i] points to; bit 15: any memory it can reach */
	uint16_t writes;      /* bit i: what args[i] points to; bit 15: any memory that escaped */
	uint8_t keeps;        /* bit i: args[i] may be remembered (it escapes) */
	uint8_t prov;         /* enum ir_prov of the result */
	bool clobbers_packet; /* packet pointers are void afterwards (bpf_skb_pull_data, ...) */
	bool pure;            /* no effect at all; equal arguments give equal results */
};

/* Inline assembly. The template is LLVM's text with operands as $N or %N already normalised by the
 * front end to "%N", "%wN"; operand N is outputs first, then inputs. */
struct ir_asm_operand {
	char constraint; /* 'r' register, 'w' its 32 bits, 'i' immediate, 'm' memory (its address)
			  */
	bool output;     /* an output: the value defined */
	bool early;      /* "&": must not share a register with an input */
	bool number;     /* input, "ri": the number itself where the value turns out to be one */
	int8_t tied;     /* input: the output it must share a register with; -1 */
	int8_t fixed;    /* register variable: 0..10; -1 */
	uint8_t type;    /* enum ir_type of the value */
	ir_ref value;    /* unused; inputs are args[] in order */
};
struct ir_asm {
	const char *text;
	VEC(struct ir_asm_operand) operands;
	uint16_t clobbers; /* registers r0..r9 */
	bool clobbers_memory, is_volatile;
	VEC(uint32_t) targets; /* asm goto: the blocks it may jump to; it is a terminator then, */
	uint32_t then;         /* ... falls through to this block, and has one output at most */
	src_loc loc;
};

typedef uint32_t ir_bid; /* a block's index in fn->blocks */
#define IR_NO_BLOCK UINT32_MAX

struct ir_case {
	uint64_t lo, hi; /* inclusive, in the value's type, unsigned order */
	ir_bid to;
};

struct ir_switch {
	struct ir_case *cases; /* disjoint */
	uint32_t n;
	ir_bid other;
};

struct ir_ins {
	uint8_t op, type; /* enum ir_op, enum ir_type of the result */
	uint8_t cc;       /* cmp: enum ir_cc;  atomic: enum ir_atomic */
	uint8_t width;    /* load, store, atomic, core-patched access: bytes in memory, 1 2 4 8;
			     call: bit i: the callee does not read argument i */
	uint8_t align;    /* load, store, mem*: known alignment of the address in bytes */
	uint8_t prov;   /* load of a ptr, call, inttoptr: enum ir_prov declared by the front end */
	uint16_t flags; /* INSF_* */
	ir_bid block;   /* IR_NO_BLOCK for leaves and for what was removed */
	ir_ref prev, next; /* within the block */
	ir_ref a, b;
	uint32_t nargs;
	ir_ref *args; /* phi: one for each predecessor, in the order of block->preds */
	/* const: value (i32: zero-extended); load, store, atomic: byte offset added to a; helper:
	 * its number; slot, param, core: index; gaddr: byte offset */
	int64_t imm;
	union {
		struct ir_sym *sym;      /* gaddr, call */
		struct ir_asm *assembly; /* asm */
		struct {
			ir_bid then, other;
		} br;                 /* br: then; cbr: a != 0 ? then : other */
		struct ir_switch *sw; /* switch */
	} u;
	uint32_t effects; /* call, helper, calli: ir_effects_of(); 0: anything */
	src_loc loc;
};
_Static_assert(sizeof(struct ir_ins) == 64, "every pass walks over all of them");

struct ir_block {
	ir_bid id;
	ir_ref first, last; /* 0 when empty, which only a block under construction is */
	/* one entry an edge; a cbr with equal arms gives two (whose phi args agree) */
	VEC(ir_bid) preds; /* at first in `few`, so that walks stay within the block */
	ir_bid few[2];
	/* loop header: #pragma unroll N; 0 none said, 1 do not, UINT32_MAX fully */
	uint32_t unroll;
	bool removed;
	bool sealed;      /* build.h: all predecessors are known */
	const char *name; /* for dumps; may be NULL */
};

/* A local object in the frame. */
struct ir_slot {
	uint64_t size;
	uint32_t align;
	const char *name; /* the C variable; NULL for a temporary */
	src_loc loc;
	bool removed;
};

enum ir_linkage {
	IR_LINK_STATIC,
	IR_LINK_GLOBAL,
	IR_LINK_WEAK,
	IR_LINK_EXTERN,
	IR_LINK_EXTERN_WEAK
};

struct ir_fn {
	struct ir_sym *sym;
	struct ir_module *module;
	struct arena *arena; /* the function's */
	/* [0] is not used; pointers into it are void after a new instruction */
	VEC(struct ir_ins) ins;
	VEC(struct ir_block *) blocks; /* [0] is the entry, has no predecessors */
	VEC(struct ir_slot) slots;
	VEC(uint8_t) params;     /* enum ir_type each */
	VEC(uint8_t) param_prov; /* enum ir_prov each */
	uint8_t ret;             /* enum ir_type */
	struct map leaves;       /* key of a leaf -> its ir_ref */
	bool always_inline, no_inline, naked, noreturn;
	bool is_program;    /* in a program section: the kernel calls it */
	bool address_taken; /* callback */
	src_loc loc, end;
	struct ir_build *build; /* build.h's state while under construction */
};

/* Bytes of a datum, with the symbol addresses inside it. */
struct ir_reloc {
	uint32_t offset;
	uint8_t width; /* bytes: 8 (or 4) */
	struct ir_sym *sym;
	int64_t addend;
};
struct ir_data {
	uint8_t *bytes; /* NULL when all zero */
	uint64_t size;
	uint32_t align;
	VEC(struct ir_reloc) relocs;
	bool is_const;    /* goes to .rodata: the program cannot write it */
	bool is_volatile; /* const volatile: user space may set it before load; not known here */
	bool string;      /* a string literal or the like: needs no symbol of its own */
};

enum ir_sym_kind { IR_SYM_FN, IR_SYM_DATA };

struct ir_sym {
	const char *name;
	uint8_t kind;        /* enum ir_sym_kind */
	uint8_t linkage;     /* enum ir_linkage */
	bool hidden;         /* visibility("hidden") */
	bool used;           /* attribute used / retain: kept even if nothing refers to it */
	const char *section; /* SEC(); NULL: the default (.text, .data, .rodata, .bss by content) */
	struct ir_fn *fn;    /* NULL for an extern */
	struct ir_data *data; /* NULL for an extern */
	const void *decl;     /* the front end's declaration, for frontend_btf(); NULL */
	uint32_t btf_id;      /* FUNC or VAR, set by frontend_btf(); 0: none */
	uint32_t index;       /* in module->syms */
	src_loc loc;
};

/* A CO-RE relocation: the value of the leaf `core`. Kinds are enum bpf_core_relo_kind's numbers
 * (linux/bpf.h), opaque here. */
struct ir_core {
	const void *type;   /* the front end's root type, for frontend_btf() */
	uint32_t type_id;   /* set by frontend_btf() */
	const char *access; /* "0:1:2" */
	uint32_t kind;
	int64_t value; /* by the local type; what the instruction holds before relocation */
};

struct ir_module {
	struct arena *arena;
	struct diags *diags;
	struct sources *sources;
	VEC(struct ir_sym *) syms; /* order of definition: the order of output */
	VEC(struct ir_core) core;
	VEC(const struct ir_effects *) effects; /* of calls, by 1 + index */
	struct btf *btf; /* libbpf's; opaque here; owned by whoever called frontend_btf() */
	bool big_endian;
	const char *file; /* main source */
};

/* ---- making and changing (build.c) ---- */

struct ir_module *ir_module_new(struct arena *a, struct diags *ds);
struct ir_sym *ir_sym_new(struct ir_module *m, enum ir_sym_kind kind, const char *name);
struct ir_fn *ir_fn_new(struct ir_module *m, struct ir_sym *sym, struct arena *a);
ir_bid ir_block_new(struct ir_fn *fn, const char *name);
uint32_t ir_slot_new(
	struct ir_fn *fn, uint64_t size, uint32_t align, const char *name, src_loc loc);
uint32_t ir_core_new(struct ir_module *m, struct ir_core core);

static inline struct ir_ins *ir_get(const struct ir_fn *fn, ir_ref r)
{
	return &fn->ins.p[r];
}

/* What a call does; NULL: anything. */
static inline const struct ir_effects *ir_effects_of(
	const struct ir_fn *fn, const struct ir_ins *ins)
{
	return ins->effects ? fn->module->effects.p[ins->effects - 1] : NULL;
}
/* The number for ins->effects; of NULL 0. */
uint32_t ir_effects_add(struct ir_module *m, const struct ir_effects *e);

/* Leaves: found or made. */
ir_ref ir_const(struct ir_fn *fn, enum ir_type type, int64_t value); /* i32 is kept zero-extended */
ir_ref ir_undef(struct ir_fn *fn, enum ir_type type);
ir_ref ir_param(struct ir_fn *fn, uint32_t index);
ir_ref ir_slot_addr(struct ir_fn *fn, uint32_t slot);
ir_ref ir_gaddr(struct ir_fn *fn, struct ir_sym *sym, int64_t offset);
ir_ref ir_core_value(struct ir_fn *fn, enum ir_type type, uint32_t core);
/* value may be NULL; i32 zero-extended */
bool ir_is_const(const struct ir_fn *fn, ir_ref r, int64_t *value);

/* A new instruction (a copy of `ins`) at the end of block b, before `at`, or after it. Predecessor
 * lists of the targets of terminators are kept by ir_append, ir_insert_before and ir_remove. */
ir_ref ir_append(struct ir_fn *fn, ir_bid b, struct ir_ins ins);
ir_ref ir_insert_before(struct ir_fn *fn, ir_ref at, struct ir_ins ins);
ir_ref ir_insert_after(struct ir_fn *fn, ir_ref at, struct ir_ins ins);
ir_ref ir_insert_phi(struct ir_fn *fn, ir_bid b, enum ir_type type); /* first in b, args all 0 */
/* One more argument, for a predecessor that is listed last. */
void ir_phi_push(struct ir_fn *fn, ir_ref phi, ir_ref value);
/* Its instructions and blocks are not needed any more; name, slots, place and flags stay. */
void ir_drop_code(struct ir_fn *fn);
/* Unlink; its uses must be gone or be replaced. */
void ir_remove(struct ir_fn *fn, ir_ref r);
/* Let every use of `old` be `with`: unlinks old and makes it a copy, which ir_resolve() follows.
 * Its own next stays readable, so that an ir_for_ins that replaces its r goes on. */
void ir_replace(struct ir_fn *fn, ir_ref old, ir_ref with);
/* The value behind copies (also of refs that were kept across passes). */
ir_ref ir_resolve(const struct ir_fn *fn, ir_ref r);
/* Rewrite every operand through ir_resolve: each pass that replaced anything ends with it. */
void ir_resolve_all(struct ir_fn *fn);
/* Give b another terminator, keeping predecessor lists and the phis of lost edges right. */
void ir_set_term(struct ir_fn *fn, ir_bid b, struct ir_ins term);
/* The edge from -> to (one of them when there are several) goes to `new_to` instead. Phis of `to`
 * lose the argument; those of new_to get 0, to be filled by the caller. */
void ir_redirect(struct ir_fn *fn, ir_bid from, ir_bid to, ir_bid new_to);
uint32_t ir_pred_index(const struct ir_fn *fn, ir_bid b, ir_bid pred);

/* Move what follows `at` to a new block, which takes the successors over; at's block is left
 * without a terminator. */
ir_bid ir_block_split(struct ir_fn *fn, ir_ref at);
/* Unlink b and all that is in it: its edges, and the phi arguments they carried. */
void ir_block_remove(struct ir_fn *fn, ir_bid b);
/* Remove the blocks that cannot be reached from the entry. True when there were any. */
bool ir_remove_unreachable(struct ir_fn *fn);
struct ir_sym *ir_sym_find(const struct ir_module *m, const char *name); /* linear; NULL */

/* Operands, uniformly: number of them, and the i-th for reading or writing. */
uint32_t ir_operand_count(const struct ir_ins *ins);
ir_ref *ir_operand(struct ir_ins *ins, uint32_t i);
/* Successors, uniformly; of a block's terminator. */
uint32_t ir_succ_count(const struct ir_ins *term);
ir_bid *ir_succ(struct ir_ins *term, uint32_t i);

static inline bool ir_is_term(const struct ir_ins *ins)
{
	return ir_ops[ins->op].flags & OPF_TERM ||
	       (ins->op == IR_ASM && ins->u.assembly->targets.n);
}
static inline bool ir_is_leaf(const struct ir_ins *ins)
{
	return ir_ops[ins->op].flags & OPF_LEAF;
}
static inline unsigned ir_type_bits(enum ir_type t)
{
	return t == IR_I32 ? 32 : 64;
}
/* Removable when unused: pure, or a load that is not volatile, or a call that has no effect. */
bool ir_is_removable(const struct ir_fn *fn, const struct ir_ins *ins);

#define ir_for_blocks(b, fn)                        \
	for (ir_bid b = 0; b < (fn)->blocks.n; b++) \
		if (!(fn)->blocks.p[b]->removed)
#define ir_for_ins(r, fn, b) for (ir_ref r = (fn)->blocks.p[b]->first; r; r = (fn)->ins.p[r].next)
#define ir_for_phis(r, fn, b)                                                       \
	for (ir_ref r = (fn)->blocks.p[b]->first; r && (fn)->ins.p[r].op == IR_PHI; \
		r = (fn)->ins.p[r].next)
/* r itself may be removed in the body */
#define ir_for_ins_safe(r, fn, b)                                                            \
	for (ir_ref r = (fn)->blocks.p[b]->first, r##_next = r ? (fn)->ins.p[r].next : 0; r; \
		r = r##_next, r##_next = r ? (fn)->ins.p[r].next : 0)

/* ---- text (print.c, parse.c), checking (verify.c) ---- */

void ir_print_module(FILE *f, const struct ir_module *m);
void ir_print_fn(FILE *f, const struct ir_fn *fn);
/* Reads what ir_print_module writes; diagnostics go to ds, NULL then. */
struct ir_module *ir_parse(struct arena *a, struct diags *ds, struct source *s);
/* Every rule of this header holds, or an internal error that names `after`, function and value. */
void ir_verify_module(const struct ir_module *m, const char *after);
void ir_verify_fn(const struct ir_fn *fn, const char *after);
/* The same as a message: the first rule that is broken, in `a`; NULL when all hold. */
const char *ir_check_fn(struct arena *a, const struct ir_fn *fn);

#endif
