/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scopes: binding a name saves what its slot held on the undo list, unless at file scope, which is
 * never left. Declarations of a scope can be read back from the list, in order, when it is left.
 */
#include "scope.h"

void scope_push(struct scopes *s)
{
	vec_push(s->arena, &s->marks, s->undo.n);
}

void scope_pop(struct scopes *s)
{
	uint32_t mark = vec_pop(&s->marks);

	while (s->undo.n > mark) {
		struct scope_undo u = vec_pop(&s->undo);

		*(u.is_tag ? &u.id->tag : &u.id->sym) = u.old;
	}
}

static void bind(struct scopes *s, struct ident *id, void *value, bool is_tag)
{
	void **slot = is_tag ? &id->tag : &id->sym;

	if (scope_depth(s))
		vec_push(s->arena, &s->undo, ((struct scope_undo){id, *slot, value, is_tag}));
	*slot = value;
}

void scope_bind(struct scopes *s, struct decl *d)
{
	d->scope = scope_depth(s);
	bind(s, d->name, d, false);
}

void scope_bind_tag(struct scopes *s, struct ident *id, struct type *t)
{
	*(t->kind == TY_RECORD ? &t->u.record->scope : &t->u.enumeration->scope) = scope_depth(s);
	bind(s, id, t, true);
}

struct decl *scope_next(const struct scopes *s, uint32_t *at)
{
	uint32_t start = scope_depth(s) ? vec_last(&s->marks) : s->undo.n;

	while (start + *at < s->undo.n) {
		const struct scope_undo *u = &s->undo.p[start + (*at)++];

		if (!u->is_tag)
			return u->now;
	}
	return NULL;
}

struct decl *scope_find_file(const struct scopes *s, const struct ident *id)
{
	for (uint32_t i = s->undo_base; i < s->undo.n; i++)
		if (s->undo.p[i].id == id && !s->undo.p[i].is_tag)
			return s->undo.p[i].old;
	return id->sym;
}

static void swap(struct scope_undo *u)
{
	void **slot = u->is_tag ? &u->id->tag : &u->id->sym;
	void *now = *slot;

	*slot = u->old;
	u->old = now;
}

struct scope_away scope_to_file(struct scopes *s)
{
	struct scope_away away = {s->base, s->undo_base};

	for (uint32_t i = s->undo.n; i > s->undo_base; i--)
		swap(&s->undo.p[i - 1]);
	s->base = s->marks.n;
	s->undo_base = s->undo.n;
	return away;
}

void scope_return(struct scopes *s, struct scope_away away)
{
	s->base = away.base;
	s->undo_base = away.undo_base;
	for (uint32_t i = s->undo_base; i < s->undo.n; i++)
		swap(&s->undo.p[i]);
}
