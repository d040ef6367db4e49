/* SPDX-License-Identifier: BSD-2-Clause */
/* The VM's maps and global variables, shown. */
#include "vm.h"

#include <bpf/btf.h>
#include <stdlib.h>

#include "kmap.h"

static void dump_records(
	struct map_printer *p, const struct map_shape *shape, const struct vm_map *m)
{
	vec_for (r, &m->records) {
		struct map_shape record = *shape;

		record.value_type = record_type(p->btf, m->name, m->value_type, r->size);
		if (r->state == VM_SUBMITTED)
			map_print_entry(p, &record, NULL, r->data, r->size);
	}
}

/* The oldest first; a stack's top last. */
static void dump_queue(struct map_printer *p, const struct map_shape *shape, struct vm_map *m)
{
	for (uint32_t i = 0; i < m->count; i++)
		map_print_entry(p, shape, NULL,
			vm_map_value(m, (uint32_t)(((uint64_t)m->head + i) % m->max_entries)),
			m->value_size);
}

static void dump_map(struct vm *vm, struct map_printer *p, struct vm_map *m)
{
	struct map_shape shape = {.name = m->name,
		.type = map_type_name(m->type),
		.key_type = m->key_type,
		.value_type = m->value_type,
		.key_size = m->key_size,
		.value_size = m->value_size,
		.cpus = 1,
		.hide_zeros = vm_map_is_array(m)};
	uint8_t key[512];

	map_print_map(p, &shape);
	if (m->type == BPF_MAP_TYPE_QUEUE || m->type == BPF_MAP_TYPE_STACK)
		dump_queue(p, &shape, m);
	for (uint32_t i = 0; (i = vm_map_next(vm, m, i, key)) != UINT32_MAX; i++)
		map_print_entry(p, &shape, key, vm_map_value(m, i), m->value_size);
	dump_records(p, &shape, m);
	map_print_map_end(p);
}

/* .bss, .data and .data.NAME as libbpf shows them: a map of one value, its type the section's. */
static void dump_globals(struct vm *vm, struct map_printer *p, uint32_t section)
{
	const struct vm_region *r = &vm->regions.p[vm->sections[section].region];
	int id =
		vm->obj->btf ? btf__find_by_name_kind(vm->obj->btf, r->name, BTF_KIND_DATASEC) : -1;
	struct map_shape shape = {.name = r->name,
		.type = "globals",
		.cpus = 1,
		.value_type = id > 0 ? (uint32_t)id : 0};

	map_print_map(p, &shape);
	map_print_entry(p, &shape, NULL, r->host, r->size);
	map_print_map_end(p);
}

void vm_dump_maps(struct vm *vm, FILE *f, bool json)
{
	struct map_printer p = {.out = f, .json = json, .btf = vm->obj->btf, .swap = vm->swap};

	map_print_begin(&p);
	vec_for (m, &vm->maps)
		if (m->section != OBJ_UNDEF && m->type != BPF_MAP_TYPE_PROG_ARRAY)
			dump_map(vm, &p, m);
	for (uint32_t i = 0; i < vm->obj->sections.n; i++)
		if (vm->sections[i].region &&
			(!strncmp(vm->obj->sections.p[i]->name, ".bss", 4) ||
				!strncmp(vm->obj->sections.p[i]->name, ".data", 5)))
			dump_globals(vm, &p, i);
	map_print_end(&p);
}
