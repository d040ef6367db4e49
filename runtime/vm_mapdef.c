/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The maps an object defines: BTF definitions in .maps, and structs of five integers in the older
 * section "maps". Their static contents (inner maps, programs) are relocations of .maps.
 */
#include "vm.h"

#include "btf_walk.h"

static bool bad_map(struct vm *vm, const char *name, const char *problem)
{
	diag(vm->ds, DIAG_VM_MAP, 0, name, problem);
	return false;
}

static const struct btf_type *pointee(const struct btf *btf, uint32_t *id)
{
	const struct btf_type *t = btf_strip(btf, id);

	if (!t || !btf_is_ptr(t))
		return NULL;
	*id = t->type;
	return btf_strip(btf, id);
}

/* __uint(name, n): int (*name)[n] */
static bool read_uint(const struct btf *btf, uint32_t id, uint32_t *out)
{
	const struct btf_type *t = pointee(btf, &id);

	if (!t || !btf_is_array(t))
		return false;
	*out = btf_array(t)->nelems;
	return true;
}

/* __type(name, T): T *name */
static bool read_type(const struct btf *btf, uint32_t id, uint32_t *type, uint32_t *size)
{
	const struct btf_type *t = btf_strip(btf, &id);
	int64_t n;

	if (!t || !btf_is_ptr(t))
		return false;
	*type = t->type;
	n = btf__resolve_size(btf, t->type);
	if (n < 0 || n > INT32_MAX)
		return false;
	*size = (uint32_t)n;
	return true;
}

/* __uint(name, n), or __ulong(name, n): enum { unique = n } name */
static bool read_extra(const struct btf *btf, uint32_t id, uint64_t *out)
{
	uint32_t type = id, n;
	const struct btf_type *t = btf_strip(btf, &type);

	if (t && btf_is_enum64(t) && btf_vlen(t) == 1)
		*out = btf_enum64_value(btf_enum64(t));
	else if (t && btf_is_enum(t) && btf_vlen(t) == 1)
		*out = (uint32_t)btf_enum(t)->val;
	else if (read_uint(btf, id, &n))
		*out = n;
	else
		return false;
	return true;
}

static bool define(struct vm *vm, struct vm_map m, uint32_t type_id, unsigned depth);

/* __array(values, T): T *values[]; T is an inner map's definition or a program's type. */
static bool read_values(
	struct vm *vm, struct vm_map *m, uint32_t id, uint32_t bit_offset, unsigned depth)
{
	const struct btf *btf = vm->obj->btf;
	const struct btf_type *t = btf_strip(btf, &id);
	struct vm_map inner = {
		.name = arena_printf(&vm->arena, "%s.inner", m->name), .section = OBJ_UNDEF};

	if (!t || !btf_is_array(t))
		return false;
	id = btf_array(t)->type;
	t = pointee(btf, &id);
	m->values_off = bit_offset / 8;
	m->value_size = 4;
	if (!t || !btf_is_struct(t))
		return true;
	if (depth || !define(vm, inner, id, depth + 1))
		return false;
	m->inner = vm->maps.n;
	return true;
}

static bool read_member(struct vm *vm, struct vm_map *m, const struct btf_member *f, unsigned depth)
{
	const struct btf *btf = vm->obj->btf;
	const char *name = btf__name_by_offset(btf, f->name_off);
	uint32_t ignored;

	if (!strcmp(name, "type"))
		return read_uint(btf, f->type, &m->type);
	if (!strcmp(name, "max_entries"))
		return read_uint(btf, f->type, &m->max_entries);
	if (!strcmp(name, "map_flags"))
		return read_uint(btf, f->type, &m->flags);
	if (!strcmp(name, "key_size"))
		return read_uint(btf, f->type, &m->key_size);
	if (!strcmp(name, "value_size"))
		return read_uint(btf, f->type, &m->value_size);
	if (!strcmp(name, "key"))
		return read_type(btf, f->type, &m->key_type, &m->key_size);
	if (!strcmp(name, "value"))
		return read_type(btf, f->type, &m->value_type, &m->value_size);
	if (!strcmp(name, "values"))
		return read_values(vm, m, f->type, f->offset, depth);
	if (!strcmp(name, "map_extra"))
		return read_extra(btf, f->type, &m->extra);
	return read_uint(btf, f->type, &ignored); /* pinning, numa_node: nothing here */
}

/* The map `m`, whose definition is the struct `id`, is added to vm->maps. */
static bool define(struct vm *vm, struct vm_map m, uint32_t id, unsigned depth)
{
	const struct btf_type *t = btf_strip(vm->obj->btf, &id);

	if (!t || !btf_is_struct(t))
		return bad_map(vm, m.name, "its definition is not a struct");
	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (!read_member(vm, &m, &btf_members(t)[i], depth))
			return bad_map(vm, m.name, "its definition cannot be read");
	vec_push(&vm->arena, &vm->maps, m);
	return vm_map_init(vm, vm->maps.n - 1);
}

static const struct obj_sym *find_sym(const struct vm *vm, const char *name, uint32_t section)
{
	vec_for (s, &vm->obj->syms)
		if (s->section == section && s->type != OBJ_SECTION && !strcmp(s->name, name))
			return s;
	return NULL;
}

static bool define_btf(struct vm *vm, uint32_t section)
{
	const struct btf *btf = vm->obj->btf;
	int id = btf ? btf__find_by_name_kind(btf, ".maps", BTF_KIND_DATASEC) : -1;
	const struct btf_type *t;

	if (id <= 0)
		return bad_map(vm, ".maps", "there is no BTF for this section");
	t = btf__type_by_id(btf, (uint32_t)id);
	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const struct btf_type *var = btf__type_by_id(btf, btf_var_secinfos(t)[i].type);
		const char *name = btf_is_var(var) ? btf__name_by_offset(btf, var->name_off) : "";
		const struct obj_sym *sym = find_sym(vm, name, section);

		if (!sym)
			continue; /* extern, of another object */
		if (!define(vm,
			    (struct vm_map){.name = name, .section = section, .offset = sym->value},
			    var->type, 0))
			return false;
	}
	return true;
}

/* struct bpf_map_def: type, key_size, value_size, max_entries, map_flags, then anything */
static bool define_old(struct vm *vm, uint32_t section)
{
	const struct obj_section *s = vm->obj->sections.p[section];

	vec_for (sym, &vm->obj->syms) {
		struct vm_map m = {.name = sym->name, .section = section, .offset = sym->value};
		const uint8_t *p;

		if (sym->section != section || sym->type == OBJ_SECTION)
			continue;
		if (!s->data || sym->value > s->size || s->size - sym->value < 20)
			return bad_map(vm, sym->name, "its definition is cut off");
		p = s->data + sym->value;
		m.type = (uint32_t)vm_get(vm, p, 4);
		m.key_size = (uint32_t)vm_get(vm, p + 4, 4);
		m.value_size = (uint32_t)vm_get(vm, p + 8, 4);
		m.max_entries = (uint32_t)vm_get(vm, p + 12, 4);
		m.flags = (uint32_t)vm_get(vm, p + 16, 4);
		vec_push(&vm->arena, &vm->maps, m);
		if (!vm_map_init(vm, vm->maps.n - 1))
			return false;
	}
	return true;
}

/* ---- static contents ---- */

/* What a relocation of .maps names: a map's or a program's index + 1; 0: neither. */
static uint32_t content_of(const struct vm *vm, const struct vm_map *m, const struct obj_sym *sym)
{
	if (m->type == BPF_MAP_TYPE_PROG_ARRAY) {
		for (uint32_t i = 0; i < vm->progs.v.n; i++)
			if (vm->progs.v.p[i].section == sym->section &&
				vm->progs.v.p[i].offset == sym->value)
				return i + 1;
		return 0;
	}
	for (uint32_t i = 0; i < vm->maps.n; i++)
		if (vm->maps.p[i].section == sym->section && vm->maps.p[i].offset == sym->value)
			return i + 1;
	return 0;
}

static struct vm_map *map_with_values_at(struct vm *vm, uint32_t section, uint64_t offset)
{
	struct vm_map *best = NULL;

	vec_for (m, &vm->maps)
		if (m->section == section && m->values_off && m->offset + m->values_off <= offset &&
			(!best || m->offset > best->offset))
			best = m;
	return best;
}

static bool fill(struct vm *vm, uint32_t section)
{
	vec_for (r, &vm->obj->sections.p[section]->relocs) {
		struct vm_map *m = map_with_values_at(vm, section, r->offset);
		uint32_t key, content;

		if (!m)
			continue;
		key = (uint32_t)((r->offset - m->offset - m->values_off) / 8);
		content = content_of(vm, m, &vm->obj->syms.p[r->sym]);
		if (!content || vm_map_update(vm, m, (uint8_t *)&key, (uint8_t *)&content, BPF_ANY))
			return bad_map(vm, m->name, "its static contents cannot be read");
	}
	return true;
}

bool vm_maps_define(struct vm *vm)
{
	for (uint32_t i = 0; i < vm->obj->sections.n; i++) {
		const char *name = vm->obj->sections.p[i]->name;

		if (!strcmp(name, ".maps") && (!define_btf(vm, i) || !fill(vm, i)))
			return false;
		if (!strcmp(name, "maps") && !define_old(vm, i))
			return false;
	}
	return true;
}
