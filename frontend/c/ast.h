/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The typed syntax tree. Nodes are made by sema_*.c while parsing and are born typed: every
 * implicit conversion is an EX_CAST node, so that lowering decides nothing about C's rules.
 * Constants are folded where the standard asks for one; otherwise the tree keeps what was written.
 *
 * An expression is a value or an lvalue (is_lvalue). An lvalue is read through an EX_CAST with
 * CAST_LVALUE (load), CAST_ARRAY (decay) or CAST_FUNC (designator to pointer).
 * Errors become EX_ERROR of type TY_ERROR and are not diagnosed again.
 */
#ifndef FRONTEND_C_AST_H
#define FRONTEND_C_AST_H

#include "type.h"

/* ---- declarations ---- */

enum decl_kind { DECL_VAR, DECL_FUNC, DECL_PARAM, DECL_TYPEDEF, DECL_ENUMERATOR };
enum storage { STORE_NONE, STORE_STATIC, STORE_EXTERN, STORE_AUTO, STORE_REGISTER, STORE_TYPEDEF };

/* What attributes said; NULL where nothing did. */
struct attrs {
	const char *section;
	const char *asm_name; /* asm("name"): label or register */
	const char *alias;
	uint32_t align; /* 0: not given */
	bool packed, used, unused, weak, hidden, always_inline, no_inline, naked, noreturn,
		deprecated;
	bool preserve_access_index, preserve_static_offset, pure, is_const, transparent_union;
	bool may_alias, fallthrough, warn_unused_result, cold, hot, gnu_inline;
	const char *deprecated_message;
	const char *error_message; /* error("..."): a call that survives is an error */
	struct decl *cleanup;      /* cleanup(function) */
	uint32_t address_space;
	int mode;                    /* enum type_kind of mode(...); 0: none */
	VEC(const char *) decl_tags; /* btf_decl_tag */
	VEC(const char *) type_tags; /* btf_type_tag */
};

struct decl {
	uint8_t kind;    /* enum decl_kind */
	uint8_t storage; /* enum storage */
	struct ident *name;
	struct qtype type;
	src_loc loc, end; /* of the name; end of a function's body */
	uint32_t scope;   /* scope_depth() where it was declared */
	struct attrs *attrs;
	struct decl
		*canonical; /* the first declaration of the same entity: what follows lives there */
	bool is_global;     /* file scope or static local: has an ir_sym */
	bool is_static;     /* internal linkage or static local */
	bool is_defined;    /* has a body, an initialiser, or is tentative */
	bool is_inline;
	bool assigned;      /* written to, or its address taken, after initialisation */
	bool address_taken; /* & applied, array decayed, record passed by its address */
	bool referenced;    /* named in an evaluated context */
	bool named;         /* ... or in any other */
	bool is_builtin;    /* implicit declaration of a library builtin such as memcpy */
	union {
		struct {
			struct init *init; /* NULL: none */
			int reg;           /* register variable asm("rN"); -1: none */
		} var;
		struct {
			struct stmt *body;      /* NULL: a declaration only, or lazy */
			struct lazy_body *lazy; /* the body, not parsed: nothing uses it so far */
			struct decl **params;
			uint32_t n_params;
			bool old_style;        /* calls ahead of it promoted the arguments */
			struct decl *name_var; /* __func__, when used */
		} func;
		struct {
			int64_t value;
			struct type *of; /* the enum */
		} enumerator;
		struct {
			uint32_t index;
		} param;
		struct type *sugar; /* TYPEDEF: the TY_TYPEDEF that its name means */
	} u;
	uint32_t uses; /* how often it is named; where its value is only replaced does not count */
	void *lowered; /* lowering's own */
};

static inline bool decl_has_body(const struct decl *d)
{
	return d->u.func.body || d->u.func.lazy;
}

/* ---- initialisers: flat, ascending by offset; braces and designators resolved ---- */

struct init_item {
	uint64_t offset;        /* bytes from the object's start; of a bit-field: of its record */
	struct qtype type;      /* of the member or element that is initialised */
	struct field *bitfield; /* not NULL: a bit-field */
	struct expr *value; /* converted to type; also a record value, or an EX_STRING for a char
			       array */
};
struct init {
	VEC(struct init_item) items; /* what later items override is already removed */
	bool zero_rest;              /* braces round an aggregate: everything else is zero */
	src_loc loc;
};

/* ---- expressions ---- */

enum expr_kind {
	EX_ERROR,
	EX_INT,      /* integer, character, enumerator, folded sizeof or operator (op): u.value */
	EX_FLOAT,    /* u.f: only to be folded away or diagnosed */
	EX_STRING,   /* lvalue of array type: u.string */
	EX_DECL,     /* variable, parameter or function: u.decl; an lvalue */
	EX_COMPOUND, /* compound literal, an lvalue: u.decl, unnamed, with its init */
	EX_MEMBER,   /* u.member: base is an lvalue or a record value; p->m is (*p).m with arrow set
		      */
	EX_DEREF,    /* *u.a, an lvalue (or a function) */
	EX_ADDR,     /* &u.a */
	EX_UNARY,    /* op u.a: OPR_NEG NOT LNOT PLUS */
	EX_INCDEC,   /* u.a lvalue; OPR_PREINC ... */
	EX_BINARY,   /* u.b: operands converted; pointer +- integer has the pointer left; pointer -
			pointer: ptrdiff */
	EX_LOGICAL,  /* OPR_LAND, OPR_LOR: u.b; int */
	EX_ASSIGN,   /* u.b: l = r */
	EX_COMPOUND_ASSIGN, /* u.assign: l op= r, done in type `computed`; r converted to it (shift:
			       promoted; pointer: integer) */
	EX_COND,    /* u.cond: c ? t : f; for `c ?: f`, t is NULL: the value is c, evaluated once,
		       converted to type */
	EX_COMMA,   /* u.b */
	EX_CAST,    /* u.cast: implicit or written */
	EX_CALL,    /* u.call */
	EX_STMT,    /* ({ ... }): u.stmt; its value is the last expression statement's */
	EX_BUILTIN, /* u.call with u.call.builtin: __builtin_*, __sync_*, __atomic_*, memcpy and its
		       kin */
	EX_PRESERVE, /* __builtin_preserve_access_index(u.a): member accesses inside are relocated
		      */
	EX_CORE,     /* u.core: preserve_field_info, _type_info, _enum_value, btf_type_id */
	EX_COUNT
};

enum expr_op {
	OPR_NONE,
	OPR_ADD,
	OPR_SUB,
	OPR_MUL,
	OPR_DIV,
	OPR_MOD,
	OPR_AND,
	OPR_OR,
	OPR_XOR,
	OPR_SHL,
	OPR_SHR,
	OPR_EQ,
	OPR_NE,
	OPR_LT,
	OPR_GT,
	OPR_LE,
	OPR_GE,
	OPR_LAND,
	OPR_LOR,
	OPR_NEG,
	OPR_NOT,
	OPR_LNOT,
	OPR_PLUS,
	OPR_PREINC,
	OPR_PREDEC,
	OPR_POSTINC,
	OPR_POSTDEC,
};

enum cast_kind {
	CAST_NONE,    /* same representation: qualifiers, enum to its type, pointer to pointer */
	CAST_LVALUE,  /* read the lvalue */
	CAST_ARRAY,   /* array lvalue to pointer to its first element */
	CAST_FUNC,    /* function designator to pointer */
	CAST_INT,     /* integer to integer: truncate, or extend by the source's signedness */
	CAST_BOOL,    /* scalar != 0 */
	CAST_PTR_INT, /* pointer to integer of any width */
	CAST_INT_PTR,
	CAST_SPACE, /* pointer to pointer of another address space */
	CAST_VOID,
	CAST_UNION, /* GNU cast to union */
	CAST_FLOAT, /* from or to a floating type: folded or diagnosed */
};

/* EX_CORE: which builtin; u.core.flag is its constant last argument. */
enum core_query { CORE_FIELD_INFO, CORE_TYPE_INFO, CORE_ENUM_VALUE, CORE_BTF_TYPE_ID };
struct core_expr {
	struct expr *a;  /* FIELD_INFO: the access; BTF_TYPE_ID: NULL */
	struct qtype of; /* TYPE_INFO, BTF_TYPE_ID, ENUM_VALUE: the type */
	struct decl *enumerator;
	uint64_t flag;
	uint8_t query; /* enum core_query */
};

#define EXPR_MAX_HEIGHT 2000

struct expr {
	uint8_t kind;   /* enum expr_kind */
	uint8_t op;     /* enum expr_op */
	bool is_lvalue; /* a bit-field lvalue is an EX_MEMBER whose field is one */
	bool parenthesized;
	bool implicit; /* EX_CAST that nobody wrote */
	/*
	 * The longest way down, at most EXPR_MAX_HEIGHT, so that walks may recurse. The left
	 * operands of EX_BINARY, EX_LOGICAL and EX_COMMA do not count: such a spine can be 100,000
	 * nodes long and must be walked in a loop (implicit casts can stand in it; they count).
	 */
	uint16_t height;
	struct qtype type;
	src_loc loc; /* where the caret goes: the operator, or the first token */
	struct src_range range;
	union {
		struct {
			uint64_t lo, hi; /* two's complement, extended to 128 bits by the type */
			struct decl *enumerator; /* the enumerator that was written; NULL */
		} value;
		double f;
		struct {
			const char *bytes; /* target byte order, NUL included in size */
			uint64_t size;
			uint32_t char_size;
		} string;
		struct decl *decl;
		struct {
			struct expr *base;
			struct field *field;
			struct record *record; /* whose member it is */
			bool arrow;
		} member;
		struct expr *a;
		struct {
			struct expr *l, *r;
		} b;
		struct {
			struct expr *l, *r;
			struct qtype computed;
		} assign;
		struct {
			struct expr *c, *t, *f;
		} cond;
		struct {
			struct expr *a;
			uint8_t kind; /* enum cast_kind */
		} cast;
		struct {
			struct expr *fn; /* a pointer value; EX_BUILTIN: NULL */
			struct expr **args;
			uint32_t n;
			uint16_t builtin; /* enum builtin (builtins.def) */
		} call;
		struct {
			struct stmt *body; /* ST_BLOCK */
		} stmt;
		struct core_expr *core;
	} u;
};

/* ---- statements ---- */

enum stmt_kind {
	ST_EMPTY,
	ST_EXPR,
	ST_DECL,
	ST_BLOCK,
	ST_IF,
	ST_WHILE,
	ST_DO,
	ST_FOR,
	ST_SWITCH,
	ST_CASE,
	ST_DEFAULT,
	ST_LABEL,
	ST_GOTO,
	ST_BREAK,
	ST_CONTINUE,
	ST_RETURN,
	ST_ASM,
	ST_COUNT
};

struct label {
	struct ident *name;
	src_loc loc;
	bool defined, used;
	void *lowered;
};

struct asm_operand {
	struct ident *name; /* [name]; NULL: none */
	const char *constraint;
	struct expr *value; /* output: lvalue; input: value, for "m" an lvalue */
	src_loc loc;
};
struct asm_stmt {
	const char *text; /* concatenated, escapes done */
	VEC(struct asm_operand) outputs, inputs;
	VEC(const char *) clobbers;
	VEC(struct label *) labels; /* asm goto */
	VEC(struct ident *) names;  /* "call NAME", "NAME ll": what the unit's end knows of it */
	bool is_volatile, is_goto;
	bool is_basic; /* no colon: the text is taken literally */
};

struct stmt {
	uint8_t kind; /* enum stmt_kind */
	src_loc loc, end;
	struct stmt *next; /* in its block */
	union {
		struct expr *expr; /* EXPR; RETURN (NULL: none) */
		struct decl *decl; /* DECL: one a statement */
		struct {
			struct stmt *first;
		} block;
		struct { /* `else if` chains can be long: walk `other` in a loop */
			struct expr *cond;
			struct stmt *then, *other;
		} if_;
		struct { /* WHILE DO FOR; unroll as ir_block.unroll: 0 nothing said, 1 do not,
			    UINT32_MAX fully, N */
			struct stmt *init;
			struct expr *cond, *step;
			struct stmt *body;
			uint32_t unroll;
		} loop;
		struct {
			struct expr *cond; /* promoted */
			struct stmt *body;
			VEC(struct stmt *) cases; /* ST_CASE, in order */
			struct stmt *deflt;
		} switch_;
		struct { /* CASE and DEFAULT: lo..hi inclusive in the promoted type; `case 1: case
			    2: ...` is a chain of bodies, as are labels: walk it in a loop */
			uint64_t lo, hi;
			struct stmt *body;
			void *lowered;
		} case_;
		struct {
			struct label *label;
			struct stmt *body;
		} label;
		struct label *target; /* GOTO */
		struct asm_stmt *assembly;
	} u;
};

/* ---- the unit ---- */

struct ast {
	/* Canonical functions and variables at file scope, and static locals, in order of
	 * appearance. */
	VEC(struct decl *) decls;
	VEC(struct type *) tagged; /* records and enums in order of definition, lazy ones too */
	VEC(const char *) file_asm;
};

#endif
