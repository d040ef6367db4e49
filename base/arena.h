/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arena: memory that lives and dies together. Allocation is a pointer bump; nothing is freed before
 * arena_free. There are three lifetimes in the compiler, named by owner: unit (a translation unit),
 * function (its IR and MIR) and pass (scratch).
 *
 * Memory comes zeroed and aligned to ARENA_ALIGN bytes. Running out of memory is an internal error,
 * so no caller checks for NULL.
 *
 * Arenas that take turns share a pool: what one gives up the next one takes. Memory that the system
 * gives is cleared page by page and in no cache, which costs more than most passes over it do.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "util.h"

struct arena_block;
enum { ARENA_ALIGN = 16 };

/* Blocks that no arena has at the moment. All zero is empty; the arenas that use it go first. */
enum { ARENA_POOL_CLASSES = 40 };
struct arena_pool {
	struct arena_block *free[ARENA_POOL_CLASSES]; /* by the logarithm of the size */
};
void arena_pool_free(struct arena_pool *p);

struct arena {
	char *next, *end;          /* free part of the newest block, as far as it is clear */
	struct arena_block *block; /* newest first */
	size_t total;              /* bytes taken from the system */
	size_t expect; /* may be set on an empty one: what it will need at least, roughly */
	struct arena_pool *pool; /* may be set on an empty one: where blocks come from and go to */
};

/* An arena that is all zero is empty and ready. */
void arena_free(struct arena *a);
/* An empty arena that shares the pool of a: for scratch beside it. */
static inline struct arena arena_beside(const struct arena *a)
{
	return (struct arena){.pool = a->pool};
}
/* Forget all that is in it, but keep memory for as much again: for scratch that is used many times.
 */
void arena_reset(struct arena *a);
void *arena_alloc(struct arena *a, size_t size);
/* Make p, of `size` bytes, `to` bytes long where it is, if it is the last or has a block of its
 * own. False when that cannot be. */
bool arena_extend(struct arena *a, void *p, size_t size, size_t to);
/* p, of ARENA_DROP_MIN bytes or more, is not used any more. If it has a block of its own, that goes
 * to the pool at once. */
enum { ARENA_DROP_MIN = 64 * 1024 };
void arena_drop(struct arena *a, void *p, size_t size);
/* A copy of `size` bytes. */
void *arena_dup(struct arena *a, const void *p, size_t size);
/* A NUL-terminated copy of the first `len` bytes of `s`. */
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_strdup(struct arena *a, const char *s);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);

#define arena_new(a, type)      ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (size_t)(n)))

#endif
