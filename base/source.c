/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"

/* Below this a read is cheaper than a mapping. */
enum { MAP_MIN = 64 * 1024, SIZE_MAX_SOURCE = 1 << 30 };

void sources_init(struct sources *ss, struct arena *a)
{
	*ss = (struct sources){.arena = a};
	/* Place 0 is nowhere. */
	vec_push(a, &ss->entries, ((struct src_entry){.base = 0, .size = 0}));
}

void sources_free(struct sources *ss)
{
	vec_for (s, &ss->files) {
		if ((*s)->mapped)
			munmap((void *)(uintptr_t)(*s)->text, (*s)->size + 1ul);
	}
}

static struct source *source_add(
	struct sources *ss, const char *path, const char *text, size_t size)
{
	struct source *s = arena_new(ss->arena, struct source);

	s->path = arena_strdup(ss->arena, path);
	s->text = text;
	s->size = (uint32_t)size;
	s->id = ss->files.n;
	vec_push(ss->arena, &ss->files, s);
	return s;
}

struct source *source_text(struct sources *ss, const char *name, const char *text, size_t size)
{
	return source_add(ss, name, arena_strndup(ss->arena, text, size), size);
}

/* Read to the end, whatever size fstat gave: pipes and /proc files say 0. NULL sets errno. */
static char *read_all(struct arena *a, int fd, size_t *size)
{
	size_t expected = *size, cap = expected ? expected + 1 : 4096, n = 0;
	char *buf = arena_alloc(a, cap + 1);

	for (;;) {
		ssize_t got = read(fd, buf + n, cap - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return NULL;
		if (got == 0)
			break;
		n += (size_t)got;
		if (n == expected) /* less than was asked for: a file's end */
			break;
		if (n >= SIZE_MAX_SOURCE) {
			errno = EFBIG;
			return NULL;
		}
		if (n == cap) {
			char *bigger = arena_alloc(a, cap * 2 + 1);

			memcpy(bigger, buf, n);
			buf = bigger;
			cap *= 2;
		}
	}
	buf[n] = 0;
	*size = n;
	return buf;
}

/* A mapping whose last page has room for the closing NUL, or NULL. */
static char *map_all(int fd, size_t size)
{
	if (size < MAP_MIN || size % (size_t)sysconf(_SC_PAGESIZE) == 0)
		return NULL;
	char *p = mmap(NULL, size + 1, PROT_READ, MAP_PRIVATE, fd, 0);

	return p == MAP_FAILED ? NULL : p;
}

static struct source *open_fd(struct sources *ss, const char *path, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return NULL;
	if (S_ISDIR(st.st_mode) || st.st_size >= SIZE_MAX_SOURCE) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EFBIG;
		return NULL;
	}
	/* One source a file; a file that is not regular can give other bytes each time. */
	uint64_t key = ((uint64_t)st.st_dev << 40) ^ (uint64_t)st.st_ino;
	uint64_t *known = S_ISREG(st.st_mode) ? map_get(&ss->by_inode, key) : NULL;

	if (known)
		return (struct source *)(uintptr_t)*known;
	size_t size = (size_t)st.st_size;
	char *text = S_ISREG(st.st_mode) ? map_all(fd, size) : NULL;
	bool mapped = text != NULL;

	if (!text)
		text = read_all(ss->arena, fd, &size);
	if (!text)
		return NULL;
	struct source *s = source_add(ss, path, text, size);

	s->mapped = mapped;
	if (S_ISREG(st.st_mode))
		*map_put(ss->arena, &ss->by_inode, key) = map_key(s);
	return s;
}

void source_overlay(struct sources *ss, const char *name, const char *text, size_t size)
{
	vec_push(ss->arena, &ss->overlays, source_text(ss, name, text, size));
}

struct source *source_find_overlay(const struct sources *ss, const char *name)
{
	vec_for (s, &ss->overlays)
		if (!strcmp((*s)->path, name))
			return *s;
	return NULL;
}

struct source *source_open(struct sources *ss, const char *path)
{
	struct source *overlay = source_find_overlay(ss, path);

	if (overlay)
		return overlay;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return NULL;
	struct source *s = open_fd(ss, path, fd);
	int err = errno;

	close(fd);
	errno = err;
	return s;
}

/* The base of a new range of size + 1 places (one past the end is a place too). */
static src_loc range_new(struct sources *ss, struct src_entry e)
{
	struct src_entry *last = &vec_last(&ss->entries);
	uint64_t base = (uint64_t)last->base + last->size + 1;

	if (base + e.size + 1 > UINT32_MAX)
		return last->base;
	e.base = (src_loc)base;
	vec_push(ss->arena, &ss->entries, e);
	return e.base;
}

src_loc source_enter(struct sources *ss, struct source *s, src_loc include, bool system)
{
	return range_new(
		ss, (struct src_entry){
			    .size = s->size, .source = s, .caller = include, .system = system});
}

src_loc source_expand(
	struct sources *ss, src_loc spelled, uint32_t size, src_loc caller, const char *name)
{
	return range_new(
		ss, (struct src_entry){
			    .size = size, .spelled = spelled, .caller = caller, .name = name});
}

void source_mark_line(struct sources *ss, src_loc loc, uint32_t line, const char *path)
{
	struct src_line_mark m = {loc, line, arena_strdup(ss->arena, path)};

	vec_push(ss->arena, &ss->marks, m);
}

const struct src_entry *source_entry(struct sources *ss, src_loc loc)
{
	const struct src_entry *e = ss->entries.p;

	if (!loc)
		return NULL;
	if (loc - e[ss->last].base <= e[ss->last].size && ss->last)
		return &e[ss->last];
	uint32_t lo = 0, hi = ss->entries.n; /* e[lo].base <= loc < e[hi].base */

	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (e[mid].base <= loc)
			lo = mid;
		else
			hi = mid;
	}
	ss->last = lo;
	return lo ? &e[lo] : NULL;
}

src_loc source_spelled(struct sources *ss, src_loc loc)
{
	const struct src_entry *e;

	while ((e = source_entry(ss, loc)) && !e->source)
		loc = e->spelled + (loc - e->base);
	return loc;
}

src_loc source_called(struct sources *ss, src_loc loc)
{
	const struct src_entry *e;

	while ((e = source_entry(ss, loc)) && !e->source)
		loc = e->caller;
	return loc;
}

bool source_in_system(struct sources *ss, src_loc loc)
{
	const struct src_entry *e = source_entry(ss, source_called(ss, loc));

	return e && e->system;
}

static void index_lines(struct sources *ss, struct source *s)
{
	VEC(uint32_t) v = {0};

	vec_push(ss->arena, &v, 0);
	for (const char *p = s->text, *end = p + s->size;
		(p = memchr(p, '\n', (size_t)(end - p))) && ++p <= end;)
		vec_push(ss->arena, &v, (uint32_t)(p - s->text));
	s->lines = v.p;
	s->n_lines = v.n;
}

/* The line, from 1, that the offset is on. */
static uint32_t line_of(struct source *s, uint32_t off)
{
	uint32_t lo = 0, hi = s->n_lines;

	while (hi - lo > 1) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->lines[mid] <= off)
			lo = mid;
		else
			hi = mid;
	}
	return lo + 1;
}

/* Apply the latest #line of this entry before loc. */
static void apply_mark(
	struct sources *ss, const struct src_entry *e, src_loc loc, struct src_pos *pos)
{
	for (uint32_t i = ss->marks.n; i-- > 0;) {
		const struct src_line_mark *m = &ss->marks.p[i];

		if (m->loc > loc)
			continue;
		if (m->loc < e->base)
			return;
		pos->line = m->line + (pos->line - line_of(e->source, m->loc - e->base) - 1);
		pos->path = m->path;
		return;
	}
}

struct src_pos source_pos(struct sources *ss, src_loc loc)
{
	loc = source_called(ss, loc);
	const struct src_entry *e = source_entry(ss, loc);

	if (!e)
		return (struct src_pos){0};
	struct source *s = e->source;
	uint32_t off = loc - e->base;

	if (!s->lines)
		index_lines(ss, s);
	uint32_t line = line_of(s, off);
	uint32_t start = s->lines[line - 1];
	uint32_t len = (line < s->n_lines ? s->lines[line] - 1 : s->size) - start;

	if (len && s->text[start + len - 1] == '\r')
		len--;
	struct src_pos pos = {s, s->path, line, off - start + 1, s->text + start, len};

	apply_mark(ss, e, loc, &pos);
	return pos;
}
