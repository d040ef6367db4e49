/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that look random and are the same each time. */
#ifndef LIFT_RANDOM_H
#define LIFT_RANDOM_H

#include <stdint.h>

/* xorshift64* */
static inline uint32_t random_next(uint64_t *r)
{
	*r ^= *r >> 12;
	*r ^= *r << 25;
	*r ^= *r >> 27;
	return (uint32_t)(*r * 0x2545f4914f6cdd1dull >> 32);
}
static inline uint32_t random_below(uint64_t *r, uint32_t n)
{
	return random_next(r) % n;
}
#define random_of(r, list) ((list)[random_below(r, sizeof(list) / sizeof((list)[0]))])

#endif
