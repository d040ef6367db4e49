/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hash map from a 64-bit key (an integer or a pointer) to a 64-bit value, open addressing, in an
 * arena. All zero is empty. For string keys intern first (str.h) and use the pointer.
 *
 * A slot with key 0 is free, so that a slot is no more than key and value: what key 0 maps to lies
 * outside of the table.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "arena.h"

struct map_entry {
	uint64_t key, val;
};

struct map {
	struct map_entry *slots;
	uint32_t n, cap; /* slots that are in use, and all; cap is 0 or a power of two */
	bool has_zero;
	uint64_t zero; /* the value of key 0 */
};

/* The value's place, or NULL when the key is absent. Good until the next map_put. */
uint64_t *map_get(const struct map *m, uint64_t key);
/* The value's place, made (as 0) when the key is absent. Good until the next map_put. */
uint64_t *map_put(struct arena *a, struct map *m, uint64_t key);

static inline uint64_t map_key(const void *p)
{
	return (uint64_t)(uintptr_t)p;
}

#endif
