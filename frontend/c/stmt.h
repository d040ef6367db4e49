/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files about statements share: parse_stmt.c, parse_asm.c, parse_pragma.c, sema_stmt.c. */
#ifndef FRONTEND_C_STMT_H
#define FRONTEND_C_STMT_H

#include "sema.h"

struct stmt *stmt_new(struct parser *p, enum stmt_kind kind, src_loc loc);

/* ---- parse_stmt.c ---- */

/* 6.8. `value`: the statement may be a statement expression's last, whose value is kept. */
struct stmt *parse_statement(struct parser *p, bool value);

/* ---- parse_asm.c ---- */

/* asm-statement; the keyword is current. */
struct stmt *parse_asm(struct parser *p);

/* ---- parse_loop_pragma.c ---- */

/* The current token is a loop's TOK_PRAGMA: it and those that follow it; the loops' `unroll`. */
uint32_t parse_loop_pragmas(struct parser *p);

/* ---- sema_stmt.c ---- */

/* The function's label of this name, made when new. */
struct label *sema_label(struct parser *p, struct ident *name, src_loc loc);
void sema_define_label(struct parser *p, struct label *l, src_loc loc);
/* __label__: a label of the block. Returns what the name meant outside, for sema_restore_label. */
struct label *sema_local_label(struct parser *p, struct ident *name, src_loc loc);
void sema_restore_label(struct parser *p, struct ident *name, struct label *outer);
void sema_check_labels(struct parser *p);
/* A case's value in the type of the switch around it; false: diagnosed. */
bool sema_case_value(struct parser *p, struct expr *e, uint64_t *out);
/* Duplicates, and enumerators that are missing. cond: as written, before promotion. */
void sema_check_switch(struct parser *p, struct stmt *sw, struct qtype written);
struct stmt *sema_return(struct parser *p, struct expr *e, src_loc loc);

#endif
