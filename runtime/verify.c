/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs loaded one by one, for the verifier's verdict. Each is loaded alone and at once closed
 * again; maps come and go with it. The first attempt asks for statistics only; a refusal is
 * repeated with the log of the way that led to it.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>

#include "explain.h"
#include "kernel.h"
#include "libbpf_log.h"
#include "privilege.h"

enum {
	LOG_SMALL = 1 << 20,
	LOG_LARGE = 64 << 20, /* bytes */
	LEVEL_STATS = 4
};

struct attempt {
	int err;
	char *log; /* malloc'ed */
	struct libbpf_log said;
};

static void choose(struct kernel *k, uint32_t index)
{
	for (uint32_t i = 0; i < k->handles.n; i++)
		bpf_program__set_autoload(k->handles.p[i],
			i == index ||
				bpf_program__type(k->handles.p[i]) == BPF_PROG_TYPE_STRUCT_OPS);
}

/* One load; the object stays open. */
static struct attempt attempt(struct kernel *k, uint32_t index, unsigned level, size_t size)
{
	struct attempt t = {.err = -ENOMEM, .log = calloc(1, size)};

	if (!t.log || !kernel_open_object(k)) {
		t.err = -EINVAL;
		return t;
	}
	choose(k, index);
	bpf_program__set_log_buf(k->handles.p[index], t.log, size);
	bpf_program__set_log_level(k->handles.p[index], level);
	libbpf_log_begin(&t.said);
	t.err = bpf_object__load(k->object);
	libbpf_log_end(&t.said);
	return t;
}

static void forget(struct attempt *t)
{
	free(t->log);
	free(t->said.text);
	*t = (struct attempt){0};
}

/* Kernels before 6.4 fail when the log does not fit. */
static struct attempt attempt_logged(struct kernel *k, uint32_t index, unsigned level)
{
	struct attempt t = attempt(k, index, level, level & 3 ? LOG_LARGE / 4 : LOG_SMALL);

	if (t.err == -ENOSPC) {
		forget(&t);
		t = attempt(k, index, level, LOG_LARGE);
	}
	return t;
}

static void take_stats(struct kernel *k, struct verdict *v, const char *log)
{
	struct vlog stats = vlog_read(k->arena, log, strlen(log));

	v->prog.verified = stats.processed;
	v->states = stats.states;
	v->stack = slice_text(k->arena, stats.stack);
}

static struct refusal refusal_of(
	const struct kernel *k, const struct verdict *v, const struct attempt *t)
{
	return (struct refusal){.obj = k->obj,
		.prog = v->prog.name,
		.type = v->prog.type,
		.log = t->log,
		.messages = t->said.text,
		.error = t->err};
}

static void describe(struct kernel *k, uint32_t index, struct verdict *v)
{
	if (!k->object)
		return;
	kernel_describe(k, index, &v->prog);
	v->prog.name = arena_strdup(k->arena, v->prog.name);
	v->prog.section = arena_strdup(k->arena, v->prog.section);
}

static void verify_one(struct kernel *k, uint32_t index, unsigned level, struct verdict *v)
{
	struct attempt t = attempt_logged(k, index, level | LEVEL_STATS);
	struct refusal r;

	describe(k, index, v);
	r = refusal_of(k, v, &t);
	if (t.err && k->object && !level && explain_needs_log(k->ds, &r)) {
		forget(&t);
		t = attempt_logged(k, index, 1 | LEVEL_STATS);
		describe(k, index, v);
		r = refusal_of(k, v, &t);
	}
	v->error = t.err;
	if (t.log)
		take_stats(k, v, t.log);
	if (level && t.log)
		v->prog.log = arena_strdup(k->arena, t.log);
	if (t.err && k->object)
		v->explained = runtime_explain(k->ds, &r);
	forget(&t);
}

static bool wanted(const struct kernel *k, const struct bpf_program *p)
{
	return k->opts.prog ? !strcmp(bpf_program__name(p), k->opts.prog)
			    : bpf_program__autoload(p);
}

bool runtime_verify(struct arena *a, struct diags *ds, const struct bpf_obj *obj, const void *image,
	size_t size, const struct run_opts *opts, struct verdicts *out)
{
	struct kernel k = {
		.arena = a, .ds = ds, .obj = obj, .image = image, .size = size, .opts = *opts};
	VEC(bool) chosen = {0};
	bool ok = runner_has_progs(ds, obj, opts->prog) && privilege_check(ds) &&
		  kernel_open_object(&k);

	*out = (struct verdicts){0};
	for (uint32_t i = 0; ok && i < k.handles.n; i++)
		vec_push(a, &chosen, wanted(&k, k.handles.p[i]));
	for (uint32_t i = 0; ok && i < chosen.n; i++) {
		struct verdict v = {0};

		if (!chosen.p[i])
			continue;
		verify_one(&k, i, opts->log_level, &v);
		ok = k.object;
		if (ok)
			vec_push(a, &out->v, v);
	}
	kernel_close(&k);
	return ok;
}
