/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scopes (C11 6.2.1). The innermost declaration of a name is in its ident's slots: id->sym is a
 * struct decl *, id->tag a struct type * (record or enum); looking up is a load. A scope that is
 * left undoes what it bound, from a list; file scope is never left and needs no list.
 */
#ifndef FRONTEND_C_SCOPE_H
#define FRONTEND_C_SCOPE_H

#include "ast.h"

struct scope_undo {
	struct ident *id;
	void *old; /* what the slot held outside */
	void *now; /* what was bound */
	bool is_tag;
};

struct scopes {
	struct arena *arena;
	VEC(struct scope_undo) undo;
	VEC(uint32_t) marks; /* undo.n at the start of each open scope */
	/* Between scope_to_file and scope_return: marks and undo start here. */
	uint32_t base, undo_base;
};

/* 0: file scope; 1: a function's parameters and outermost block (or a prototype); then blocks. */
static inline uint32_t scope_depth(const struct scopes *s)
{
	return s->marks.n - s->base;
}
void scope_push(struct scopes *s);
void scope_pop(struct scopes *s);
/* In the current scope; d->scope and the record's or enum's scope are set. */
void scope_bind(struct scopes *s, struct decl *d);
void scope_bind_tag(struct scopes *s, struct ident *id, struct type *t);
/* The n-th declaration of the innermost scope in order, without the tags; NULL: no more. Start
 * with *at = 0. */
struct decl *scope_next(const struct scopes *s, uint32_t *at);
/* What the name means at file scope, or NULL. */
struct decl *scope_find_file(const struct scopes *s, const struct ident *id);
/* Make names mean what they mean at file scope, and undo that. The token is for scope_return. */
struct scope_away {
	uint32_t base, undo_base;
};
struct scope_away scope_to_file(struct scopes *s);
void scope_return(struct scopes *s, struct scope_away away);

/* The declaration that the name means here, or NULL. Use its canonical one for what it is. */
static inline struct decl *scope_find(const struct ident *id)
{
	return id->sym;
}
static inline struct type *scope_find_tag(const struct ident *id)
{
	return id->tag;
}

#endif
