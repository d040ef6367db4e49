/* SPDX-License-Identifier: BSD-2-Clause */
#include <stddef.h>
#include <string.h>

#include "str.h"

/* Enough for the keywords and predefined macros. Never more than 3/4 full. */
enum { SLOTS_MIN = 2048 };

/*
 * Idents lie in lines of the cache: what a lookup reads of one is in its first. A slot holds the
 * address of an ident and, in the bits that this leaves free, some of the hash: most of the other
 * names that are met on the way are told apart without looking at them.
 */
enum { LINE = 64, TAG = LINE - 1 };

void idents_init(struct idents *t, struct arena *a)
{
	*t = (struct idents){.arena = a, .cap = SLOTS_MIN};
	t->slots = arena_array(a, uintptr_t, t->cap);
}

static struct ident *slot_ident(uintptr_t slot)
{
	return (struct ident *)(slot & ~(uintptr_t)TAG);
}

static uintptr_t tag_of(uint32_t hash)
{
	return hash >> 26;
}

/* The slot where this name is, or belongs. */
static inline uintptr_t *find(const struct idents *t, const char *s, size_t len, uint32_t hash)
{
	for (uint32_t i = ident_slot(t, hash);; i = (i + 1) & (t->cap - 1)) {
		uintptr_t *slot = &t->slots[i];

		if (!*slot)
			return slot;
		if ((*slot & TAG) != tag_of(hash))
			continue;
		const struct ident *id = slot_ident(*slot);

		if (id->hash == hash && id->len == len && !memcmp(id->name, s, len))
			return slot;
	}
}

static void grow(struct idents *t)
{
	const uintptr_t *old = t->slots;
	uint32_t old_cap = t->cap;

	t->cap *= 4;
	t->slots = arena_array(t->arena, uintptr_t, t->cap);
	for (uint32_t k = 0; k < old_cap; k++) {
		if (!old[k])
			continue;
		uint32_t i = ident_slot(t, slot_ident(old[k])->hash);

		while (t->slots[i])
			i = (i + 1) & (t->cap - 1);
		t->slots[i] = old[k];
	}
}

static struct ident *ident_new(struct idents *t, const char *s, size_t len, uint32_t hash)
{
	size_t size = align_up(offsetof(struct ident, name) + len + 1, LINE);

	if (size > (size_t)(t->end - t->next)) {
		size_t room = max_u64(size, 256 * LINE);

		t->next = (char *)align_up((uintptr_t)arena_alloc(t->arena, room + TAG), LINE);
		t->end = t->next + room;
	}
	struct ident *id = (struct ident *)t->next;

	t->next += size;
	id->hash = hash;
	id->len = (uint32_t)len;
	memcpy(id->name, s, len);
	return id;
}

struct ident *ident_get_hashed(struct idents *t, const char *s, size_t len, uint32_t hash)
{
	uintptr_t *slot = find(t, s, len, hash);

	if (*slot)
		return slot_ident(*slot);
	if (t->n >= t->cap / 4 * 3) {
		grow(t);
		slot = find(t, s, len, hash);
	}
	struct ident *id = ident_new(t, s, len, hash);

	*slot = (uintptr_t)id | tag_of(hash);
	t->n++;
	return id;
}

struct ident *ident_find(const struct idents *t, const char *s, size_t len, uint32_t hash)
{
	return slot_ident(*find(t, s, len, hash));
}

struct ident *idents_next(const struct idents *t, uint32_t *at)
{
	while (*at < t->cap && !t->slots[*at])
		++*at;
	return *at < t->cap ? slot_ident(t->slots[(*at)++]) : NULL;
}

struct ident *ident_get(struct idents *t, const char *s, size_t len)
{
	return ident_get_hashed(t, s, len, ident_hash(s, len));
}

struct ident *ident_gets(struct idents *t, const char *s)
{
	return ident_get(t, s, strlen(s));
}
