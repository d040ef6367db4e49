/* SPDX-License-Identifier: BSD-2-Clause */
/* The facade over the two engines: each call goes to the VM or to the kernel. */
#include <errno.h>
#include <stdlib.h>

#include "kernel.h"
#include "vm.h"

struct runner {
	struct vm *vm;
	struct kernel *kernel;
	VEC(struct run_prog) progs;
};

static void list_vm_progs(struct runner *r, struct arena *a)
{
	const struct run_opts *opts = &r->vm->opts;

	vec_for (p, &r->vm->progs.v) {
		struct run_prog out = {.name = p->name,
			.section = r->vm->obj->sections.p[p->section]->name,
			.type = p->type,
			.insns = p->size / 8,
			.loaded = !opts->prog || !strcmp(opts->prog, p->name)};

		vec_push(a, &r->progs, out);
	}
}

/* Is there a program to run, and the one that was asked for? */
bool runner_has_progs(struct diags *ds, const struct bpf_obj *obj, const char *name)
{
	struct arena a = {0};
	struct obj_progs progs = progs_of(&a, obj);
	const char *file = obj->file ? obj->file : "the object";
	bool found = !name;

	vec_for (p, &progs.v)
		found |= name && !strcmp(p->name, name);
	if (!progs.v.n)
		diag(ds, DIAG_NO_PROGRAMS, 0, file);
	else if (!found)
		diag(ds, DIAG_NO_PROGRAM, 0, name, file);
	found &= progs.v.n > 0;
	arena_free(&a);
	return found;
}

struct runner *runner_open(struct arena *a, struct diags *ds, struct bpf_obj *obj,
	const void *image, size_t size, const struct run_opts *opts)
{
	struct runner *r = arena_new(a, struct runner);

	if (!runner_has_progs(ds, obj, opts->prog))
		return NULL;
	if (opts->engine == RUN_VM) {
		r->vm = vm_new(ds, obj, opts);
		if (!r->vm)
			return NULL;
		list_vm_progs(r, a);
		return r;
	}
	r->kernel = kernel_open(a, ds, obj, image, size, opts);
	return r->kernel ? r : NULL;
}

void runner_close(struct runner *r)
{
	if (!r)
		return;
	vm_free(r->vm);
	kernel_close(r->kernel);
	r->vm = NULL;
	r->kernel = NULL;
}

size_t runner_progs(const struct runner *r, const struct run_prog **progs)
{
	if (r->kernel)
		return kernel_progs(r->kernel, progs);
	*progs = r->progs.p;
	return r->progs.n;
}

void run_output_free(struct run_output *out)
{
	free(out->packet);
	free(out->ctx);
	free(out->keys);
	out->packet = out->ctx = out->keys = NULL;
}

bool runner_run(
	struct runner *r, const char *prog, const struct run_input *in, struct run_output *out)
{
	return r->vm ? vm_run(r->vm, prog, in, out) : kernel_run(r->kernel, prog, in, out);
}

void runner_watch(struct runner *r, run_watch_fn *watch, void *ctx)
{
	CHECK(r->vm != NULL);
	r->vm->watch = watch;
	r->vm->watch_ctx = ctx;
}

void runner_dump_maps(struct runner *r, FILE *f, bool json)
{
	if (r->vm)
		vm_dump_maps(r->vm, f, json);
	else
		kernel_dump_maps(r->kernel, f, json);
}

int runner_map_get(struct runner *r, const char *map, const void *key, void *value)
{
	struct vm_map *m;
	uint32_t i;

	if (r->kernel)
		return kernel_map_get(r->kernel, map, key, value);
	m = vm_map_named(r->vm, map);
	i = m ? vm_map_find(r->vm, m, key) : UINT32_MAX;
	if (i == UINT32_MAX)
		return -ENOENT;
	memcpy(value, vm_map_value(m, i), m->value_size);
	return 0;
}

int runner_map_set(struct runner *r, const char *map, const void *key, const void *value)
{
	struct vm_map *m;

	if (r->kernel)
		return kernel_map_set(r->kernel, map, key, value);
	m = vm_map_named(r->vm, map);
	return m ? vm_map_update(r->vm, m, key, value, BPF_ANY) : -ENOENT;
}

size_t runner_map_value_size(struct runner *r, const char *map)
{
	struct vm_map *m;

	if (r->kernel)
		return kernel_map_value_size(r->kernel, map);
	m = vm_map_named(r->vm, map);
	return m ? m->value_size : 0;
}

bool runner_jit(struct runner *r, const char *prog, struct jit_image *out)
{
	CHECK(r->kernel);
	return kernel_jit(r->kernel, prog, out);
}
