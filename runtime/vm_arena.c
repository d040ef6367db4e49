/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arenas of the VM (kernel/bpf/arena.c): memory of 4 KiB pages that has two addresses. User space's
 * is what programs store and pass on; the kernel's is what they access memory by, made of the low
 * 32 bits of the other. Here the kernel's addresses are VM_ARENA + these 32 bits.
 *
 * As in the kernel, a load from a page that is not there is 0, and a store to it is lost.
 */
#include "vm.h"

#include <stdlib.h>

enum { PAGE = 4096 };
/* Where user space would see an arena that does not say it: a multiple of 4 GiB, as the kernel
 * chooses. */
#define USER_BASE (0x7e00ull << 32)

const char *vm_arena_init(struct vm *vm, uint32_t map)
{
	const struct vm_map *m = &vm->maps.p[map];
	struct vm_arena *a = &vm->arena_map;
	uint64_t size = (uint64_t)m->max_entries * PAGE;

	if (a->pages)
		return "the program has another arena";
	if (size > VM_MAX_VALUES)
		return "too large for the VM";
	if (m->key_size || m->value_size)
		return "an arena has no keys and values";
	if (m->extra % PAGE || (m->extra >> 32) != (m->extra + size - 1) >> 32)
		return "map_extra must be a page's address, and the arena within 4 GiB from there";
	a->user = m->extra ? m->extra : USER_BASE;
	a->pages = m->max_entries;
	a->host = calloc(a->pages, PAGE);
	a->there = bitset_new(&vm->arena, a->pages);
	return a->host ? NULL : "no memory is left for it";
}

void vm_arena_free(struct vm *vm)
{
	free(vm->arena_map.host);
}

static bool is_free(const struct vm_arena *a, uint64_t first, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		if (bitset_has(&a->there, (uint32_t)(first + i)))
			return false;
	return true;
}

static uint64_t take(struct vm_arena *a, uint64_t first, uint64_t n)
{
	for (uint64_t i = 0; i < n; i++)
		bitset_add(&a->there, (uint32_t)(first + i));
	return a->user + first * PAGE;
}

bool vm_arena_place(struct vm *vm, uint32_t section)
{
	const struct obj_section *s = vm->obj->sections.p[section];
	struct vm_arena *a = &vm->arena_map;

	if (!s->size)
		return true;
	if (s->size > (uint64_t)a->pages * PAGE) {
		diag(vm->ds, DIAG_VM_MAP, 0, s->name,
			a->pages ? "the arena is smaller than its variables"
				 : "there is no arena for its variables");
		return false;
	}
	if (s->data)
		memcpy(a->host, s->data, s->size);
	take(a, 0, align_up(s->size, PAGE) / PAGE);
	a->section = section;
	return true;
}

bool vm_arena_has(const struct vm *vm, uint32_t section)
{
	return vm->arena_map.section && vm->arena_map.section == section;
}

uint64_t vm_arena_cast(const struct vm *vm, uint64_t v, uint32_t spaces)
{
	uint64_t low = (uint32_t)v;

	if (spaces == 1) /* from space 1 to 0 */
		return v ? VM_ARENA + low : 0;
	if (spaces == 1u << 16)
		return low ? (vm->arena_map.user & ~0xffffffffull) + low : 0;
	return low;
}

/* The bytes by the kernel's address; NULL: a page of them is not there. */
static uint8_t *lookup(const struct vm *vm, uint64_t addr, uint64_t size)
{
	const struct vm_arena *a = &vm->arena_map;
	uint64_t off = (uint32_t)(addr - VM_ARENA - (uint32_t)a->user), end = off + size;

	if (end > (uint64_t)a->pages * PAGE)
		return NULL;
	for (uint64_t page = off / PAGE; page * PAGE < end; page++)
		if (!bitset_has(&a->there, (uint32_t)page))
			return NULL;
	return a->host + off;
}

uint8_t *vm_arena_mem(struct vm *vm, uint64_t addr, uint64_t size)
{
	uint8_t *p = lookup(vm, addr, size);

	if (p)
		return p;
	if (size > sizeof(vm->probe)) {
		vm_fault(vm, "%llu bytes of the arena, of which pages are not there",
			(unsigned long long)size);
		return NULL;
	}
	return memset(vm->probe, 0, sizeof(vm->probe));
}

uint64_t vm_arena_alloc(struct vm *vm, uint64_t addr, uint64_t n)
{
	struct vm_arena *a = &vm->arena_map;
	uint64_t first = 0, last;

	if (!n || n > a->pages)
		return 0;
	last = a->pages - n;
	if (addr) {
		if (addr % PAGE || addr < a->user || (addr - a->user) / PAGE > last)
			return 0;
		first = last = (addr - a->user) / PAGE;
	}
	for (; first <= last; first++)
		if (is_free(a, first, n))
			return take(a, first, n);
	return 0;
}

void vm_arena_release(struct vm *vm, uint64_t addr, uint64_t n)
{
	struct vm_arena *a = &vm->arena_map;
	uint64_t first = (uint32_t)(addr - a->user) / PAGE;

	for (uint64_t i = first; i < first + n && i < a->pages; i++) {
		bitset_del(&a->there, (uint32_t)i);
		memset(a->host + i * PAGE, 0, PAGE);
	}
}
