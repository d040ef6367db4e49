/* SPDX-License-Identifier: BSD-2-Clause */
/* See attach.h: life of what is attached, by the table attach.def. */
#include "attach.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "libbpf_log.h"
#include "pin.h"
#include "progs.h"

enum place_kind {
	PLACE_DEV,
	PLACE_CGROUP,
	PLACE_NETNS,
	PLACE_PROBE,
	PLACE_SOCKET,
	PLACE_MAP,
	PLACE_NONE
};

static const struct rule {
	uint32_t type;
	attach_fn *attach;
	enum place_kind place;
	const char *where;
} rules[] = {
#define A(type, function, place, where) \
	{BPF_PROG_TYPE_##type, attach_##function, PLACE_##place, where},
#include "attach.def"
#undef A
};

static const struct rule *rule_of(uint32_t type)
{
	for (unsigned i = 0; i < ARRAY_LEN(rules); i++)
		if (rules[i].type == type)
			return &rules[i];
	return NULL;
}

/* ---- for the functions of the table ---- */

/* Does perf_event_open take events of this kind? Yes, where that is not known. */
static bool has_events(const char *kind)
{
	static const char dir[] = "/sys/bus/event_source/devices";
	char path[80];

	snprintf(path, sizeof(path), "%s/%s", dir, kind);
	return access(dir, F_OK) || !access(path, F_OK);
}

static bool starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* What the kernel was built without, or what it has not got of this name; NULL: neither is known.
 */
static const char *lacking(struct attach *t, const struct bpf_program *p, int err)
{
	const char *sec = bpf_program__section_name(p);
	bool multi = starts(sec, "kprobe.multi") || starts(sec, "kretprobe.multi");

	if (bpf_program__type(p) != BPF_PROG_TYPE_KPROBE)
		return NULL;
	if (*sec == 'u' && !has_events("uprobe"))
		return "this kernel has no uprobes (CONFIG_UPROBE_EVENTS)";
	if (*sec == 'u')
		return err == -ENOENT ? "there is no such file, or it has nothing of that name"
				      : NULL;
	if (multi && (err == -EOPNOTSUPP || err == -EINVAL))
		return "this kernel attaches no program to many functions (CONFIG_FPROBE, of "
		       "kernel 5.18)";
	if (!has_events("kprobe"))
		return "this kernel has no kprobes (CONFIG_KPROBES, CONFIG_KPROBE_EVENTS)";
	if (err == -ENOENT || err == -EADDRNOTAVAIL || err == -EINVAL)
		return arena_printf(t->arena,
			"the kernel has no %s '%s' that can be probed (/proc/kallsyms has those "
			"that it has)",
			sec[1] == 's' || starts(sec, "kretsyscall") ? "system call" : "function",
			attach_where(t, p));
	return NULL;
}

static const char *reason(int err)
{
	switch (err) {
	case -ENODEV: return "no such device";
	case -ENOENT: return "there is no such thing (on this kernel?)";
	case -EBUSY: return "something else is attached there";
	case -ENOTSUP:
	case -524: return "this kernel does not have it";
	default: return strerror(-err);
	}
}

bool attach_failed(struct attach *t, const struct bpf_program *p, const char *what, int err)
{
	const char *lacks = lacking(t, p, err);

	diag(t->ds, DIAG_ATTACH, 0, bpf_program__name(p), what, lacks ? lacks : reason(err));
	return false;
}

bool attach_no_place(struct attach *t, const struct bpf_program *p)
{
	diag(t->ds, DIAG_ATTACH_WHERE, 0, bpf_program__name(p), bpf_program__section_name(p),
		rule_of(bpf_program__type(p))->where);
	return false;
}

bool attach_link(
	struct attach *t, const struct bpf_program *p, const char *what, struct bpf_link *link)
{
	struct attachment a = {.prog = bpf_program__name(p), .what = what, .link = link, .fd = -1};

	if (!link)
		return attach_failed(t, p, what, -errno);
	vec_push(t->arena, &t->v, a);
	return true;
}

bool attach_link_fd(struct attach *t, const struct bpf_program *p, const char *what, int fd)
{
	struct attachment a = {
		.prog = bpf_program__name(p), .what = what, .fd = fd, .is_link = true};

	if (fd < 0)
		return attach_failed(t, p, what, fd);
	vec_push(t->arena, &t->v, a);
	return true;
}

const char *attach_target(const struct bpf_program *p)
{
	const char *slash = strchr(bpf_program__section_name(p), '/');

	return slash ? slash + 1 : "";
}

const char *attach_where(const struct attach *t, const struct bpf_program *p)
{
	const char *in_sec = attach_target(p);

	return *in_sec || !t->opts->where ? in_sec : t->opts->where;
}

uint32_t attach_prog_id(const struct bpf_program *p)
{
	struct bpf_prog_info info = {0};
	uint32_t len = sizeof(info);

	return bpf_obj_get_info_by_fd(bpf_program__fd(p), &info, &len) ? 0 : info.id;
}

/* ---- all programs ---- */

static bool attach_prog(struct attach *t, const struct bpf_program *p)
{
	const struct rule *r = rule_of(bpf_program__type(p));
	struct libbpf_log log;
	bool ok;

	if (!r) {
		diag(t->ds, DIAG_ATTACH_TYPE, 0, bpf_program__name(p),
			bpf_program__section_name(p));
		return false;
	}
	libbpf_log_begin(&log);
	ok = r->attach(t, p);
	libbpf_log_end(&log);
	if (!ok && log.text)
		kernel_note_log(t->kernel, log.text);
	free(log.text);
	return ok;
}

static bool attach_all(struct attach *t)
{
	struct bpf_map *m;

	vec_for (p, &t->kernel->handles)
		if (bpf_program__fd(*p) >= 0 && !attach_prog(t, *p))
			return false;
	bpf_object__for_each_map(m, t->kernel->object)
	{
		if (bpf_map__type(m) == BPF_MAP_TYPE_STRUCT_OPS && !attach_ops_map(t, m))
			return false;
	}
	if (t->v.n)
		return true;
	diag(t->ds, DIAG_NO_PROGRAMS, 0,
		t->kernel->obj->file ? t->kernel->obj->file : "the object");
	return false;
}

/* WHERE is the cgroup when cgroup programs are all that there is to attach. */
static bool where_is_cgroup(const struct attach_opts *o, struct arena *a, const struct bpf_obj *obj)
{
	struct obj_progs progs = progs_of(a, obj);
	bool any = false;

	if (!o->where || o->cgroup)
		return false;
	vec_for (p, &progs.v) {
		const struct rule *r = rule_of(p->type);

		if (o->prog && strcmp(o->prog, p->name) != 0)
			continue;
		if (!r || r->place != PLACE_CGROUP)
			return false;
		any = true;
	}
	return any;
}

static bool check_options(struct attach *t)
{
	const struct attach_opts *o = t->opts;

	if (o->pin_dir && ((o->netns && !strcmp(o->netns, "new")) ||
				  (o->cgroup && !strcmp(o->cgroup, "new")))) {
		diag(t->ds, DIAG_PIN_NEW, 0);
		return false;
	}
	if (!runtime_kernel_available()) {
		runtime_explain_privileges(t->ds, "attaching programs");
		return false;
	}
	return !o->pin_dir || pin_check_dir(t->ds, t->arena, o->pin_dir);
}

struct attach *attach_open(struct arena *a, struct diags *ds, const struct bpf_obj *obj,
	const void *image, size_t size, const struct attach_opts *opts)
{
	struct attach *t = arena_new(a, struct attach);
	struct attach_opts *o = arena_dup(a, opts, sizeof(*opts));
	struct run_opts load = {.prog = opts->prog,
		.attach = true,
		.pin_dir = opts->pin_dir,
		.preloads = opts->preloads,
		.n_preloads = opts->n_preloads};

	*t = (struct attach){.arena = a, .ds = ds, .opts = o};
	if (where_is_cgroup(o, a, obj)) {
		o->cgroup = o->where;
		o->where = NULL;
	}
	if (!runner_has_progs(ds, obj, o->prog) || !check_options(t) ||
		!place_enter(&t->place, a, ds, o))
		return NULL;
	t->kernel = kernel_open(a, ds, obj, image, size, &load);
	if (!t->kernel || !attach_all(t) || (o->pin_dir && !pin_all(t))) {
		attach_close(t);
		return NULL;
	}
	return t;
}

void attach_close(struct attach *t)
{
	if (!t)
		return;
	vec_for (i, &t->v) {
		bpf_link__destroy(i->link);
		if (i->fd >= 0)
			close(i->fd);
	}
	t->v.n = 0;
	kernel_close(t->kernel);
	t->kernel = NULL;
	place_leave(&t->place);
}

/* ---- facade ---- */

bool runtime_attach(struct arena *a, struct diags *ds, const struct bpf_obj *obj, const void *image,
	size_t size, const struct attach_opts *opts, struct attach_result *result)
{
	sigset_t ours, old;
	struct attach *t;
	bool ok;

	/* From here on a signal is something to be read (watch.c), so that it cannot come between.
	 */
	sigemptyset(&ours);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGHUP);
	sigaddset(&ours, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ours, &old);
	*result = (struct attach_result){.command_status = -1};
	t = attach_open(a, ds, obj, image, size, opts);
	ok = t && attach_watch(t, result);
	attach_close(t);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return ok;
}
