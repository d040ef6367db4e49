/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arena: memory that lives and dies together. Allocation is a pointer bump; nothing is freed before
 * arena_free. There are three lifetimes in the compiler, named by owner: unit (a translation unit),
 * function (its IR and MIR) and pass (scratch).
 *
 * Memory comes zeroed and aligned to 16 bytes. Running out of memory is an internal error, so no
 * caller checks for NULL.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "util.h"

struct arena_block;
struct arena {
	char *next, *end;          /* free part of the newest block */
	struct arena_block *block; /* newest first */
	size_t total;              /* bytes taken from the system */
	size_t expect; /* may be set on an empty one: what it will need at least, roughly */
};

/* An arena that is all zero is empty and ready. */
void arena_free(struct arena *a);
/* Forget all that is in it, but keep memory for as much again: for scratch that is used many times.
 */
void arena_reset(struct arena *a);
void *arena_alloc(struct arena *a, size_t size);
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
