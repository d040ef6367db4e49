/* SPDX-License-Identifier: BSD-2-Clause */
/* What sema_builtin.c and sema_atomic.c share: a builtin's call while it is checked. */
#ifndef FRONTEND_C_SEMA_BUILTIN_H
#define FRONTEND_C_SEMA_BUILTIN_H

#include "sema.h"

struct builtin_call {
	struct parser *p;
	const struct builtin_row *row;
	struct expr **args;
	uint32_t n;
	src_loc loc, close; /* of the name, of ')' */
};

/* Exactly this many arguments; false: diagnosed. */
bool builtin_count(struct builtin_call *c, uint32_t want);
/* Read the arguments from this one on; false: an error among them. */
bool builtin_values(struct builtin_call *c, uint32_t from);
/* An argument that must be a constant; false: diagnosed. */
bool builtin_const_arg(struct builtin_call *c, uint32_t i, uint64_t *out);
struct expr *builtin_node(
	struct builtin_call *c, enum builtin id, struct expr **args, uint32_t n, struct qtype type);
/* sema_atomic.c: rows whose check is BC_ATOMIC_*, BC_SYNC_*, BC_C11_*. */
struct expr *sema_atomic_call(struct builtin_call *c);

#endif
