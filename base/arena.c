/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "arena.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, n)   ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#endif

/*
 * Blocks grow with the arena, so that a big unit makes few of them and a small one stays small.
 * From HUGE_MIN on they are mapped as huge pages, if the system has any: touching memory page by
 * page for the first time would cost a third of the time a large header takes. A huge page costs
 * as much as about 110 small ones, which the headers of the smallest program fill.
 *
 * A block that was used before is cleared by and by, WINDOW bytes at a time: what is allocated next
 * is then in the nearest cache. arena->end is the end of what is clear.
 */
enum {
	BLOCK_MIN = 4 * 1024,
	HUGE_MIN = 2 * 1024 * 1024,
	BLOCK_MAX = 4 * 1024 * 1024,
	WINDOW = 2 * 1024,
	GIANT_ROOM = 3 /* times its size: a vector that doubles need not move twice */
};

struct arena_block {
	_Alignas(ARENA_ALIGN) struct arena_block
		*older; /* in its arena, or of its size in the pool */
	size_t size;    /* bytes behind this header ... */
	size_t dirty;   /* ... of which those from here on are zero, but for what is in use */
	void *map;      /* not NULL: mapped, map_size bytes from here */
	size_t map_size;
	bool giant; /* holds one thing only */
};

static char *block_begin(struct arena_block *b)
{
	return (char *)(b + 1);
}

/* `room`: addresses to grow into, when they are to be had; nothing is in memory until it is
 * touched.
 */
static struct arena_block *block_map(size_t size, size_t room)
{
	size_t whole = align_up(size + room, HUGE_MIN) + HUGE_MIN; /* and some to align it */
	char *map = mmap(NULL, whole, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	struct arena_block *b;

	if (map == MAP_FAILED)
		return room ? block_map(size, 0) : NULL;
	b = (struct arena_block *)align_up((uintptr_t)map, HUGE_MIN);
	madvise(b, whole - HUGE_MIN, MADV_HUGEPAGE);
	b->map = map;
	b->map_size = whole;
	return b;
}

static void block_free(struct arena_block *b)
{
	ASAN_UNPOISON_MEMORY_REGION(block_begin(b), b->size);
	if (b->map)
		munmap(b->map, b->map_size);
	else
		free(b);
}

/* ---- the pool ---- */

static unsigned pool_class(size_t size)
{
	return (unsigned)min_u64(log2_floor(size), ARENA_POOL_CLASSES - 1);
}

static struct arena_block *pool_take_class(struct arena_pool *p, unsigned class, size_t least)
{
	for (struct arena_block **at = &p->free[class], *b; (b = *at); at = &b->older)
		if (b->size >= least) {
			*at = b->older;
			ASAN_UNPOISON_MEMORY_REGION(block_begin(b), b->size);
			return b;
		}
	return NULL;
}

/* A block of about `want` bytes, `least` at least; NULL. Little ones do not take a huge one away.
 */
static struct arena_block *pool_take(struct arena_pool *p, size_t least, size_t want)
{
	unsigned first = pool_class(want), low = max_u64(pool_class(least), first - 2);
	unsigned end =
		want < HUGE_MIN / 2 ? min_u64(first + 3, ARENA_POOL_CLASSES) : ARENA_POOL_CLASSES;
	struct arena_block *b = NULL;

	for (unsigned c = first; !b && c < end; c++)
		b = pool_take_class(p, c, want);
	for (unsigned c = first + 1; !b && c-- > low;)
		b = pool_take_class(p, c, least);
	return b;
}

/* Give the system back what a block that the pool does not have will take from it: the memory is
 * the same, and a process that does not grow is not given what it has to wait for. */
static void pool_shrink(struct arena_pool *p, size_t size)
{
	for (unsigned c = pool_class(HUGE_MIN) - 1; c < ARENA_POOL_CLASSES; c++)
		for (struct arena_block **at = &p->free[c], *b; size && (b = *at);) {
			if (!b->map) {
				at = &b->older;
				continue;
			}
			*at = b->older;
			size -= min_u64(size, b->size);
			block_free(b);
		}
}

void arena_pool_free(struct arena_pool *p)
{
	for (unsigned c = 0; c < ARENA_POOL_CLASSES; c++)
		for (struct arena_block *b = p->free[c], *older; b; b = older) {
			older = b->older;
			block_free(b);
		}
	*p = (struct arena_pool){0};
}

/* ---- blocks of an arena ---- */

static struct arena_block *block_new(struct arena *a, size_t least, size_t want, size_t room)
{
	struct arena_block *b = a->pool ? pool_take(a->pool, least, want) : NULL;
	size_t whole = sizeof(struct arena_block) + want;

	if (!b) {
		if (a->pool && whole > BLOCK_MAX)
			pool_shrink(a->pool, whole);
		b = whole >= HUGE_MIN ? block_map(whole, room) : calloc(1, whole);
		if (!b)
			ICE("out of memory: %zu bytes asked for, %zu in use", want, a->total);
		b->size = want;
	}
	b->giant = false;
	a->total += b->size;
	return b;
}

static void block_give(struct arena *a, struct arena_block *b)
{
	if (!a->pool) {
		block_free(b);
		return;
	}
	struct arena_block **list = &a->pool->free[pool_class(b->size)];

	ASAN_POISON_MEMORY_REGION(block_begin(b), b->size);
	b->older = *list;
	*list = b;
}

/* What the current block holds must be cleared before it is used again. */
static void block_close(struct arena *a)
{
	struct arena_block *b = a->block;

	if (b)
		b->dirty = max_u64(b->dirty, (size_t)(a->next - block_begin(b)));
}

/* Clear memory behind arena->end, for `size` bytes that the current block has. */
static void window_move(struct arena *a, size_t size)
{
	struct arena_block *b = a->block;
	char *dirty = block_begin(b) + b->dirty, *to = block_begin(b) + b->size;

	if (size + WINDOW < (size_t)(to - a->next) && dirty > a->next + size + WINDOW)
		dirty = to = a->next + size + WINDOW;
	if (dirty > a->end)
		memset(a->end, 0, (size_t)(dirty - a->end));
	a->end = to;
}

/* A giant of its own, behind the current block. */
static void *alloc_giant(struct arena *a, size_t size)
{
	struct arena_block *b = block_new(a, size, size, size * GIANT_ROOM);

	memset(block_begin(b), 0, min_u64(b->dirty, size));
	b->dirty = max_u64(b->dirty, size);
	b->giant = true;
	b->older = a->block->older;
	a->block->older = b;
	return block_begin(b);
}

/* The rare half of arena_alloc: the current block is full, or not clear any more. */
static void *alloc_slow(struct arena *a, size_t size)
{
	size_t want = min_u64(max_u64(a->total, BLOCK_MIN), BLOCK_MAX);

	if (!a->block || size > (size_t)(block_begin(a->block) + a->block->size - a->next)) {
		if (!a->block)
			want = max_u64(want, a->expect);
		if (want >= HUGE_MIN)
			want = align_up(want, HUGE_MIN) - sizeof(struct arena_block);
		if (size > want && a->block)
			return alloc_giant(a, size);
		struct arena_block *b = block_new(a, size, max_u64(want, size), 0);

		block_close(a);
		b->older = a->block;
		a->block = b;
		a->next = a->end = block_begin(b);
	}
	window_move(a, size);
	a->next += size;
	return a->next - size;
}

void *arena_alloc(struct arena *a, size_t size)
{
	if (size > (size_t)1 << 40)
		ICE("arena: %zu bytes asked for", size);
	size = align_up(size ? size : 1, ARENA_ALIGN);
	if (size > (size_t)(a->end - a->next))
		return alloc_slow(a, size);
	a->next += size;
	return a->next - size;
}

/* The place in the list of the giant that begins with p; NULL. */
static struct arena_block **find_giant(struct arena *a, const void *p)
{
	for (struct arena_block **at = &a->block; *at; at = &(*at)->older)
		if ((*at)->giant && block_begin(*at) == p)
			return at;
	return NULL;
}

static bool giant_extend(struct arena *a, struct arena_block *b, size_t size, size_t to)
{
	if (to > b->size) {
		if (!b->map || block_begin(b) + to > (char *)b->map + b->map_size)
			return false;
		a->total += to - b->size;
		b->size = to;
	}
	if (b->dirty > size)
		memset(block_begin(b) + size, 0, min_u64(b->dirty, to) - size);
	b->dirty = max_u64(b->dirty, to);
	return true;
}

bool arena_extend(struct arena *a, void *p, size_t size, size_t to)
{
	struct arena_block **giant;

	size = align_up(size, ARENA_ALIGN);
	to = align_up(to, ARENA_ALIGN);
	if ((char *)p + size != a->next) {
		giant = size >= ARENA_DROP_MIN ? find_giant(a, p) : NULL;
		return giant && giant_extend(a, *giant, size, to);
	}
	to -= size;
	if (to > (size_t)(block_begin(a->block) + a->block->size - a->next))
		return false;
	if (to > (size_t)(a->end - a->next))
		window_move(a, to);
	a->next += to;
	return true;
}

void arena_drop(struct arena *a, void *p, size_t size)
{
	ASAN_POISON_MEMORY_REGION(p, size);
	struct arena_block **giant = find_giant(a, p), *b;

	if (!giant)
		return;
	b = *giant;
	*giant = b->older;
	a->total -= b->size;
	block_give(a, b);
}

void arena_free(struct arena *a)
{
	block_close(a);
	for (struct arena_block *b = a->block, *older; b; b = older) {
		older = b->older;
		block_give(a, b);
	}
	*a = (struct arena){.pool = a->pool};
}

void arena_reset(struct arena *a)
{
	size_t total = a->total;

	if (!a->block)
		return;
	if (a->block->older) { /* more than one block holds: the next one is to hold all */
		arena_free(a);
		a->expect = total;
		return;
	}
	block_close(a);
	ASAN_UNPOISON_MEMORY_REGION(block_begin(a->block), a->block->size);
	a->next = a->end = block_begin(a->block);
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
