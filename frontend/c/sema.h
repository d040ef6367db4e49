/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Expressions' and statements' meaning: makes typed nodes, checks C's constraints (C11 6.5, 6.8).
 * parse_expr.c and parse_stmt.c call it with the parts; parse.h has what the declarations' half
 * needs of it. Operands come as written (lvalues not read yet) unless said otherwise; an operand
 * that is EX_ERROR gives EX_ERROR silently.
 */
#ifndef FRONTEND_C_SEMA_H
#define FRONTEND_C_SEMA_H

#include "builtins.h"
#include "constexpr.h"
#include "parse.h"

/* ---- nodes: sema_node.c ---- */

/* New nodes with their range and height; too high: diagnosed, and p->stopped. */
struct expr *expr_unary(
	struct parser *p, enum expr_kind kind, struct expr *a, struct qtype type, src_loc loc);
struct expr *expr_binary(struct parser *p, enum expr_kind kind, enum expr_op op, struct expr *l,
	struct expr *r, struct qtype type, src_loc loc);
struct expr *expr_call(struct parser *p, enum expr_kind kind, struct expr *fn, struct expr **args,
	uint32_t n, struct qtype type, src_loc loc);
/* An implicit EX_CAST. */
struct expr *expr_cast(struct parser *p, struct expr *e, struct qtype to, enum cast_kind kind);
/* e is one step higher than `below`; checks the limit. */
void expr_above(struct parser *p, struct expr *e, const struct expr *below);
static inline bool expr_is_error(const struct expr *e)
{
	return e->kind == EX_ERROR || type_strip(e->type).t->kind == TY_ERROR;
}
/* Implicit casts removed. */
const struct expr *expr_bare(const struct expr *e);
/* The declaration whose object the lvalue is in (no pointer in between), or NULL. */
struct decl *expr_root(const struct expr *e);
/* The bit-field that was read or assigned to give this value, or NULL. */
const struct field *expr_bitfield(const struct expr *e);
/* "'u64' (aka 'unsigned long')" */
const char *sema_quoted(struct parser *p, struct qtype q);
static inline struct qtype type_basic(struct parser *p, enum type_kind kind)
{
	return type_q(p->types.basic[kind]);
}
/* Underline e. */
void sema_range(struct parser *p, const struct expr *e);

/* ---- conversions: sema_conv.c; operands are rvalues ---- */

struct expr *sema_promote(struct parser *p, struct expr *e);
struct qtype sema_promoted_type(struct parser *p, const struct expr *e);
/* 6.3.1.8: converts both; the common type. Both are arithmetic. */
struct qtype sema_usual(struct parser *p, struct expr **l, struct expr **r);
/* The type of a value of an lvalue of type q: no qualifiers at the top, sugar kept. */
struct qtype sema_value_type(struct qtype q);
/* Between any two scalar types, unchecked. */
struct expr *sema_convert(struct parser *p, struct expr *e, struct qtype to);
/* 6.3.2.3p3; also GNU's folded zeros, with a warning. */
bool sema_is_null(struct parser *p, struct expr *e);
/* A scalar value to be compared with 0, or EX_ERROR. `what`: "if" and so on, for warnings. */
struct expr *sema_condition(struct parser *p, struct expr *e);
/* sema_assign_convert with the parameter that is initialised, for the note; NULL: none. */
struct expr *sema_pass(
	struct parser *p, struct qtype to, struct expr *e, const struct param *param);
/* 6.5.4 */
struct expr *sema_cast(struct parser *p, struct qtype to, struct expr *e, src_loc open);
/* 6.3.1.1p1 and the like, for pointers: are the pointees' types the same but for qualifiers? */
bool sema_same_pointee(struct parser *p, struct qtype a, struct qtype b);

/* The values that an integer expression can have, cautiously: sema_range.c. */
struct int_range {
	unsigned width; /* bits needed, the sign's included when it can be negative */
	bool nonnegative;
};
struct int_range sema_int_range(struct parser *p, struct expr *e);

/* ---- operands: sema_primary.c, sema_access.c ---- */

struct expr *sema_number(struct parser *p, const struct token *t);
struct expr *sema_char(struct parser *p, const struct token *t);
struct expr *sema_string(struct parser *p, const struct lit_string *s, src_loc loc);
/* `called`: a '(' follows, so an undeclared name may be a function. */
struct expr *sema_name(struct parser *p, struct ident *id, src_loc loc, bool called);
struct expr *sema_decl_ref(struct parser *p, struct decl *d, src_loc loc);
struct expr *sema_index(struct parser *p, struct expr *a, struct expr *i, src_loc loc);
/* op: the place of '.' or '->' */
struct expr *sema_member(struct parser *p, struct expr *base, struct ident *name, src_loc name_loc,
	bool arrow, src_loc op);
struct expr *sema_deref(struct parser *p, struct expr *e, src_loc loc);
struct expr *sema_addr(struct parser *p, struct expr *e, src_loc loc);
/* The lvalue's object may be changed behind the compiler's back, or is assigned to. */
void sema_mark_address(struct expr *e);
void sema_mark_assigned(struct expr *e);
/* 6.3.2.1p1: e is a modifiable lvalue; else diagnosed at loc. */
bool sema_modifiable(struct parser *p, struct expr *e, src_loc loc);

/* ---- operators: sema_unary.c, sema_binary.c, sema_assign.c ---- */

struct expr *sema_unary(struct parser *p, enum expr_op op, struct expr *e, src_loc loc);
struct expr *sema_incdec(struct parser *p, enum expr_op op, struct expr *e, src_loc loc);
struct expr *sema_binary(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc);
/* The same for compound assignment: without the warnings about precedence. */
struct expr *sema_operate(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc);
/* op OPR_NONE: plain assignment */
struct expr *sema_assign(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc);
/* t NULL: c ?: f. c is a condition already, t and f as written. */
struct expr *sema_conditional(struct parser *p, struct expr *c, struct expr *t, struct expr *f,
	src_loc question, src_loc colon);
struct expr *sema_comma(struct parser *p, struct expr *l, struct expr *r, src_loc loc);
const char *sema_op_text(enum expr_op op);

/* ---- calls: sema_call.c, sema_builtin.c ---- */

struct expr *sema_call(struct parser *p, struct expr *fn, struct expr **args, uint32_t n,
	src_loc open, src_loc close);
struct expr *sema_builtin_call(struct parser *p, const struct builtin_row *row, struct expr **args,
	uint32_t n, src_loc loc, src_loc close);
/* The row this name means in a call, or NULL: a builtin, or a library function (declared as d). */
const struct builtin_row *sema_builtin_named(struct parser *p, struct ident *id, struct decl *d);
/* 6.5.2.2p6: an argument without a parameter. */
struct expr *sema_default_promote(struct parser *p, struct expr *e);

/* An operator on integer constants: EX_INT with its value, keeping `op`; else e itself. Warns of
 * overflow. */
struct expr *sema_fold_int(struct parser *p, struct expr *e);
/* A floating operation or conversion whose value is known: EX_FLOAT or EX_INT; else e itself. */
struct expr *sema_fold_float(struct parser *p, struct expr *e);
/* 6.6p6: EX_INT with the value of e, or EX_ERROR (diagnosed). */
struct expr *sema_const_int(struct parser *p, struct expr *e);

/* ---- full expressions and statements: sema_warn.c, sema_stmt.c ---- */

/* An expression statement's value is dropped; warns when that makes it useless. */
struct expr *sema_discard(struct parser *p, struct expr *e);
/* The same for a comma's left operand. */
struct expr *sema_discard_left(struct parser *p, struct expr *e);
/* Warns about `if (x = y)` and the like. */
void sema_warn_condition(struct parser *p, struct expr *e);
/* Warns about `a + b ? c : d`; e is the condition. */
void sema_warn_question(struct parser *p, const struct expr *e, src_loc loc);
/* Warns about what operators' mixture is easily misread. Called when a binary node is made. */
void sema_warn_binary(
	struct parser *p, enum expr_op op, struct expr *l, struct expr *r, src_loc loc);
/* The end of the function can be reached, so a value must be returned there. */
void sema_warn_return(struct parser *p, struct stmt *body);

#endif
