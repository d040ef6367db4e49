/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What everybody needs and nobody owns: integer helpers and the internal error.
 *
 * There are two kinds of failure and no third. A diagnostic (diag.h) is the user's and is recovered
 * from. An internal error is ours: ICE() names the place and what was found there, and aborts,
 * since nothing that follows could be trusted.
 */
#ifndef BASE_UTIL_H
#define BASE_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_LEN(a)   (sizeof(a) / sizeof((a)[0]))
#define PRINTF(fmt, a) __attribute__((format(printf, fmt, a)))

/* Internal error: prints "kbcc: internal error: FILE:LINE: ..." to stderr and aborts. */
_Noreturn void util_ice(const char *file, int line, const char *fmt, ...) PRINTF(3, 4);
#define ICE(...)    util_ice(__FILE__, __LINE__, __VA_ARGS__)
#define CHECK(cond) ((cond) ? (void)0 : ICE("check failed: %s", #cond))

static inline uint64_t align_up(uint64_t x, uint64_t align)
{
	return (x + align - 1) & -align;
}
static inline bool is_pow2(uint64_t x)
{
	return x && !(x & (x - 1));
}
/* Floor of log2; x must not be 0. */
static inline unsigned log2_floor(uint64_t x)
{
	return 63 - (unsigned)__builtin_clzll(x);
}
static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}
static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* The low `bits` (1..64) bits set. */
static inline uint64_t low_mask(unsigned bits)
{
	return bits >= 64 ? ~0ull : (1ull << bits) - 1;
}
/* x's low `bits` (1..64) bits, sign-extended. */
static inline int64_t sign_extend(uint64_t x, unsigned bits)
{
	return (int64_t)(x << (64 - bits)) >> (64 - bits);
}

#endif
