/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "arena.h"

/*
 * Blocks grow with the arena, so that a big unit makes few of them and a small one stays small.
 * From HUGE_MIN on they are mapped as huge pages, if the system has any: touching memory page by
 * page for the first time would cost a third of the time a large header takes. A huge page costs
 * as much as about 110 small ones, which the headers of the smallest program fill.
 */
enum { BLOCK_MIN = 4 * 1024, HUGE_MIN = 2 * 1024 * 1024, BLOCK_MAX = 4 * 1024 * 1024, ALIGN = 16 };

struct arena_block {
	_Alignas(ALIGN) struct arena_block *older;
	void *map; /* not NULL: mapped, map_size bytes from here */
	size_t map_size;
};

static struct arena_block *block_map(size_t size)
{
	size_t whole = align_up(size, HUGE_MIN) + HUGE_MIN; /* room to align it */
	char *map = mmap(NULL, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct arena_block *b;

	if (map == MAP_FAILED)
		return NULL;
	b = (struct arena_block *)align_up((uintptr_t)map, HUGE_MIN);
	madvise(b, align_up(size, HUGE_MIN), MADV_HUGEPAGE);
	b->map = map;
	b->map_size = whole;
	return b;
}

static void *block_new(struct arena *a, size_t size)
{
	size_t whole = sizeof(struct arena_block) + size;
	struct arena_block *b = whole >= HUGE_MIN ? block_map(whole) : calloc(1, whole);

	if (!b)
		ICE("out of memory: %zu bytes asked for, %zu in use", size, a->total);
	a->total += size;
	return b;
}

static void block_free(struct arena_block *b)
{
	if (b->map)
		munmap(b->map, b->map_size);
	else
		free(b);
}

/* A new current block with room for `size` bytes. */
static void block_push(struct arena *a, size_t size)
{
	struct arena_block *b = block_new(a, size);

	b->older = a->block;
	a->block = b;
	a->next = (char *)(b + 1);
	a->end = a->next + size;
}

/* The rare half of arena_alloc: the current block is full. */
static void *alloc_slow(struct arena *a, size_t size)
{
	size_t want = min_u64(max_u64(a->total, BLOCK_MIN), BLOCK_MAX);

	if (!a->block)
		want = max_u64(want, a->expect);
	if (want >= HUGE_MIN)
		want = align_up(want, HUGE_MIN) - sizeof(struct arena_block);
	if (size > want && a->block) { /* a giant of its own, behind the current block */
		struct arena_block *b = block_new(a, size);

		b->older = a->block->older;
		a->block->older = b;
		return b + 1;
	}
	block_push(a, max_u64(want, size));
	a->next += size;
	return a->next - size;
}

void *arena_alloc(struct arena *a, size_t size)
{
	if (size > (size_t)1 << 40)
		ICE("arena: %zu bytes asked for", size);
	size = align_up(size ? size : 1, ALIGN);
	if (size > (size_t)(a->end - a->next))
		return alloc_slow(a, size);
	a->next += size;
	return a->next - size;
}

void arena_free(struct arena *a)
{
	for (struct arena_block *b = a->block, *older; b; b = older) {
		older = b->older;
		block_free(b);
	}
	*a = (struct arena){0};
}

void arena_reset(struct arena *a)
{
	struct arena_block *b = a->block;
	size_t total = a->total;

	if (!b)
		return;
	if (b->older) { /* it was more than one block holds: the next one is to hold all */
		arena_free(a);
		a->expect = total;
		return;
	}
	memset(b + 1, 0, (size_t)(a->next - (char *)(b + 1)));
	a->next = (char *)(b + 1);
}

void *arena_dup(struct arena *a, const void *p, size_t size)
{
	void *q = arena_alloc(a, size);

	if (size)
		memcpy(q, p, size);
	return q;
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *q = arena_alloc(a, len + 1);

	if (len)
		memcpy(q, s, len);
	return q;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	char *q = arena_alloc(a, (size_t)n + 1);

	vsnprintf(q, (size_t)n + 1, fmt, ap);
	return q;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	char *q = arena_vprintf(a, fmt, ap);

	va_end(ap);
	return q;
}
