/* SPDX-License-Identifier: BSD-2-Clause */
/* See preload.h. The JSON is of the shape that dumps have, so that one can be loaded again. */
#include "preload.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdlib.h>

#include "btf_walk.h"
#include "kmap.h"
#include "value_parse.h"
#include "vm.h"

struct target {
	const struct run_preload *load;
	struct diags *ds;
	struct value_parser parser;
	struct map_shape shape;
	uint32_t max_entries;
	bool queue;
	/* 0, or -errno */
	int (*set)(void *ctx, const uint8_t *key, const uint8_t *value);
	void *ctx;
};

static bool wrong(const struct target *t, const char *what)
{
	diag(t->ds, DIAG_PRELOAD, 0, t->load->map, what);
	return false;
}

/* ---- global variables ---- */

/* {"variable": value, ...}, or, as a dump has it, [{"value": {...}}] */
static bool fill_globals(struct target *t, uint8_t *data, size_t size)
{
	const struct json *j = t->load->value;

	if (j->kind == JSON_ARRAY && j->first)
		j = json_get(j->first, "value");
	if (!j)
		return wrong(t, "an object with the variables' names is expected");
	return value_from_json(&t->parser, t->shape.value_type, j, data, size) ||
	       wrong(t, t->parser.problem);
}

/* ---- maps ---- */

static bool one_value(struct target *t, const struct json *entry, uint8_t *value)
{
	const struct json *v = json_get(entry, "value");
	size_t stride = align_up(t->shape.value_size, 8);

	if (!v)
		return wrong(t, "an entry without \"value\"");
	if (!value_from_json(&t->parser, t->shape.value_type, v, value, t->shape.value_size))
		return wrong(t, t->parser.problem);
	for (uint32_t cpu = 1; cpu < t->shape.cpus; cpu++)
		memcpy(value + cpu * stride, value, t->shape.value_size);
	return true;
}

/* An element of "values": {"cpu": N, "value": V}, as it is dumped, or V of the next CPU. */
static bool cpu_value(
	struct target *t, const struct json *v, uint32_t cpu, uint8_t *value, size_t stride)
{
	const struct json *number = json_get(v, "cpu"), *inner = json_get(v, "value");

	if (number && inner) {
		cpu = number->kind == JSON_NUMBER ? (uint32_t)strtoul(number->text, NULL, 10)
						  : UINT32_MAX;
		v = inner;
	}
	if (cpu >= t->shape.cpus)
		return wrong(t, "more values than there are CPUs");
	return value_from_json(&t->parser, t->shape.value_type, v, value + cpu * stride,
		       t->shape.value_size) ||
	       wrong(t, t->parser.problem);
}

/* "values": one a CPU; "value": the same on each. */
static bool entry_value(struct target *t, const struct json *entry, uint8_t *value)
{
	const struct json *values = json_get(entry, "values");
	size_t stride = align_up(t->shape.value_size, 8);
	uint32_t cpu = 0;

	if (!values || values->kind != JSON_ARRAY)
		return one_value(t, entry, value);
	for (const struct json *v = values->first; v; v = v->next)
		if (!cpu_value(t, v, cpu++, value, stride))
			return false;
	return true;
}

static bool fill_entry(struct target *t, const struct json *entry, uint8_t *key, uint8_t *value)
{
	const struct json *k = json_get(entry, "key");
	int err;

	memset(value, 0, align_up(t->shape.value_size, 8) * t->shape.cpus);
	if (!k && !t->queue)
		return wrong(t, "an entry without \"key\"");
	if (k && !value_from_json(&t->parser, t->shape.key_type, k, key, t->shape.key_size))
		return wrong(t, arena_printf(t->parser.arena, "key: %s", t->parser.problem));
	if (!entry_value(t, entry, value))
		return false;
	err = t->set(t->ctx, t->queue ? NULL : key, value);
	return !err || wrong(t, arena_printf(t->parser.arena, "the map does not take an entry: %s",
					strerror(-err)));
}

static bool fill_map(struct target *t)
{
	uint8_t *key = calloc(1, t->shape.key_size + 8u);
	uint8_t *value = calloc(t->shape.cpus, align_up(t->shape.value_size, 8) + 8u);
	bool ok = true;

	if (!key || !value)
		ICE("out of memory");
	if (t->load->value->kind != JSON_ARRAY)
		ok = wrong(t, "an array of entries is expected");
	for (const struct json *e = t->load->value->first; e && ok; e = e->next)
		ok = fill_entry(t, e, key, value);
	free(key);
	free(value);
	return ok;
}

/* ---- the kernel's ---- */

bool preload_globals(struct kernel *k, struct bpf_map *m)
{
	struct kmap km = kmap_of(m, bpf_object__btf(k->object));
	bool ok = true;

	for (uint32_t i = 0; i < k->opts.n_preloads && ok; i++) {
		struct target t = {.load = &k->opts.preloads[i],
			.ds = k->ds,
			.parser = {.arena = k->arena, .btf = km.btf},
			.shape = kmap_shape(&km)};
		size_t size = 0;
		const void *now = bpf_map__initial_value(m, &size);
		uint8_t *data;

		if (strcmp(t.load->map, km.name) != 0)
			continue;
		if (!now)
			return wrong(&t, "its contents cannot be set");
		data = arena_dup(k->arena, now, size);
		ok = fill_globals(&t, data, size) &&
		     (!bpf_map__set_initial_value(m, data, size) ||
			     wrong(&t, "its contents cannot be set"));
	}
	return ok;
}

static int set_kernel(void *ctx, const uint8_t *key, const uint8_t *value)
{
	return bpf_map_update_elem(*(const int *)ctx, key, value, BPF_ANY);
}

static bool preload_map(struct kernel *k, const struct run_preload *load)
{
	struct bpf_map *m;

	bpf_object__for_each_map(m, k->object)
	{
		struct kmap km = kmap_of(m, bpf_object__btf(k->object));
		struct target t = {.load = load,
			.ds = k->ds,
			.parser = {.arena = k->arena, .btf = km.btf},
			.shape = kmap_shape(&km),
			.queue = !kmap_has_keys(&km),
			.set = set_kernel,
			.ctx = &km.fd};

		if (strcmp(km.name, load->map) != 0)
			continue;
		return km.globals || fill_map(&t);
	}
	diag(k->ds, DIAG_PRELOAD, 0, load->map, "there is no such map");
	return false;
}

bool preload_maps(struct kernel *k)
{
	for (uint32_t i = 0; i < k->opts.n_preloads; i++)
		if (!preload_map(k, &k->opts.preloads[i]))
			return false;
	return true;
}

/* ---- the VM's ---- */

struct vm_target {
	struct vm *vm;
	struct vm_map *map;
};

static int set_vm(void *ctx, const uint8_t *key, const uint8_t *value)
{
	struct vm_target *t = ctx;

	return key ? vm_map_update(t->vm, t->map, key, value, BPF_ANY)
		   : vm_map_push(t->map, value, BPF_ANY);
}

static bool vm_globals(struct vm *vm, struct target *t, bool *found)
{
	for (uint32_t i = 0; i < vm->obj->sections.n; i++) {
		const char *name = vm->obj->sections.p[i]->name;
		int id;

		if (strcmp(name, t->load->map) != 0 || !vm->sections[i].region)
			continue;
		*found = true;
		id = vm->obj->btf ? btf__find_by_name_kind(vm->obj->btf, name, BTF_KIND_DATASEC)
				  : 0;
		t->shape.value_type = id > 0 ? (uint32_t)id : 0;
		return fill_globals(t, vm->regions.p[vm->sections[i].region].host,
			vm->regions.p[vm->sections[i].region].size);
	}
	return true;
}

static bool preload_vm_map(struct vm *vm, const struct run_preload *load)
{
	struct vm_target target = {vm, vm_map_named(vm, load->map)};
	struct target t = {.load = load,
		.ds = vm->ds,
		.parser = {.arena = &vm->arena, .btf = vm->obj->btf, .swap = vm->swap},
		.set = set_vm,
		.ctx = &target};
	bool found = false;

	if (*load->map == '.' && !vm_globals(vm, &t, &found))
		return false;
	if (found)
		return true;
	if (!target.map)
		return wrong(&t, "there is no such map");
	t.shape = (struct map_shape){.key_type = target.map->key_type,
		.value_type = target.map->value_type,
		.key_size = target.map->key_size,
		.value_size = target.map->value_size,
		.cpus = 1};
	t.queue = target.map->type == BPF_MAP_TYPE_QUEUE || target.map->type == BPF_MAP_TYPE_STACK;
	return fill_map(&t);
}

bool preload_vm(struct vm *vm)
{
	for (uint32_t i = 0; i < vm->opts.n_preloads; i++)
		if (!preload_vm_map(vm, &vm->opts.preloads[i]))
			return false;
	return true;
}
