/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * #include: where files are looked for, and the stack of open ones.
 *
 * Directories are those of clang, in its order: beside the includer and -iquote for "...", then -I,
 * -isystem, /usr/local/include, the built-in headers, /usr/include, -idirafter. At the end comes
 * what makes uapi headers work out of the box on a multiarch system: /usr/include/<host triplet>,
 * where <asm/types.h> is. A path that was tried is remembered, and a file with an include guard or
 * #pragma once is not opened a second time.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "pp_impl.h"

/* ---- directories ---- */

#if defined(__x86_64__)
#define HOST_MULTIARCH "x86_64-linux-gnu"
#elif defined(__aarch64__)
#define HOST_MULTIARCH "aarch64-linux-gnu"
#elif defined(__riscv) && __riscv_xlen == 64
#define HOST_MULTIARCH "riscv64-linux-gnu"
#elif defined(__s390x__)
#define HOST_MULTIARCH "s390x-linux-gnu"
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define HOST_MULTIARCH "powerpc64le-linux-gnu"
#elif defined(__i386__)
#define HOST_MULTIARCH "i386-linux-gnu"
#elif defined(__arm__)
#define HOST_MULTIARCH "arm-linux-gnueabihf"
#else
#define HOST_MULTIARCH "."
#endif

typedef VEC(struct stat) stat_vec;

/*
 * Add a directory unless it is missing or, as clang does, unless it is there already; a system
 * directory takes the place of the same one given with -I.
 */
static void add_dir(struct pp *pp, const char *path, bool system, stat_vec *seen)
{
	struct stat st;
	size_t n = strlen(path);

	if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return;
	for (int i = pp->angled; i < (int)pp->dirs.n; i++) {
		struct stat *s = &seen->p[i];

		if (s->st_dev != st.st_dev || s->st_ino != st.st_ino || !pp->dirs.p[i].path)
			continue;
		if (pp->dirs.p[i].system || !system)
			return;
		memmove(&pp->dirs.p[i], &pp->dirs.p[i + 1],
			(--pp->dirs.n - (unsigned)i) * sizeof(struct pp_dir));
		memmove(s, s + 1, (--seen->n - (unsigned)i) * sizeof(*s));
		break;
	}
	bool slash = n && path[n - 1] == '/';
	struct pp_dir d = {
		slash ? arena_strdup(pp->arena, path) : arena_printf(pp->arena, "%s/", path),
		system};

	vec_push(pp->arena, &pp->dirs, d);
	vec_push(pp->arena, seen, st);
}

void pp_setup_dirs(struct pp *pp)
{
	const struct frontend_opts *o = pp->opts;
	stat_vec seen = {0};

	vec_for (d, &o->quote_dirs)
		add_dir(pp, *d, false, &seen);
	pp->angled = (int)pp->dirs.n;
	vec_for (d, &o->include_dirs)
		add_dir(pp, *d, false, &seen);
	vec_for (d, &o->system_dirs)
		add_dir(pp, *d, true, &seen);
	if (!o->no_std_inc) {
		add_dir(pp, "/usr/local/include", true, &seen);
		vec_push(pp->arena, &pp->dirs, ((struct pp_dir){NULL, true}));
		vec_push(pp->arena, &seen, (struct stat){0});
		add_dir(pp, "/usr/include", true, &seen);
	}
	vec_for (d, &o->after_dirs)
		add_dir(pp, *d, true, &seen);
	if (!o->no_std_inc)
		add_dir(pp, "/usr/include/" HOST_MULTIARCH, true, &seen);
}

/* ---- files ---- */

/* The directory of a path below one that is searched, s[0 .. len); NULL: the path has none. */
static struct pp_path *folder_of(struct pp *pp, const char *s, size_t base, size_t len)
{
	while (len > base && s[len - 1] != '/')
		len--;
	if (len == base)
		return NULL;
	struct ident *id = ident_get(&pp->paths, s, len);

	if (!id->sym)
		id->sym = arena_new(pp->arena, struct pp_path);
	return id->sym;
}

/* A file was not there. After the second the directory is asked for: often it is not there either.
 */
static void note_miss(struct pp *pp, struct pp_path *folder, const char *s, size_t len)
{
	struct stat st;

	if (++folder->misses != 2)
		return;
	while (s[len - 1] != '/')
		len--;
	folder->absent = stat(arena_strndup(pp->arena, s, len), &st) && errno == ENOENT;
}

/* Open dir/name, or remember that it is not there. NULL with *err set if it cannot be read. */
static struct pp_path *open_path(struct pp *pp, const char *dir, const char *name, int *err)
{
	size_t nd = strlen(dir), nn = strlen(name);
	char buf[512], *s = nd + nn < sizeof(buf) ? buf : arena_alloc(pp->arena, nd + nn + 1);

	memcpy(s, dir, nd);
	memcpy(s + nd, name, nn + 1);
	struct pp_path *folder = folder_of(pp, s, nd, nd + nn);

	if (folder && folder->absent)
		return NULL;
	struct ident *id = ident_get(&pp->paths, s, nd + nn);

	if (!id->sym) {
		struct pp_path *p = arena_new(pp->arena, struct pp_path);

		p->source = source_open(pp->sources, id->name);
		if (!p->source && errno != ENOENT && errno != ENOTDIR && errno != EISDIR)
			*err = errno;
		else if (!p->source && folder)
			note_miss(pp, folder, s, nd + nn);
		id->sym = p;
	}
	struct pp_path *p = id->sym;

	return p->source ? p : NULL;
}

static struct pp_path *open_builtin(struct pp *pp, const char *name)
{
	size_t size;
	const char *text = pp_builtin_header(name, &size);

	if (!text)
		return NULL;
	struct ident *id = ident_gets(&pp->paths, arena_printf(pp->arena, "<kbcc>/%s", name));

	if (!id->sym) {
		struct pp_path *p = arena_new(pp->arena, struct pp_path);

		p->source = source_text(pp->sources, id->name, text, size);
		id->sym = p;
	}
	return id->sym;
}

struct found {
	struct source *source;
	int dir; /* index; -1: beside the includer */
	bool system;
};

/* The directory of the file that an #include stands in; that of a replayed body is its file's. */
static const char *includer_dir(const struct pp *pp)
{
	return pp->file->dir;
}

/*
 * Look a header up. Asked from a file that was found in pp->dirs[i], #include_next begins behind i.
 * False with *err 0: nowhere.
 */
static bool find(
	struct pp *pp, const char *name, bool quoted, bool next, struct found *out, int *err)
{
	struct pp_path *p;
	int first = quoted ? 0 : pp->angled;
	struct source *overlay = source_find_overlay(pp->sources, name);

	*err = 0;
	if (overlay && !next) {
		*out = (struct found){overlay, -1, !quoted};
		return true;
	}
	if (name[0] == '/') {
		p = open_path(pp, "", name, err);
		*out = (struct found){p ? p->source : NULL, -1, pp->file->system};
		return p;
	}
	if (next && pp->file->found >= 0) {
		first = pp->file->found + 1;
	} else if (quoted && !next && (p = open_path(pp, includer_dir(pp), name, err))) {
		*out = (struct found){p->source, pp->file->found, pp->file->system};
		return true;
	}
	for (int i = first; i < (int)pp->dirs.n && !*err; i++) {
		const struct pp_dir *d = &pp->dirs.p[i];

		p = d->path ? open_path(pp, d->path, name, err) : open_builtin(pp, name);
		*out = (struct found){p ? p->source : NULL, i, d->system};
		if (p)
			return true;
	}
	return false;
}

/* The part of a path up to its last slash: "a/b.c" -> "a/", "b.c" -> "./". */
static const char *dir_of(struct pp *pp, const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? arena_strndup(pp->arena, path, (size_t)(slash + 1 - path)) : "./";
}

void pp_file_push(struct pp *pp, struct source *s, src_loc base)
{
	struct pp_file *f = pp->free_files;

	if (f)
		pp->free_files = f->parent;
	else
		f = arena_new(pp->arena, struct pp_file);
	__typeof__(f->conds) conds = f->conds;

	conds.n = 0;
	*f = (struct pp_file){.parent = pp->file, .src = s, .dir = "", .found = -1, .conds = conds};
	f->guard_state = GUARD_NONE;
	f->lx = (struct lexer){.p = s->text,
		.end = s->text + s->size,
		.text = s->text,
		.base = base,
		.bol = true,
		.keep_comments = pp->keep_pragmas && pp->opts->keep_comments,
		.lang = pp->lang,
		.ids = pp->ids,
		.ds = pp->ds,
		.arena = pp->arena};
	if (pp->stopped)
		f->lx.p = f->lx.end;
	pp->file = f;
}

void pp_file_pop(struct pp *pp)
{
	struct pp_file *f = pp->file;

	pp->file = f->parent;
	f->parent = pp->free_files;
	pp->free_files = f;
}

enum { SOURCE_SEEN = 1, SOURCE_ONCE = 2 }; /* source.flags */

static void note_dep(struct pp *pp, struct source *s, bool system)
{
	bool known = s->flags & SOURCE_SEEN;

	s->flags |= SOURCE_SEEN;
	if (!known && s->path[0] != '<')
		vec_push(pp->arena, &pp->deps, ((struct pp_dep){s->path, system}));
}

void pp_enter_source(struct pp *pp, struct source *s, src_loc loc, bool system, int found)
{
	bool bom = s->size >= 3 && !memcmp(s->text, "\xef\xbb\xbf", 3);

	pp_file_push(pp, s, source_enter(pp->sources, s, loc, system));
	struct pp_file *f = pp->file;

	f->dir = s->path[0] == '<' ? "" : dir_of(pp, s->path);
	f->found = found;
	f->guard_state = GUARD_FIRST;
	f->system = system;
	if (bom)
		f->lx.p += 3;
	note_dep(pp, s, system);
	if (pp->on_file)
		pp->on_file(pp->on_file_ctx, f->lx.base, 1);
}

bool pp_leave_file(struct pp *pp)
{
	struct pp_file *f = pp->file;

	if (f->replay)
		return false;
	pp_end_conditions(pp, f);
	if (f->guard_state == GUARD_AFTER)
		f->src->guard = f->guard;
	if (!f->parent)
		return false;
	pp_file_pop(pp);
	pp->include_depth -= f->counted;
	if (pp->on_file)
		pp->on_file(pp->on_file_ctx, lex_loc(&pp->file->lx, pp->file->lx.p), 2);
	return true;
}

void pp_mark_once(struct pp *pp)
{
	pp->file->src->flags |= SOURCE_ONCE;
}

void pp_mark_system(struct pp *pp)
{
	struct src_entry *e = pp->sources->entries.p;

	/* The entry of a file that is being read is not far from the end. */
	for (uint32_t i = pp->sources->entries.n; i-- > 0;) {
		if (e[i].base == pp->file->lx.base) {
			e[i].system = true;
			break;
		}
	}
	pp->file->system = true;
}

/* ---- the directive ---- */

/* A header name that macros spell: a string, or everything from < to >. */
static bool assemble_name(struct pp *pp, struct token *t)
{
	struct tokbuf *b = pp_buf_get(pp);

	while (t->kind != TOK_GT && t->kind != TOK_EOD && t->kind != TOK_EOF) {
		vec_push(pp->arena, &b->v, *t);
		pp_expanded(pp, t);
	}
	bool ok = t->kind == TOK_GT;

	if (ok) {
		vec_push(pp->arena, &b->v, *t);
		b->v.p[0].flags = 0;
		*t = (struct token){.kind = TOK_HEADER, .loc = b->v.p[0].loc};
		t->text = pp_spell(pp, b->v.p, b->v.n);
		t->len = (uint32_t)strlen(t->text);
	}
	pp_buf_put(pp, b);
	return ok;
}

bool pp_header_name(struct pp *pp, struct token *t)
{
	struct lexer *lx = &pp->file->lx;

	lx->header = !pp->no_file && pp->ctxs.n == pp->floor;
	pp_expanded(pp, t);
	lx->header = false;
	if (t->kind == TOK_STRING && t->text[0] == '"' && !(t->flags & TF_BAD))
		t->kind = TOK_HEADER;
	if (t->kind == TOK_HEADER && t->len > 2)
		return true;
	src_loc loc = t->loc;

	if (t->kind == TOK_LT && assemble_name(pp, t))
		return true;
	diag(pp->ds, t->kind == TOK_HEADER ? DIAG_EMPTY_HEADER_NAME : DIAG_HEADER_NAME, loc);
	return false;
}

static char *name_of(struct pp *pp, const struct token *t)
{
	return arena_strndup(pp->arena, t->text + 1, t->len - 2);
}

bool pp_has_include(struct pp *pp, const struct token *t, bool next)
{
	struct found found;
	int err;

	return find(pp, name_of(pp, t), t->text[0] == '"', next, &found, &err);
}

/* Nothing would come of reading it again. */
static bool is_done(struct pp *pp, const struct source *s)
{
	return s->flags & SOURCE_ONCE || (s->guard && pp_macro(pp, s->guard));
}

void pp_directive_include(struct pp *pp, src_loc loc, bool next, bool import)
{
	struct token t;
	struct found found;
	int err;

	if (!pp_header_name(pp, &t))
		return;
	src_loc name_loc = t.loc, name_end = tok_end(&t);
	const char *name = name_of(pp, &t);
	bool quoted = t.text[0] == '"';

	pp_raw(pp, &t);
	if (t.kind != TOK_EOD)
		diag(pp->ds, DIAG_EXTRA_TOKENS, t.loc, next ? "include_next" : "include");
	if (!find(pp, name, quoted, next, &found, &err)) {
		if (err)
			diag(pp->ds, DIAG_CANNOT_READ_HEADER, name_loc, name, strerror(err));
		else
			diag(pp->ds, DIAG_HEADER_NOT_FOUND, name_loc, name);
		diag_range(pp->ds, name_loc, name_end);
		return;
	}
	if (is_done(pp, found.source))
		return;
	if (pp->include_depth == INCLUDE_DEPTH_MAX) {
		diag(pp->ds, DIAG_INCLUDE_TOO_DEEP, loc, INCLUDE_DEPTH_MAX);
		return;
	}
	if (import)
		found.source->flags |= SOURCE_ONCE;
	pp_enter_source(pp, found.source, loc, found.system, found.dir);
	pp->include_depth++;
	pp->file->counted = true;
}
