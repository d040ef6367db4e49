/* SPDX-License-Identifier: BSD-2-Clause */
/* See kobj.h. */
#include "kobj.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct search {
	struct arena *arena;
	struct diags *ds;
	enum kernel_objects kind;
	const struct kobj_ref *ref;
	kobj_fn *each;
	void *ctx;
	unsigned found;
};

static const char *const kind_names[] = {[KERNEL_MAPS] = "map", [KERNEL_PROGS] = "program"};

static bool wrong(const struct search *s, int err)
{
	const char *what = kind_names[s->kind];

	if (err == EPERM || err == EACCES)
		runtime_explain_privileges(
			s->ds, arena_printf(s->arena, "looking at the kernel's %ss", what));
	else
		diag(s->ds, DIAG_KOBJ, 0, what, s->ref ? s->ref->text : "list",
			err == ENOENT ? "there is none" : strerror(err));
	return false;
}

static void tag_text(char *out, const uint8_t *tag)
{
	for (unsigned i = 0; i < BPF_TAG_SIZE; i++)
		sprintf(out + 2 * i, "%02x", tag[i]);
}

/* Does the object have the name or tag that is looked for? */
static bool fits(const struct search *s, int fd)
{
	struct bpf_prog_info prog = {0};
	struct bpf_map_info map = {0};
	char tag[2 * BPF_TAG_SIZE + 1];
	uint32_t len = s->kind == KERNEL_MAPS ? sizeof(map) : sizeof(prog);

	if (!s->ref)
		return true;
	if (bpf_obj_get_info_by_fd(fd, s->kind == KERNEL_MAPS ? (void *)&map : (void *)&prog, &len))
		return false;
	if (s->kind == KERNEL_MAPS)
		return !strcmp(map.name, s->ref->text);
	tag_text(tag, prog.tag);
	return !strcmp(s->ref->by == KOBJ_TAG ? tag : prog.name, s->ref->text);
}

static bool visit(struct search *s, int fd)
{
	bool ok = !fits(s, fd) || (s->found++, s->each(s->ctx, fd));

	close(fd);
	return ok;
}

static bool by_ids(struct search *s)
{
	bool maps = s->kind == KERNEL_MAPS;
	uint32_t id = 0;

	while (!(maps ? bpf_map_get_next_id(id, &id) : bpf_prog_get_next_id(id, &id))) {
		int fd = maps ? bpf_map_get_fd_by_id(id) : bpf_prog_get_fd_by_id(id);

		if (fd < 0 && errno == ENOENT) /* it went away meanwhile */
			continue;
		if (fd < 0)
			return wrong(s, errno);
		if (!visit(s, fd))
			return false;
	}
	if (errno != ENOENT)
		return wrong(s, errno);
	return !s->ref || s->found || wrong(s, ENOENT);
}

/* Is the descriptor a map's, or a program's, as it should be? */
static bool is_kind(int fd, enum kernel_objects kind)
{
	char path[64], target[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return false;
	target[n] = 0;
	return strstr(target, kind == KERNEL_MAPS ? "bpf-map" : "bpf-prog");
}

static bool one(struct search *s)
{
	const struct kobj_ref *ref = s->ref;
	int fd = ref->by == KOBJ_PINNED   ? bpf_obj_get(ref->text)
		 : s->kind == KERNEL_MAPS ? bpf_map_get_fd_by_id(ref->id)
					  : bpf_prog_get_fd_by_id(ref->id);
	bool ok;

	if (fd < 0)
		return wrong(s, errno);
	if (!is_kind(fd, s->kind)) {
		close(fd);
		diag(s->ds, DIAG_KOBJ, 0, kind_names[s->kind], ref->text, "it is something else");
		return false;
	}
	ok = s->each(s->ctx, fd);
	close(fd);
	return ok;
}

bool kobj_each(struct arena *a, struct diags *ds, enum kernel_objects kind,
	const struct kobj_ref *ref, kobj_fn *each, void *ctx)
{
	struct search s = {a, ds, kind, ref, each, ctx, 0};

	return ref && (ref->by == KOBJ_ID || ref->by == KOBJ_PINNED) ? one(&s) : by_ids(&s);
}

struct opened {
	int fd;
	unsigned n;
};

static bool keep(void *ctx, int fd)
{
	struct opened *o = ctx;

	if (!o->n++)
		o->fd = dup(fd);
	return true;
}

int kobj_open(
	struct arena *a, struct diags *ds, enum kernel_objects kind, const struct kobj_ref *ref)
{
	struct opened o = {-1, 0};

	if (!kobj_each(a, ds, kind, ref, keep, &o))
		return -1;
	if (o.n == 1)
		return o.fd;
	close(o.fd);
	diag(ds, DIAG_KOBJ, 0, kind_names[kind], ref->text,
		arena_printf(a, "there are %u of this name: say id NUMBER", o.n));
	return -1;
}
