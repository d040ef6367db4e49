/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs on events: tracepoints, probes, the CPU clock, kernel functions by BTF, struct_ops. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attach.h"
#include "tracefs.h"

enum { DEFAULT_HZ = 99, MAX_HZ = 100000 };

static int perf_open(struct perf_event_attr *attr, pid_t pid, int cpu)
{
	attr->size = sizeof(*attr);
	return (int)syscall(SYS_perf_event_open, attr, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

/* What is attached by a perf event; takes the event. */
static bool attach_event(struct attach *t, const struct bpf_program *p, const char *what, int event)
{
	struct bpf_link *link;
	int err;

	if (event < 0)
		return attach_failed(t, p, what, -errno);
	link = bpf_program__attach_perf_event(p, event);
	err = errno;
	if (!link)
		close(event);
	errno = err;
	return attach_link(t, p, what, link);
}

bool attach_tracepoint(struct attach *t, const struct bpf_program *p)
{
	const char *name = attach_where(t, p), *sep = strpbrk(name, "/:"), *what;
	struct perf_event_attr attr = {
		.type = PERF_TYPE_TRACEPOINT, .sample_period = 1, .wakeup_events = 1};
	int id;

	if (!sep)
		return attach_no_place(t, p);
	what = arena_printf(t->arena, "tracepoint %.*s:%s", (int)(sep - name), name, sep + 1);
	id = tracefs_id(arena_strndup(t->arena, name, (size_t)(sep - name)), sep + 1);
	if (id < 0)
		return attach_failed(t, p, what, id);
	attr.config = (uint64_t)id;
	return attach_event(t, p, what, perf_open(&attr, -1, 0));
}

bool attach_raw_tp(struct attach *t, const struct bpf_program *p)
{
	const char *name = attach_where(t, p);

	if (!*name)
		return attach_no_place(t, p);
	return attach_link(t, p, arena_printf(t->arena, "raw tracepoint %s", name),
		bpf_program__attach_raw_tracepoint(p, name));
}

/* The command, the process of --pid, or all: -1. */
static pid_t of_process(const struct attach *t)
{
	return t->place.command ? t->place.command : t->opts->pid ? t->opts->pid : -1;
}

/* BINARY:FUNCTION or BINARY:FUNCTION+OFFSET or BINARY:OFFSET */
static bool attach_uprobe(struct attach *t, const struct bpf_program *p, const char *name, bool ret)
{
	const char *colon = strrchr(name, ':'), *function = colon ? colon + 1 : "";
	LIBBPF_OPTS(bpf_uprobe_opts, opts, .retprobe = ret);
	const char *plus = strchr(function, '+'), *binary, *what;
	size_t offset = 0;

	if (!*function || colon == name)
		return attach_no_place(t, p);
	binary = arena_strndup(t->arena, name, (size_t)(colon - name));
	if (plus || (*function >= '0' && *function <= '9'))
		offset = strtoul(plus ? plus + 1 : function, NULL, 0);
	if (*function < '0' || *function > '9')
		opts.func_name = plus ? arena_strndup(t->arena, function, (size_t)(plus - function))
				      : function;
	what = arena_printf(t->arena, "%s of %s in %s", ret ? "return" : "call", function, binary);
	return attach_link(t, p, what,
		bpf_program__attach_uprobe_opts(p, of_process(t), binary, offset, &opts));
}

/* BINARY:PROVIDER:NAME of a note in .note.stapsdt */
static bool attach_usdt(struct attach *t, const struct bpf_program *p, const char *where)
{
	const char *last = strrchr(where, ':'), *first = last;
	const char *binary, *provider, *what;

	while (first && --first > where && *first != ':')
		;
	if (!first || first <= where || first + 1 == last || !last[1])
		return attach_no_place(t, p);
	binary = arena_strndup(t->arena, where, (size_t)(first - where));
	provider = arena_strndup(t->arena, first + 1, (size_t)(last - first - 1));
	what = arena_printf(t->arena, "probe %s:%s of %s", provider, last + 1, binary);
	return attach_link(t, p, what,
		bpf_program__attach_usdt(p, of_process(t), binary, provider, last + 1, NULL));
}

static bool attach_syscall(
	struct attach *t, const struct bpf_program *p, const char *name, bool ret)
{
	LIBBPF_OPTS(bpf_ksyscall_opts, opts, .retprobe = ret);
	const char *what = arena_printf(t->arena, "system call %s", name);

	if (!*name)
		return attach_no_place(t, p);
	return attach_link(t, p, what, bpf_program__attach_ksyscall(p, name, &opts));
}

static bool attach_kprobe(struct attach *t, const struct bpf_program *p, const char *name, bool ret)
{
	const char *what = arena_printf(t->arena, "kernel function %s", name);

	if (!*name)
		return attach_no_place(t, p);
	return attach_link(t, p, what,
		*attach_target(p) ? bpf_program__attach(p)
				  : bpf_program__attach_kprobe(p, ret, name));
}

bool attach_probe(struct attach *t, const struct bpf_program *p)
{
	const char *sec = bpf_program__section_name(p), *name = attach_where(t, p);
	bool ret = !strncmp(sec + 1, "retprobe", 8);

	if (!strncmp(sec, "uprobe", 6) || !strncmp(sec, "uretprobe", 9))
		return attach_uprobe(t, p, name, ret);
	if (!strncmp(sec, "usdt", 4))
		return attach_usdt(t, p, name);
	if (!strncmp(sec, "ksyscall", 8) || !strncmp(sec, "kretsyscall", 11))
		return attach_syscall(t, p, name, !strncmp(sec, "kret", 4));
	return attach_kprobe(t, p, name, ret);
}

bool attach_perf(struct attach *t, const struct bpf_program *p)
{
	const char *where = t->opts->where;
	unsigned long hz = where ? strtoul(where, NULL, 10) : DEFAULT_HZ;
	pid_t pid = t->place.command ? t->place.command : t->opts->pid;
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE,
		.config = PERF_COUNT_SW_CPU_CLOCK,
		.freq = 1,
		.sample_freq = hz,
		.inherit = pid > 0};
	const char *what = arena_printf(t->arena, "CPU clock, %lu Hz, of %s", hz,
		pid ? arena_printf(t->arena, "process %d", (int)pid) : "all CPUs");

	if (!hz || hz > MAX_HZ)
		return attach_no_place(t, p);
	if (pid)
		return attach_event(t, p, what, perf_open(&attr, pid, -1));
	for (int cpu = 0, n = libbpf_num_possible_cpus(); cpu < n; cpu++) {
		int event = perf_open(&attr, -1, cpu);

		if (event < 0 && errno == ENODEV) /* not online */
			continue;
		if (!attach_event(t, p, cpu ? NULL : what, event))
			return false;
	}
	return true;
}

/* Hooks of a security module that was not chosen at boot are not called, and nothing says so. */
static void check_lsm(struct attach *t, const struct bpf_program *p)
{
	char text[256] = "";
	FILE *f = fopen("/sys/kernel/security/lsm", "re");

	if (f && fgets(text, sizeof(text), f) && !strstr(text, "bpf")) {
		text[strcspn(text, "\n")] = 0;
		diag(t->ds, DIAG_ATTACH_IDLE, 0, bpf_program__name(p), text);
		diags_flush(t->ds);
	}
	if (f)
		fclose(f);
}

/* fentry, tp_btf, iterators, LSM hooks: SEC() has all there is to know. */
bool attach_self(struct attach *t, const struct bpf_program *p)
{
	const char *what = arena_printf(t->arena, "%s", bpf_program__section_name(p));
	struct bpf_link *link = bpf_program__attach(p);

	if (!link)
		return attach_failed(t, p, what, -errno);
	if (!attach_link(t, p, what, link))
		return false;
	if (bpf_program__type(p) == BPF_PROG_TYPE_LSM)
		check_lsm(t, p);
	if (bpf_program__expected_attach_type(p) == BPF_TRACE_ITER)
		vec_last(&t->v).iterator = true;
	return true;
}

/* The maps that the programs belong to are attached instead: attach_ops_map. */
bool attach_ops(struct attach *t, const struct bpf_program *p)
{
	return true;
}

bool attach_ops_map(struct attach *t, const struct bpf_map *m)
{
	const char *what = arena_printf(t->arena, "struct_ops %s", bpf_map__name(m));
	/* libbpf fills the map; it was made with BPF_F_LINK, so that a link, which goes with us,
	 * is what registers it. */
	struct bpf_link *filled = bpf_map__attach_struct_ops(m);
	struct attachment a = {.prog = bpf_map__name(m), .what = what, .is_link = true};
	int err = filled ? 0 : -errno;

	if (!err) {
		a.fd = bpf_link_create(
			bpf_map__fd(m), 0, (enum bpf_attach_type)ATTACH_STRUCT_OPS, NULL);
		err = a.fd < 0 ? a.fd : 0;
		bpf_link__disconnect(filled);
		bpf_link__destroy(filled);
	}
	if (err) {
		diag(t->ds, DIAG_ATTACH, 0, bpf_map__name(m), what, strerror(-err));
		return false;
	}
	vec_push(t->arena, &t->v, a);
	return true;
}
