/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An object into the kernel. libbpf cannot load an object twice, so each attempt opens it anew: the
 * first asks for no log; after a refusal the second asks for the refused program's, to show it, and
 * with keep_going a third leaves the program out.
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "bpf/insn.h"
#include "bpf/prog.h"
#include "kernel.h"
#include "libbpf_log.h"
#include "preload.h"
#include "progs.h"

/* BPF_F_LINK, which headers before 6.4 do not have: a struct_ops map that a link registers */
enum { MAP_BY_LINK = 1 << 13 };
enum { ATTACH_NETFILTER = 45 }; /* BPF_NETFILTER; libbpf 1.1 does not know SEC("netfilter") */
enum { LOG_SIZE = 16 << 20, LOG_LINES = 12 }; /* bytes of a verifier log; its last lines shown */

/* ---- logs ---- */

/* The last lines of a log, as notes; the verifier's statistics are left out. */
void kernel_note_log(struct kernel *k, const char *log)
{
	const char *end = log + strlen(log), *start = end;
	const char *stats = strstr(log, "\nprocessed ");

	if (stats)
		end = start = stats + 1;
	for (unsigned lines = 0; start > log && lines <= LOG_LINES; start--)
		lines += start[-1] == '\n';
	if (start > log)
		start = strchr(start, '\n') ? strchr(start, '\n') + 1 : start;
	while (start < end) {
		const char *nl = memchr(start, '\n', (size_t)(end - start));
		const char *stop = nl ? nl : end;

		diag(k->ds, DIAG_NOTE_LOG, 0,
			arena_strndup(k->arena, start, (size_t)(stop - start)));
		start = stop + 1;
	}
}

/* ---- open ---- */

/*
 * The programs of a struct_ops map come with it: without them libbpf 1.1 does not find the kernel's
 * types, and crashes.
 */
static bool wanted(const struct kernel *k, uint32_t index, const struct bpf_program *p)
{
	if (bpf_program__type(p) == BPF_PROG_TYPE_STRUCT_OPS)
		return true;
	if (k->opts.prog)
		return !strcmp(bpf_program__name(p), k->opts.prog);
	return bpf_program__autoload(p) && !(index < k->refused.n && k->refused.p[index]);
}

/* libbpf's handles, their types where it knows none, and which are to be loaded. */
static void choose_progs(struct kernel *k)
{
	struct bpf_program *p;

	k->handles.n = 0;
	bpf_object__for_each_program(p, k->object)
	{
		uint32_t index = k->handles.n;

		if (bpf_program__type(p) == BPF_PROG_TYPE_UNSPEC)
			bpf_program__set_type(p, prog_type_of(bpf_program__section_name(p)));
		if (bpf_program__type(p) == BPF_PROG_TYPE_UNSPEC)
			bpf_program__set_type(p, (enum bpf_prog_type)k->opts.default_type);
		if ((uint32_t)bpf_program__type(p) == PROG_NETFILTER)
			bpf_program__set_expected_attach_type(
				p, (enum bpf_attach_type)ATTACH_NETFILTER);
		bpf_program__set_autoload(p, wanted(k, index, p));
		vec_push(k->arena, &k->handles, p);
		if (k->refused.n == index)
			vec_push(k->arena, &k->refused, false);
	}
}

/* What the definitions cannot say, or say in a way that libbpf 1.1 does not know. */
static bool prepare_maps(struct kernel *k)
{
	struct bpf_map *m;

	bpf_object__for_each_map(m, k->object)
	{
		if (!k->opts.attach)
			bpf_map__set_pin_path(m, NULL); /* nothing of a run stays */
		/* A ring buffer's value type is for who reads it: the kernel takes none. */
		if (bpf_map__type(m) == BPF_MAP_TYPE_RINGBUF)
			bpf_map__set_value_size(m, 0);
		if (bpf_map__type(m) == BPF_MAP_TYPE_STRUCT_OPS && k->opts.attach)
			bpf_map__set_map_flags(m, bpf_map__map_flags(m) | MAP_BY_LINK);
		if (bpf_map__is_internal(m) && !preload_globals(k, m))
			return false;
	}
	return true;
}

/* "xdp_count" of dir/xdp_count.bpf.o: what libbpf calls maps of global variables by. */
static const char *object_name(const struct kernel *k)
{
	const char *file = k->obj->file ? k->obj->file : "kbcc", *slash = strrchr(file, '/');

	file = slash ? slash + 1 : file;
	return arena_strndup(k->arena, file, strcspn(file, "."));
}

bool kernel_open_object(struct kernel *k)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = object_name(k),
		.pin_root_path = k->opts.pin_dir);
	struct libbpf_log log;
	int err;

	bpf_object__close(k->object);
	libbpf_log_begin(&log);
	k->object = bpf_object__open_mem(k->image, k->size, &opts);
	err = errno;
	libbpf_log_end(&log);
	if (!k->object) {
		diag(k->ds, DIAG_KERNEL_OPEN, 0, k->obj->file ? k->obj->file : "the object",
			strerror(err));
		if (log.text)
			kernel_note_log(k, log.text);
	}
	free(log.text);
	if (!k->object)
		return false;
	choose_progs(k);
	return prepare_maps(k);
}

/* ---- load ---- */

/*
 * The program at which a load failed; UINT32_MAX: it was something else. libbpf says so in words
 * only: it closes everything before it returns.
 */
static uint32_t refused_prog(const struct kernel *k, const struct libbpf_log *log)
{
	static const char prefix[] = "libbpf: prog '";
	const char *at = log->text, *name = NULL;

	while (at && (at = strstr(at, prefix)) != NULL)
		name = at += sizeof(prefix) - 1;
	for (uint32_t i = 0; name && i < k->handles.n; i++) {
		const char *this = bpf_program__name(k->handles.p[i]);
		size_t n = strlen(this);

		if (!strncmp(name, this, n) && name[n] == '\'')
			return i;
	}
	return UINT32_MAX;
}

static int load_object(struct kernel *k, struct libbpf_log *log)
{
	int err;

	libbpf_log_begin(log);
	err = bpf_object__load(k->object);
	libbpf_log_end(log);
	return err;
}

/* The verifier's log of one program, loaded alone; malloc'ed, NULL: none. */
static char *log_of(struct kernel *k, uint32_t index, unsigned level)
{
	char *buf = calloc(1, LOG_SIZE);
	struct libbpf_log log;

	if (!buf || !kernel_open_object(k)) {
		free(buf);
		return NULL;
	}
	for (uint32_t i = 0; i < k->handles.n; i++)
		bpf_program__set_autoload(k->handles.p[i],
			i == index ||
				bpf_program__type(k->handles.p[i]) == BPF_PROG_TYPE_STRUCT_OPS);
	bpf_program__set_log_buf(k->handles.p[index], buf, LOG_SIZE);
	bpf_program__set_log_level(k->handles.p[index], level ? level : 1);
	load_object(k, &log);
	free(log.text);
	return buf;
}

/* As a compiler error; the kernel's own words only when no rule knows them. */
static void explain(struct kernel *k, const struct refusal *r, const char *words)
{
	if (!runtime_explain(k->ds, r) && words)
		kernel_note_log(k, words);
}

/* The struct_ops map that a kernel before 6.4 did not create, for it does not know MAP_BY_LINK;
 * libbpf says so in words only. NULL: it was something else. */
static const struct bpf_map *refused_link(const struct kernel *k, int err, const char *said)
{
	struct bpf_map *m;

	bpf_object__for_each_map(m, k->object)
	{
		if (err == -EINVAL && said && (bpf_map__map_flags(m) & MAP_BY_LINK) &&
			bpf_map__type(m) == BPF_MAP_TYPE_STRUCT_OPS &&
			strstr(said, arena_printf(k->arena, "map '%s': failed to create",
					     bpf_map__name(m))))
			return m;
	}
	return NULL;
}

/* What fails before a program is loaded: a map, an external symbol. False: this ends the load. */
static bool report_object(struct kernel *k, int err, const struct libbpf_log *said)
{
	struct refusal r = {.obj = k->obj,
		.prog = k->opts.prog,
		.file = k->obj->file,
		.messages = said->text,
		.error = err};
	const struct bpf_map *m = refused_link(k, err, said->text);

	if (m)
		diag(k->ds, DIAG_ATTACH_OPS, 0, bpf_map__name(m));
	else
		explain(k, &r, said->text);
	return false;
}

/* The same of one program. */
static bool report_prog(struct kernel *k, uint32_t index, int err, const struct libbpf_log *said)
{
	bool go_on = k->opts.keep_going &&
		     bpf_program__type(k->handles.p[index]) != BPF_PROG_TYPE_STRUCT_OPS;
	const char *name = arena_strdup(k->arena, bpf_program__name(k->handles.p[index]));
	char *log = log_of(k, index, k->opts.log_level);
	struct refusal r = {
		.obj = k->obj, .prog = name, .log = log, .messages = said->text, .error = err};

	while (k->progs.n <= index)
		vec_push(k->arena, &k->progs, (struct run_prog){0});
	if (log && *log)
		k->progs.p[index].log = arena_strdup(k->arena, log);
	if (k->object)
		r.type = bpf_program__type(k->handles.p[index]);
	if (!go_on)
		explain(k, &r, log);
	free(log);
	return go_on;
}

/* Load what is wanted; false after a diagnosed error. */
static bool load(struct kernel *k)
{
	for (;;) {
		struct libbpf_log log;
		uint32_t index;
		bool go_on;
		int err;

		if (!kernel_open_object(k))
			return false;
		err = load_object(k, &log);
		index = err ? refused_prog(k, &log) : 0;
		go_on = err && (index == UINT32_MAX ? report_object(k, err, &log)
						    : report_prog(k, index, err, &log));
		free(log.text);
		if (!err || !go_on)
			return !err;
		k->refused.p[index] = true;
	}
}

/* ---- what was loaded ---- */

void kernel_describe(const struct kernel *k, uint32_t index, struct run_prog *out)
{
	const struct bpf_program *p = k->handles.p[index];
	struct bpf_prog_info info = {0};
	uint32_t len = sizeof(info);
	int fd = bpf_program__fd(p);

	*out = (struct run_prog){.name = bpf_program__name(p),
		.section = bpf_program__section_name(p),
		.type = bpf_program__type(p),
		.insns = (uint32_t)bpf_program__insn_cnt(p),
		.loaded = fd >= 0,
		.log = out->log};
	if (fd < 0 || bpf_obj_get_info_by_fd(fd, &info, &len))
		return;
	out->xlated = info.xlated_prog_len / 8;
	out->jited_bytes = info.jited_prog_len;
	out->verified = info.verified_insns;
}

struct kernel *kernel_open(struct arena *a, struct diags *ds, const struct bpf_obj *obj,
	const void *image, size_t size, const struct run_opts *opts)
{
	struct kernel *k = arena_new(a, struct kernel);

	*k = (struct kernel){
		.arena = a, .ds = ds, .obj = obj, .image = image, .size = size, .opts = *opts};
	if (!load(k) || !preload_maps(k)) {
		kernel_close(k);
		return NULL;
	}
	while (k->progs.n < k->handles.n)
		vec_push(a, &k->progs, (struct run_prog){0});
	for (uint32_t i = 0; i < k->handles.n; i++)
		kernel_describe(k, i, &k->progs.p[i]);
	return k;
}

void kernel_close(struct kernel *k)
{
	if (!k)
		return;
	kernel_unwatch(k);
	bpf_object__close(k->object);
	k->object = NULL;
}

size_t kernel_progs(const struct kernel *k, const struct run_prog **progs)
{
	*progs = k->progs.p;
	return k->progs.n;
}

/* ---- probes ---- */

/* Bytes of machine code of a program that returns 0; -1: bpf(2) is not permitted. */
static int probe(void)
{
	struct bpf_insn prog[] = {
		insn_make(INSN_MOV64_K, 0, 0, 0, 0), insn_make(INSN_EXIT, 0, 0, 0, 0)};
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, NULL, "GPL", prog, ARRAY_LEN(prog), NULL);
	struct bpf_prog_info info = {0};
	uint32_t len = sizeof(info);
	int bytes;

	if (fd < 0)
		return -1;
	bytes = bpf_obj_get_info_by_fd(fd, &info, &len) ? 0 : (int)info.jited_prog_len;
	close(fd);
	return bytes;
}

bool runtime_kernel_available(void)
{
	return probe() >= 0;
}

bool runtime_jit_enabled(void)
{
	return probe() > 0;
}
