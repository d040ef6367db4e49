/* SPDX-License-Identifier: BSD-2-Clause */
/* A fixed-size set of small integers in an arena. */
#ifndef BASE_BITSET_H
#define BASE_BITSET_H

#include <string.h>

#include "arena.h"

struct bitset {
	uint64_t *w;
	uint32_t bits;
};

static inline uint32_t bitset_words(uint32_t bits)
{
	return (bits + 63) / 64;
}
static inline struct bitset bitset_new(struct arena *a, uint32_t bits)
{
	return (struct bitset){arena_array(a, uint64_t, bitset_words(bits)), bits};
}
static inline bool bitset_has(const struct bitset *s, uint32_t i)
{
	return s->w[i / 64] >> i % 64 & 1;
}
static inline void bitset_add(struct bitset *s, uint32_t i)
{
	s->w[i / 64] |= 1ull << i % 64;
}
static inline void bitset_del(struct bitset *s, uint32_t i)
{
	s->w[i / 64] &= ~(1ull << i % 64);
}
static inline void bitset_clear(struct bitset *s)
{
	memset(s->w, 0, bitset_words(s->bits) * 8);
}
static inline void bitset_copy(struct bitset *d, const struct bitset *s)
{
	memcpy(d->w, s->w, bitset_words(s->bits) * 8);
}
/* d |= s; true when d changed */
static inline bool bitset_union(struct bitset *d, const struct bitset *s)
{
	uint64_t change = 0;

	for (uint32_t i = 0; i < bitset_words(s->bits); i++) {
		change |= s->w[i] & ~d->w[i];
		d->w[i] |= s->w[i];
	}
	return change != 0;
}
/* The first member at or after i, or UINT32_MAX. */
static inline uint32_t bitset_next(const struct bitset *s, uint32_t i)
{
	while (i < s->bits) {
		uint64_t w = s->w[i / 64] >> i % 64;

		if (w)
			return i + (uint32_t)__builtin_ctzll(w);
		i = (i / 64 + 1) * 64;
	}
	return UINT32_MAX;
}
#define bitset_for(i, s) \
	for (uint32_t i = bitset_next((s), 0); i != UINT32_MAX; i = bitset_next((s), i + 1))

#endif
