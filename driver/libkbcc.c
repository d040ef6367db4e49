/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The library of include/kbcc/kbcc.h: a job (compile.h), as the commands run it, whose sources are
 * in memory and whose diagnostics are kept. A result has an arena of its own, since the job's goes
 * with the job.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "compile.h"
#include "kbcc/kbcc.h"

struct kbcc_result {
	struct arena arena;
	VEC(struct kbcc_diag) diags;
	void *image;
	size_t size;
	const char *name;
};

const char *kbcc_version(void)
{
	return KBCC_VERSION;
}

static enum kbcc_severity severity_of(enum diag_severity s)
{
	return s >= DIAG_ERROR ? KBCC_ERROR : s == DIAG_WARNING ? KBCC_WARNING : KBCC_NOTE;
}

static void keep_diag(void *ctx, struct diags *ds, const struct diag *d)
{
	struct kbcc_result *r = ctx;
	struct src_pos pos = source_pos(ds->sources, d->loc);
	struct kbcc_diag kept = {.severity = severity_of(d->severity),
		.message = arena_strdup(&r->arena, d->message),
		.flag = d->flag ? arena_strdup(&r->arena, d->flag) : NULL};

	if (pos.source) {
		kept.file = arena_strdup(&r->arena, pos.path);
		kept.line = pos.line;
		kept.column = pos.col;
	}
	vec_push(&r->arena, &r->diags, kept);
}

/* What the option parser says on its stream, as an error without a place. */
static void keep_text(struct kbcc_result *r, const char *text)
{
	static const char prefix[] = "kbcc: error: ";

	if (!strncmp(text, prefix, sizeof(prefix) - 1))
		text += sizeof(prefix) - 1;
	struct kbcc_diag d = {.severity = KBCC_ERROR,
		.message = arena_printf(&r->arena, "%.*s", (int)strcspn(text, "\n"), text)};

	vec_push(&r->arena, &r->diags, d);
}

static bool read_options(
	struct kbcc_result *r, struct options *o, const char *const *options, size_t n)
{
	char **argv = arena_array(&r->arena, char *, n + 1), *text = NULL;
	size_t size;

	for (size_t i = 0; i < n; i++)
		argv[i] = arena_strdup(&r->arena, options[i]);
	options_init(o);
	o->err = open_memstream(&text, &size);
	if (!o->err)
		return false;
	bool ok = options_parse(&r->arena, o, (int)n, argv);

	fclose(o->err);
	o->err = NULL;
	if (!ok)
		keep_text(r, text);
	if (ok && o->inputs.n)
		keep_text(r, arena_printf(&r->arena, "'%s' is no option", o->inputs.p[0]));
	free(text);
	return ok && !o->inputs.n;
}

static void compile(struct kbcc_result *r, const struct options *o, const struct kbcc_file *files,
	size_t n_files)
{
	struct job j;

	job_init(&j, o);
	j.diags.sink = keep_diag;
	j.diags.sink_ctx = r;
	for (size_t i = 0; i < n_files; i++)
		source_overlay(&j.sources, files[i].name, files[i].text, files[i].size);
	struct bpf_obj *obj = job_compile(&j, files[0].name);

	if (obj) {
		if (!backend_elf_image(&j.diags, obj, &r->image, &r->size))
			r->size = 0;
		bpf_obj_free(obj);
	}
	job_end(&j);
}

struct kbcc_result *kbcc_compile(
	const struct kbcc_file *files, size_t n_files, const char *const *options, size_t n_options)
{
	struct options o;
	struct kbcc_result *r;

	if (!files || !n_files || !files[0].name || !files[0].text) {
		errno = EINVAL;
		return NULL;
	}
	r = calloc(1, sizeof(*r));
	if (!r)
		return NULL;
	r->name = arena_strdup(&r->arena, files[0].name);
	if (read_options(r, &o, options, options ? n_options : 0))
		compile(r, &o, files, n_files);
	return r;
}

void kbcc_free(struct kbcc_result *r)
{
	if (!r)
		return;
	free(r->image);
	arena_free(&r->arena);
	free(r);
}

const void *kbcc_object(const struct kbcc_result *r, size_t *size)
{
	*size = r->size;
	return r->size ? r->image : NULL;
}

size_t kbcc_diags(const struct kbcc_result *r, const struct kbcc_diag **diags)
{
	*diags = r->diags.p;
	return r->diags.n;
}

/* "dir/prog.bpf.c" is object "prog", as libbpf names an object by its file. */
static void object_name(const char *path, char *name, size_t size)
{
	const char *slash = strrchr(path, '/');

	snprintf(name, size, "%s", slash ? slash + 1 : path);
	name[strcspn(name, ".")] = 0;
}

struct bpf_object *kbcc_open(const struct kbcc_result *r)
{
	char name[64];
	struct bpf_object_open_opts opts = {.sz = sizeof(opts), .object_name = name};

	if (!r || !r->size) {
		errno = EINVAL;
		return NULL;
	}
	object_name(r->name, name, sizeof(name));
	return bpf_object__open_mem(r->image, r->size, &opts);
}
