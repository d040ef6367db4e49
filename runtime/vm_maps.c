/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps of the VM: made, found, updated, walked. A per-CPU map has one CPU. Errors are the kernel's.
 * To add a type: give it a shape below.
 */
#include "vm.h"

#include <errno.h>
#include <stdlib.h>

#include "map_print.h"

/* How a type keeps its elements. */
enum shape {
	SHAPE_NONE,
	SHAPE_ARRAY,
	SHAPE_INDEX,
	SHAPE_HASH,
	SHAPE_TRIE,
	SHAPE_QUEUE,
	SHAPE_RING,
	SHAPE_EVENTS,
	SHAPE_ARENA
};

static enum shape shape_of(const struct vm_map *m)
{
	switch ((int)m->type) {
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY: return SHAPE_ARRAY;
	case BPF_MAP_TYPE_PROG_ARRAY:
	case BPF_MAP_TYPE_ARRAY_OF_MAPS:
	case BPF_MAP_TYPE_DEVMAP:
	case BPF_MAP_TYPE_CPUMAP:
	case BPF_MAP_TYPE_XSKMAP:
	case BPF_MAP_TYPE_SOCKMAP:
	case BPF_MAP_TYPE_CGROUP_ARRAY: return SHAPE_INDEX;
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_LRU_PERCPU_HASH:
	case BPF_MAP_TYPE_HASH_OF_MAPS:
	case BPF_MAP_TYPE_DEVMAP_HASH:
	case BPF_MAP_TYPE_SOCKHASH: return SHAPE_HASH;
	case BPF_MAP_TYPE_LPM_TRIE: return SHAPE_TRIE;
	case BPF_MAP_TYPE_QUEUE:
	case BPF_MAP_TYPE_STACK: return SHAPE_QUEUE;
	case BPF_MAP_TYPE_RINGBUF: return SHAPE_RING;
	case BPF_MAP_TYPE_PERF_EVENT_ARRAY: return SHAPE_EVENTS;
	case MAP_ARENA: return SHAPE_ARENA;
	default: return SHAPE_NONE;
	}
}

bool vm_map_is_array(const struct vm_map *m)
{
	return shape_of(m) == SHAPE_ARRAY || shape_of(m) == SHAPE_INDEX;
}

bool vm_map_has_lookup(const struct vm_map *m)
{
	enum shape s = shape_of(m);

	return s >= SHAPE_ARRAY && s <= SHAPE_TRIE;
}

/* ---- life ---- */

static const char *check(const struct vm_map *m)
{
	enum shape s = shape_of(m);
	uint64_t stride = align_up(m->value_size, 8);

	if (s == SHAPE_NONE)
		return "the VM has no maps of this type";
	if (s != SHAPE_EVENTS && !m->max_entries)
		return "max_entries is 0";
	if ((s == SHAPE_ARRAY || s == SHAPE_INDEX) && m->key_size != 4)
		return "its keys must have 4 bytes";
	if (s == SHAPE_INDEX && m->value_size < 4)
		return "its values must have 4 bytes";
	if ((s == SHAPE_HASH || s == SHAPE_TRIE) && (!m->key_size || m->key_size > 512))
		return "its keys must have 1 to 512 bytes";
	if (s == SHAPE_TRIE && m->key_size <= 4)
		return "its keys must have more than 4 bytes";
	if (s == SHAPE_RING && !is_pow2(m->max_entries))
		return "the size of a ring buffer must be a power of two";
	if (s == SHAPE_ARENA)
		return NULL; /* vm_arena_init() looks */
	if (s == SHAPE_RING || s == SHAPE_EVENTS)
		return m->max_entries > VM_MAX_VALUES ? "too large for the VM" : NULL;
	if (!m->value_size)
		return "its values have no bytes";
	return stride * m->max_entries > VM_MAX_VALUES ? "too large for the VM" : NULL;
}

static bool give_values(struct vm *vm, struct vm_map *m, uint32_t index)
{
	enum shape s = shape_of(m);
	struct vm_region *r;

	m->stride = (uint32_t)align_up(m->value_size, 8);
	m->values = calloc(m->max_entries, m->stride);
	if (!m->values || ((s == SHAPE_HASH || s == SHAPE_TRIE) && !vm_hash_init(m)))
		return false;
	if (s == SHAPE_QUEUE || s == SHAPE_INDEX)
		return true; /* copied out or looked through, never pointed to */
	m->region = vm_region_add(
		vm, VM_VALUES, m->name, m->values, (size_t)m->max_entries * m->stride);
	r = &vm->regions.p[m->region];
	r->stride = m->stride;
	r->elem = m->value_size;
	r->map = index;
	r->writable = !(m->flags & BPF_F_RDONLY_PROG);
	return m->region;
}

bool vm_map_init(struct vm *vm, uint32_t index)
{
	struct vm_map *m = &vm->maps.p[index];
	enum shape s = shape_of(m);
	const char *problem = check(m);
	uint32_t region;

	if (!problem && s < SHAPE_RING && !give_values(vm, m, index))
		problem = "no memory is left for it";
	if (!problem && s == SHAPE_ARENA)
		problem = vm_arena_init(vm, index);
	region = problem ? 0 : vm_region_add(vm, VM_MAP, m->name, NULL, 0);
	if (!region) {
		diag(vm->ds, DIAG_VM_MAP, 0, m->name,
			problem ? problem : "no address is left for it");
		return false;
	}
	vm->regions.p[region].map = index;
	m->handle = vm->regions.p[region].base;
	return true;
}

void vm_map_free(struct vm_map *m)
{
	free(m->values);
	free(m->keys);
	free(m->buckets);
	free(m->next);
	free(m->touched);
	free(m->used);
	vec_for (r, &m->records)
		free(r->data);
}

/* ---- finding maps ---- */

struct vm_map *vm_map_arg(struct vm *vm, uint64_t addr)
{
	struct vm_region *r = vm_region_at(vm, addr);

	if (r && r->kind == VM_MAP && addr == r->base)
		return &vm->maps.p[r->map];
	vm_fault(vm, "0x%llx is not a map", (unsigned long long)addr);
	return NULL;
}

struct vm_map *vm_map_named(struct vm *vm, const char *name)
{
	vec_for (m, &vm->maps)
		if (!strcmp(m->name, name))
			return m;
	return NULL;
}

/* ---- elements ---- */

uint8_t *vm_map_value(struct vm_map *m, uint32_t entry)
{
	return m->values + (size_t)entry * m->stride;
}

uint32_t vm_map_find(struct vm *vm, struct vm_map *m, const uint8_t *key)
{
	uint32_t i;

	switch (shape_of(m)) {
	case SHAPE_ARRAY:
	case SHAPE_INDEX:
		i = (uint32_t)vm_get(vm, key, 4);
		return i < m->max_entries ? i : UINT32_MAX;
	case SHAPE_HASH: return vm_hash_find(m, key);
	case SHAPE_TRIE: return vm_trie_find(vm, m, key);
	default: return UINT32_MAX;
	}
}

static int update_array(
	struct vm *vm, struct vm_map *m, const uint8_t *key, const uint8_t *value, uint64_t flags)
{
	uint32_t i = vm_map_find(vm, m, key);

	flags &= ~(uint64_t)BPF_F_LOCK;
	if (flags > BPF_EXIST)
		return -EINVAL;
	if (i == UINT32_MAX)
		return -E2BIG;
	if (flags == BPF_NOEXIST)
		return -EEXIST;
	memcpy(vm_map_value(m, i), value, m->value_size);
	return 0;
}

int vm_map_update(
	struct vm *vm, struct vm_map *m, const uint8_t *key, const uint8_t *value, uint64_t flags)
{
	uint8_t normal[512];
	int err;

	switch (shape_of(m)) {
	case SHAPE_ARRAY:
	case SHAPE_INDEX: return update_array(vm, m, key, value, flags);
	case SHAPE_HASH: return vm_hash_update(m, key, value, flags);
	case SHAPE_TRIE:
		err = vm_trie_normalize(vm, m, key, normal);
		return err ? err : vm_hash_update(m, normal, value, flags);
	default: return -EINVAL;
	}
}

int vm_map_delete(struct vm *vm, struct vm_map *m, const uint8_t *key)
{
	uint8_t normal[512];
	uint32_t i;
	int err;

	switch (shape_of(m)) {
	case SHAPE_INDEX:
		i = vm_map_find(vm, m, key);
		if (i == UINT32_MAX || !*(uint32_t *)vm_map_value(m, i))
			return -ENOENT;
		memset(vm_map_value(m, i), 0, m->value_size);
		return 0;
	case SHAPE_HASH: return vm_hash_delete(m, key);
	case SHAPE_TRIE:
		err = vm_trie_normalize(vm, m, key, normal);
		return err ? err : vm_hash_delete(m, normal);
	default: return -EINVAL;
	}
}

uint32_t vm_map_next(struct vm *vm, struct vm_map *m, uint32_t i, uint8_t *key)
{
	enum shape s = shape_of(m);

	for (; s >= SHAPE_ARRAY && s <= SHAPE_TRIE && i < m->max_entries; i++) {
		if (s == SHAPE_ARRAY || (s == SHAPE_INDEX && *(uint32_t *)vm_map_value(m, i))) {
			vm_put(vm, key, 4, i);
			return i;
		}
		if (s != SHAPE_INDEX && m->used[i]) {
			memcpy(key, m->keys + (size_t)i * m->key_size, m->key_size);
			return i;
		}
	}
	return UINT32_MAX;
}

/* ---- queues and stacks ---- */

int vm_map_push(struct vm_map *m, const uint8_t *value, uint64_t flags)
{
	if (shape_of(m) != SHAPE_QUEUE || (flags && flags != BPF_EXIST))
		return -EINVAL;
	if (m->count == m->max_entries) {
		if (flags != BPF_EXIST)
			return -E2BIG;
		m->head = (m->head + 1) % m->max_entries;
		m->count--;
	}
	memcpy(vm_map_value(m, (uint32_t)(((uint64_t)m->head + m->count) % m->max_entries)), value,
		m->value_size);
	m->count++;
	return 0;
}

int vm_map_pop(struct vm_map *m, uint8_t *value, bool remove)
{
	uint32_t i;

	if (shape_of(m) != SHAPE_QUEUE)
		return -EINVAL;
	if (!m->count) {
		memset(value, 0, m->value_size);
		return -ENOENT;
	}
	i = m->type == BPF_MAP_TYPE_STACK ? m->count - 1 : 0;
	memcpy(value, vm_map_value(m, (uint32_t)(((uint64_t)m->head + i) % m->max_entries)),
		m->value_size);
	if (!remove)
		return 0;
	m->count--;
	if (m->type == BPF_MAP_TYPE_QUEUE)
		m->head = (m->head + 1) % m->max_entries;
	return 0;
}

/* ---- ring buffers and perf events ---- */

int vm_record_add(struct vm *vm, struct vm_map *m, const void *data, uint32_t size, uint32_t cpu)
{
	struct vm_record r = {.size = size, .cpu = cpu};

	r.data = malloc(size ? size : 1);
	if (!r.data)
		return -ENOMEM;
	if (data)
		memcpy(r.data, data, size);
	else
		memset(r.data, 0, size);
	vec_push(&vm->arena, &m->records, r);
	return 0;
}
