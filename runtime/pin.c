/* SPDX-License-Identifier: BSD-2-Clause */
/* See pin.h. bpffs takes no dots in names. */
#include "pin.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static const char *parent_of(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path));
}

static bool in_bpffs(const char *path)
{
	struct statfs fs;

	return !statfs(path, &fs) && (unsigned)fs.f_type == BPF_FS_MAGIC;
}

bool pin_check_dir(struct diags *ds, struct arena *a, const char *dir)
{
	if (in_bpffs(access(dir, F_OK) ? parent_of(a, dir) : dir))
		return true;
	diag(ds, DIAG_NOT_BPFFS, 0, dir);
	return false;
}

static const char *file_name(struct arena *a, const char *name)
{
	char *out = arena_strdup(a, name);

	for (char *p = out; *p; p++)
		if (*p == '.' || *p == '/')
			*p = '_';
	return out;
}

static bool pin_one(struct attach *t, int fd, const char *prefix, const char *name, unsigned number)
{
	const char *suffix = number ? arena_printf(t->arena, "_%u", number + 1) : "";
	const char *path = arena_printf(
		t->arena, "%s/%s%s%s", t->opts->pin_dir, prefix, file_name(t->arena, name), suffix);

	if (t->opts->replace)
		unlink(path);
	if (bpf_obj_pin(fd, path)) {
		diag(t->ds, DIAG_PIN, 0, path, strerror(errno));
		return false;
	}
	vec_push(t->arena, &t->pins, path);
	return true;
}

static bool pin_maps(struct attach *t)
{
	struct bpf_map *m;

	bpf_object__for_each_map(m, t->kernel->object)
	{
		/* libbpf pinned those that ask for it themselves, or took them from there. */
		if (!bpf_map__is_pinned(m) && !pin_one(t, bpf_map__fd(m), "", bpf_map__name(m), 0))
			return false;
	}
	return true;
}

/* A program may have several links. */
static unsigned links_before(const struct attach *t, uint32_t index)
{
	unsigned n = 0;

	for (uint32_t i = 0; i < index; i++)
		n += !strcmp(t->v.p[i].prog, t->v.p[index].prog);
	return n;
}

static bool pin_links(struct attach *t)
{
	for (uint32_t i = 0; i < t->v.n; i++) {
		const struct attachment *a = &t->v.p[i];
		int fd = a->link ? bpf_link__fd(a->link) : a->fd;

		if (!a->link && !a->is_link) {
			diag(t->ds, DIAG_PIN, 0, a->what, "it is held by a socket, not by a link");
			return false;
		}
		if (!pin_one(t, fd, "link_", a->prog, links_before(t, i)))
			return false;
	}
	return true;
}

bool pin_all(struct attach *t)
{
	bool ok = !mkdir(t->opts->pin_dir, 0700) || errno == EEXIST;

	if (!ok)
		diag(t->ds, DIAG_PIN, 0, t->opts->pin_dir, strerror(errno));
	ok = ok && pin_maps(t);
	vec_for (p, &t->kernel->handles)
		if (bpf_program__fd(*p) >= 0)
			ok = ok &&
			     pin_one(t, bpf_program__fd(*p), "prog_", bpf_program__name(*p), 0);
	if (ok && pin_links(t))
		return true;
	vec_for (path, &t->pins)
		unlink(*path);
	rmdir(t->opts->pin_dir); /* stays when others are in it */
	return false;
}
