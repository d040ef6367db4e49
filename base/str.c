/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include "str.h"

/*
 * Enough for the keywords and predefined macros. Buckets are met in no order, so each page of a
 * table that is larger than its names need costs a page fault of its own.
 */
enum { BUCKETS_MIN = 1024 };

void idents_init(struct idents *t, struct arena *a)
{
	*t = (struct idents){.arena = a, .cap = BUCKETS_MIN};
	t->buckets = arena_array(a, struct ident *, t->cap);
}

static void grow(struct idents *t)
{
	struct ident **old = t->buckets;
	uint32_t old_cap = t->cap;

	t->cap *= 4;
	t->buckets = arena_array(t->arena, struct ident *, t->cap);
	for (uint32_t i = 0; i < old_cap; i++) {
		for (struct ident *id = old[i], *next; id; id = next) {
			struct ident **b = &t->buckets[(id->hash ^ id->hash >> 16) & (t->cap - 1)];

			next = id->next;
			id->next = *b;
			*b = id;
		}
	}
}

struct ident *ident_get_hashed(struct idents *t, const char *s, size_t len, uint32_t hash)
{
	struct ident **b = &t->buckets[(hash ^ hash >> 16) & (t->cap - 1)];

	for (struct ident *id = *b; id; id = id->next)
		if (id->hash == hash && id->len == len && !memcmp(id->name, s, len))
			return id;
	if (t->n >= t->cap) {
		grow(t);
		b = &t->buckets[(hash ^ hash >> 16) & (t->cap - 1)];
	}
	struct ident *id = arena_alloc(t->arena, sizeof(*id) + len + 1);

	id->hash = hash;
	id->len = (uint32_t)len;
	memcpy(id->name, s, len);
	id->next = *b;
	*b = id;
	t->n++;
	return id;
}

struct ident *ident_find(const struct idents *t, const char *s, size_t len, uint32_t hash)
{
	struct ident *id = t->buckets[(hash ^ hash >> 16) & (t->cap - 1)];

	while (id && (id->hash != hash || id->len != len || memcmp(id->name, s, len)))
		id = id->next;
	return id;
}

struct ident *ident_get(struct idents *t, const char *s, size_t len)
{
	return ident_get_hashed(t, s, len, ident_hash(s, len));
}

struct ident *ident_gets(struct idents *t, const char *s)
{
	return ident_get(t, s, strlen(s));
}
