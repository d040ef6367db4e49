/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Identifiers, interned: equal spelling means equal pointer. Each carries the slots that its
 * readers would otherwise look up by name: the keyword it is, its macro, its declarations.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <string.h>

#include "arena.h"

struct ident {
	void *macro; /* innermost macro definition (frontend/c/pp.h), NULL */
	void *sym;   /* innermost ordinary declaration in scope (frontend/c/scope.h), NULL */
	void *tag;   /* innermost struct/union/enum tag in scope, NULL */
	uint32_t hash;
	uint32_t len;
	uint16_t keyword; /* enum token of the C front end, 0 when it is a plain name */
	uint16_t flags;   /* the preprocessor's */
	char name[];      /* NUL-terminated */
};

struct idents {
	struct arena *arena;
	uintptr_t *slots; /* open addressing; see str.c */
	uint32_t n, cap;
	char *next, *end; /* room for idents */
};

void idents_init(struct idents *t, struct arena *a);
/* The one ident with this spelling, made when new. */
struct ident *ident_get(struct idents *t, const char *s, size_t len);
/* The same with ident_hash(s, len) already computed by the caller. */
struct ident *ident_get_hashed(struct idents *t, const char *s, size_t len, uint32_t hash);
struct ident *ident_gets(struct idents *t, const char *s);
/* The ident with this spelling if there is one, else NULL. */
struct ident *ident_find(const struct idents *t, const char *s, size_t len, uint32_t hash);

/* The slot where a lookup begins. */
static inline uint32_t ident_slot(const struct idents *t, uint32_t hash)
{
	return (hash ^ hash >> 16) & (t->cap - 1);
}
/* A lookup by this hash is to come: memory is slower than what can be done meanwhile. */
static inline void ident_prefetch(const struct idents *t, uint32_t hash)
{
	__builtin_prefetch(&t->slots[ident_slot(t, hash)]);
}
/* All of them, in no order: start with *at = 0; NULL: no more. */
struct ident *idents_next(const struct idents *t, uint32_t *at);

/*
 * The hash: words of the name multiplied and folded. Overlapping loads cover the odd lengths, so
 * that a name of n bytes costs about n/8 multiplications.
 */
static inline uint64_t ident_hash_mix(uint64_t h, uint64_t w)
{
	h = (h ^ w) * 0x9e3779b97f4a7c15u;
	return h ^ h >> 32;
}
static inline uint32_t ident_hash(const char *s, size_t len)
{
	uint64_t h = len, w = 0;
	uint32_t lo, hi;

	if (len >= 8) {
		for (size_t i = 0; i + 8 < len; i += 8) {
			memcpy(&w, s + i, 8);
			h = ident_hash_mix(h, w);
		}
		memcpy(&w, s + len - 8, 8);
	} else if (len >= 4) {
		memcpy(&lo, s, 4);
		memcpy(&hi, s + len - 4, 4);
		w = (uint64_t)hi << 32 | lo;
	} else if (len) {
		w = (uint64_t)(unsigned char)s[0] << 16 | (uint64_t)(unsigned char)s[len / 2] << 8 |
		    (unsigned char)s[len - 1];
	}
	return (uint32_t)ident_hash_mix(h, w);
}

#endif
