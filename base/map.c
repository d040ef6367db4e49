/* SPDX-License-Identifier: BSD-2-Clause */
#include "map.h"

/* Fibonacci hashing; the upper half is folded in since the slots are taken from the low bits. */
static uint32_t slot_of(const struct map *m, uint64_t key)
{
	uint64_t h = key * 0x9e3779b97f4a7c15ull;
	uint32_t i = (uint32_t)(h ^ h >> 32) & (m->cap - 1);

	while (m->slots[i].key && m->slots[i].key != key)
		i = (i + 1) & (m->cap - 1);
	return i;
}

uint64_t *map_get(const struct map *m, uint64_t key)
{
	if (!key)
		return m->has_zero ? (uint64_t *)&m->zero : NULL;
	if (!m->n)
		return NULL;
	struct map_entry *e = &m->slots[slot_of(m, key)];

	return e->key ? &e->val : NULL;
}

static void grow(struct arena *a, struct map *m)
{
	struct map old = *m;

	m->cap = old.cap ? old.cap * 2 : 16;
	m->slots = arena_array(a, struct map_entry, m->cap);
	for (uint32_t i = 0; i < old.cap; i++)
		if (old.slots[i].key)
			m->slots[slot_of(m, old.slots[i].key)] = old.slots[i];
	if (old.cap * sizeof(struct map_entry) >= ARENA_DROP_MIN)
		arena_drop(a, old.slots, old.cap * sizeof(struct map_entry));
}

uint64_t *map_put(struct arena *a, struct map *m, uint64_t key)
{
	if (!key) {
		m->has_zero = true;
		return &m->zero;
	}
	if ((uint64_t)(m->n + 1) * 4 > (uint64_t)m->cap * 3)
		grow(a, m);
	struct map_entry *e = &m->slots[slot_of(m, key)];

	m->n += !e->key;
	e->key = key;
	return &e->val;
}
