/* SPDX-License-Identifier: BSD-2-Clause */
/* What parse_expr.c and parse_special.c share. */
#ifndef FRONTEND_C_PARSE_EXPR_H
#define FRONTEND_C_PARSE_EXPR_H

#include "sema.h"

/* 6.5.3, 6.5.4: unary and cast expressions, as written. */
struct expr *parse_unary(struct parser *p);
/* '(' is current: the arguments up to and over ')', whose place is *close. An error among them is
 * EX_ERROR. */
struct expr **parse_arguments(struct parser *p, uint32_t *n, src_loc *close);
/* The bracket that closes e; after an error in e its absence is no news: skips to it. */
void parse_close_after(struct parser *p, const struct expr *e, enum tok kind, src_loc open);
struct expr *parse_builtin_call(struct parser *p, const struct builtin_row *row, src_loc loc);

/* parse_stmt.c: '{' ... '}' of a statement expression: the last statement, when it is an
 * expression, keeps its value. */
struct stmt *parse_value_block(struct parser *p);

/* parse_special.c; the first token of each form is current */
struct expr *parse_stmt_expr(struct parser *p);
struct expr *parse_generic(struct parser *p);
struct expr *parse_sizeof(struct parser *p);
struct expr *parse_offsetof(struct parser *p);
struct expr *parse_types_compatible(struct parser *p);
struct expr *parse_choose_expr(struct parser *p);
struct expr *parse_va_arg(struct parser *p);
/* '{' is current, the type name in parentheses is read. */
struct expr *parse_compound_literal(struct parser *p, struct qtype type, src_loc open);

#endif
