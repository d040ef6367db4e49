/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lowering: the typed tree to IR. What lower_*.c share.
 *
 * A value is one ir_ref: i32 for integers up to int (narrow ones extended to 32 bits as their C
 * type says), i64, ptr. __int128 is two i64 (hi set); a record is the address of memory that holds
 * it and that nobody changes before the value is used. void is 0.
 *
 * A scalar whose address is not taken and that is not volatile is an SSA variable; every other
 * object is a slot. Functions and objects are lowered when something refers to them (work lists in
 * struct lower), so headers full of inline functions cost nothing.
 */
#ifndef FRONTEND_C_LOWER_H
#define FRONTEND_C_LOWER_H

#include "ast.h"
#include "bpf/prog.h"
#include "ir/build.h"
#include "unit.h"

struct value {
	ir_ref r;
	ir_ref hi; /* __int128 only */
};
static inline struct value value_of(ir_ref r)
{
	return (struct value){.r = r};
}

/* A local object: decl->lowered of what is not is_global. */
enum local_kind { LOCAL_VAR, LOCAL_MEM };
struct local {
	uint8_t kind;   /* enum local_kind */
	bool wide;      /* an __int128: hi as well */
	ir_var v, hi;   /* VAR */
	ir_ref addr;    /* MEM */
	uint32_t align; /* MEM: bytes */
	int reg;        /* asm("rN"), or -1 */
};

/* A CO-RE access path that is being collected; its value is added to the place's address last. */
struct core_path {
	struct type *root;  /* record (or typedef of one) of the first index; NULL: no path */
	const char *access; /* "0:1:2" */
	int64_t value;      /* bytes, by the local layout */
	struct qtype of;    /* type of what the path reaches */
};

/* Where an lvalue is. Address: base + off + the path's relocated value. */
struct place {
	struct local *var; /* not NULL: an SSA variable; nothing else counts */
	ir_ref base;
	int64_t off;
	int64_t anchor; /* the offset at which ... */
	uint32_t align; /* ... the address has this alignment, bytes */
	uint16_t flags; /* INSF_VOLATILE, INSF_CONST_MEM */
	uint32_t space; /* C address space; not 0: the address is cast before an access */
	struct core_path path;
	const struct bpf_ctx_field *ctx; /* a context field that is a pointer */
	const struct field *bits;        /* a bit-field ... */
	uint64_t bit_offset;             /* ... this many bits from base + off, where ... */
	uint64_t bit_room;               /* ... this many bytes may be accessed */
	uint32_t bit_unit;               /* CO-RE: the bytes to access at once; 0: as wanted */
};

/* A scope with something to do when it is left. */
struct cleanup {
	struct cleanup *up;
	struct decl *var;
	uint32_t depth;
};

/* A jump whose target's scope was not known yet. */
struct pending_goto {
	struct label *label;
	ir_bid from;
	struct cleanup *cleanups;
};

struct jump_target {
	ir_bid block;
	struct cleanup *cleanups; /* those that stay */
};

/* lower_abi(): how a C type is passed. */
enum abi_kind { ABI_NONE, ABI_SCALAR, ABI_ONE, ABI_TWO, ABI_PTR };

/* Of the function that is being lowered. */
struct lower_fn {
	struct decl *decl;
	struct ir_fn *fn;
	struct ir_build b;
	struct qtype ret;
	ir_ref ret_ptr; /* hidden first parameter: where a record result goes */
	struct cleanup *cleanups;
	struct jump_target on_break, on_continue;
	VEC(struct pending_goto) gotos;
	struct expr *discarded;   /* the expression whose value is not wanted */
	uint32_t preserve;        /* > 0: inside __builtin_preserve_access_index */
	VEC(struct expr *) spine; /* stack of lower_expr */
};

struct lower {
	struct frontend *fe;
	struct arena *arena;   /* unit */
	struct arena *scratch; /* of the current function's construction */
	struct diags *ds;
	struct types *ts;
	struct ir_module *m;
	struct lower_fn *f;         /* NULL outside functions */
	VEC(struct decl *) todo;    /* functions and objects that were referred to */
	VEC(struct ir_sym *) taken; /* functions whose address is used */
	struct map strings;         /* hash of a literal's bytes -> struct lower_string chain */
	struct map effects;         /* helper number -> struct ir_effects * */
	struct map cores;           /* idents of relocations -> index + 1 */
	struct map names;           /* idents: names of static locals */
	bool any_string;
	uint32_t n_unique; /* suffixes of names, as LLVM counts them */
	uint32_t n_anon, n_asm;
};

#define B(L)  (&(L)->f->b)
#define FN(L) ((L)->f->fn)

/* ---- lower.c ---- */
/* The symbol of a function or a static object; what it stands for is put on the work list. */
struct ir_sym *lower_sym(struct lower *L, struct decl *d);
/* Values of what BPF cannot do: some value of the right shape, after the error was reported. */
struct value lower_undef(struct lower *L, struct qtype t);
/* Diagnoses, at the builder's place, an operation on a and b (or none) that BPF does not have; the
 * value is undefined. */
struct value lower_no_float(struct lower *L, struct qtype t, struct value a, struct value b);
/* The bits of a float (size 4) or double (8). */
uint64_t lower_float_bits(double f, uint64_t size);

/* ---- lower_type.c ---- */
enum ir_type lower_type(
	struct lower *L, struct qtype t); /* of a scalar (not __int128); void: IR_VOID */
bool lower_is_128(struct qtype t);
bool lower_is_record(struct qtype t); /* also arrays: lives in memory */
enum abi_kind lower_abi(struct lower *L, struct qtype t, bool is_ret);
struct ir_access lower_access(struct lower *L, struct qtype t, uint32_t align, uint16_t flags);
/* The register type that holds `size` bytes. */
enum ir_type lower_int_type(uint64_t size);
ir_ref lower_i64(struct lower *L, int64_t v);
ir_ref lower_zero(struct lower *L, struct qtype t); /* of a scalar (not __int128) */
/* A new slot: its address. */
ir_ref lower_temp(struct lower *L, uint64_t size, uint32_t align, const char *name, src_loc loc);
uint32_t lower_slot_align(uint64_t size, uint32_t align);

/* ---- lower_expr.c ---- */
struct value lower_expr(struct lower *L, struct expr *e);
/* The same where the value is one register. */
ir_ref lower_scalar(struct lower *L, struct expr *e);
/* For its effects only. */
void lower_effect(struct lower *L, struct expr *e);
/* Integer v of type `from` (any integer, pointer) as `to`. */
struct value lower_convert(struct lower *L, struct value v, struct qtype from, struct qtype to);
/* x op y in type t (operands converted; shifts: y of type yt). */
struct value lower_arith(struct lower *L, enum expr_op op, struct qtype t, struct value x,
	struct value y, struct qtype yt);
/* p +- index: index of type it, elements of type elem. */
ir_ref lower_ptr_add(struct lower *L, ir_ref p, struct value index, struct qtype it,
	struct qtype elem, bool minus);

/* ---- lower_cond.c ---- */
/* Branch on e being true. */
void lower_cond(struct lower *L, struct expr *e, ir_bid then, ir_bid other);
struct value lower_logical(struct lower *L, struct expr *e);
struct value lower_choice(struct lower *L, struct expr *e); /* ?: */
enum ir_cc lower_cc(enum expr_op op, bool is_signed);
/* l op r as i32, operands of type t. */
ir_ref lower_compare(
	struct lower *L, enum expr_op op, struct qtype t, struct value l, struct value r);

/* ---- lower_place.c ---- */
struct place lower_place(struct lower *L, struct expr *e);
/* What a pointer-valued expression points to. */
struct place lower_pointee(struct lower *L, struct expr *e);
struct place lower_place_at(ir_ref base, uint32_t align);
/* The address as one value (relocations applied). */
ir_ref lower_address(struct lower *L, struct place *p);
/* A scalar, __int128 or record (its address) of type t from there. */
struct value lower_load(struct lower *L, struct place *p, struct qtype t);
/* The same into it; a record value is copied. Returns what an assignment's value is. */
struct value lower_store(struct lower *L, struct place *p, struct qtype t, struct value v);
/* Make the place one that is accessed as it stands: lower_load and lower_store do so themselves. */
void lower_reach(struct lower *L, struct place *p);
uint32_t lower_align_at(const struct place *p);
struct place lower_decl_place(struct lower *L, struct decl *d);

/* ---- lower_bits.c ---- */
struct value lower_load_bits(struct lower *L, struct place *p, struct qtype t);
struct value lower_store_bits(struct lower *L, struct place *p, struct qtype t, struct value v);

/* ---- lower_core.c ---- */
/* The member of the place: relocated if its record or context asks for it. */
void lower_core_member(struct lower *L, struct place *p, struct expr *member, struct qtype record);
/* Element `index` of a pointer, or of an array (else array.t is NULL). */
void lower_core_index(
	struct lower *L, struct place *p, int64_t index, struct qtype elem, struct qtype array);
/* End the path: its value becomes part of base. */
void lower_core_end(struct lower *L, struct place *p);
struct value lower_core(struct lower *L, struct expr *e);

/* ---- lower_init.c ---- */
/* A new local object: memory or variable, not initialised. */
struct local *lower_local(struct lower *L, struct decl *d);
void lower_init_local(struct lower *L, struct decl *d);

/* ---- lower_data.c ---- */
/* A static object's bytes and relocations. init NULL: zero. */
struct ir_data *lower_data(struct lower *L, struct qtype t, struct init *init, uint32_t align);
/* The number that e is known to be; false: it is none (an address, not constant). */
bool lower_constant(struct lower *L, struct expr *e, int64_t *value);
struct ir_sym *lower_string(struct lower *L, const struct expr *e);
/* Read-only bytes without a name of their own. */
struct ir_sym *lower_anon_data(struct lower *L, const char *name, struct ir_data *data);

/* ---- lower_stmt.c ---- */
void lower_stmt(struct lower *L, struct stmt *s);
/* Run the cleanups of the scopes that are left on the way out to `upto`. */
void lower_cleanups(struct lower *L, struct cleanup *upto);
struct value lower_stmt_expr(struct lower *L, struct expr *e);

/* ---- lower_call.c ---- */
struct value lower_call(struct lower *L, struct expr *e);
/* Of a cast that changes nothing: of what bpf_ringbuf_reserve gave, it says what the record is. */
void lower_note_reserved(struct lower *L, const struct expr *cast);
/* The parameters' IR types by the function's C type; the hidden one included. */
void lower_signature(struct lower *L, struct ir_fn *fn, struct qtype type);
/* Give the parameters their places at the function's entry. */
void lower_params(struct lower *L, struct decl *d);
void lower_return(struct lower *L, struct expr *e, src_loc loc);

/* ---- lower_builtin.c, lower_bitops.c, lower_atomic.c ---- */
struct value lower_builtin(struct lower *L, struct expr *e);
bool lower_bitop(struct lower *L, struct expr *e, struct value *out);
struct value lower_overflow(struct lower *L, struct expr *e);
bool lower_atomic(struct lower *L, struct expr *e, struct value *out);

/* ---- lower_int128.c ---- */
struct value lower_arith128(
	struct lower *L, enum expr_op op, bool is_signed, struct value x, struct value y);
ir_ref lower_cmp128(
	struct lower *L, enum expr_op op, bool is_signed, struct value x, struct value y);
struct value lower_shift128(
	struct lower *L, enum expr_op op, bool is_signed, struct value x, ir_ref count);
/* High 64 bits of the 128-bit product of unsigned x and y. */
ir_ref lower_umulh(struct lower *L, ir_ref x, ir_ref y);

/* ---- lower_asm.c ---- */
void lower_asm(struct lower *L, struct asm_stmt *s, src_loc loc);
/* The block of a label. */
ir_bid lower_label_block(struct lower *L, struct label *l);

#endif
