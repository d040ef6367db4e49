/* SPDX-License-Identifier: BSD-2-Clause */
/* The VM's address space: regions in slots, checked access, exact reports. See vm.h. */
#include "vm.h"

#include <endian.h>
#include <inttypes.h>

enum { FIRST_SLOT = 16 }; /* nothing lives near NULL */

static bool slot_free(const struct vm *vm, uint32_t slot)
{
	uint32_t r = vm->slots[slot];

	return !r || vm->regions.p[r].kind == VM_DEAD;
}

/* The first of n free slots in a row at or after `from`; VM_SLOTS when there are none. */
static uint32_t find_run(const struct vm *vm, uint32_t from, uint32_t n)
{
	uint32_t start = from, i = from;

	while (i < VM_SLOTS && i - start < n) {
		if (!slot_free(vm, i))
			start = i + 1;
		i++;
	}
	return i - start == n ? start : VM_SLOTS;
}

static uint32_t new_number(struct vm *vm)
{
	for (uint32_t i = vm->next_number; i && i < vm->regions.n; i++)
		if (vm->regions.p[i].kind == VM_FREE) {
			vm->next_number = i + 1;
			return i;
		}
	vec_push(&vm->arena, &vm->regions, (struct vm_region){0});
	vm->next_number = vm->regions.n;
	return vm->regions.n - 1;
}

uint32_t vm_region_add(struct vm *vm, enum vm_kind kind, const char *name, void *host, size_t size)
{
	uint32_t n = (uint32_t)(size >> VM_SLOT_BITS) + 2, number;
	uint32_t slot = size <= VM_MAX_VALUES ? find_run(vm, vm->next_slot, n) : VM_SLOTS;

	if (slot == VM_SLOTS && size <= VM_MAX_VALUES)
		slot = find_run(vm, FIRST_SLOT, n);
	if (slot == VM_SLOTS)
		return 0;
	number = new_number(vm);
	for (uint32_t i = 0; i < n; i++)
		vm->slots[slot + i] = number;
	vm->next_slot = slot + n;
	vm->regions.p[number] = (struct vm_region){.name = name,
		.host = host,
		.base = slot << VM_SLOT_BITS,
		.size = (uint32_t)size,
		.kind = kind,
		.writable = true};
	return number;
}

void vm_region_drop(struct vm *vm, uint32_t region)
{
	if (region)
		vm->regions.p[region].kind = VM_DEAD;
}

void vm_region_sweep(struct vm *vm)
{
	for (uint32_t i = 1; i < vm->regions.n; i++) {
		struct vm_region *r = &vm->regions.p[i];
		uint32_t slot = r->base >> VM_SLOT_BITS, n = (r->size >> VM_SLOT_BITS) + 2;

		if (r->kind != VM_DEAD)
			continue;
		for (uint32_t k = slot; k < slot + n; k++)
			if (vm->slots[k] == i)
				vm->slots[k] = 0;
		*r = (struct vm_region){.kind = VM_FREE};
		if (i < vm->next_number)
			vm->next_number = i;
	}
}

struct vm_region *vm_region_at(struct vm *vm, uint64_t addr)
{
	uint32_t r = addr >> 32 ? 0 : vm->slots[addr >> VM_SLOT_BITS];

	return r ? &vm->regions.p[r] : NULL;
}

/* Of the region whose gap the address lies in and the one that begins behind it, the nearer. */
static struct vm_region *nearest(struct vm *vm, uint64_t addr)
{
	struct vm_region *r = vm_region_at(vm, addr);
	uint64_t behind = (addr | ((1u << VM_SLOT_BITS) - 1)) + 1;
	struct vm_region *next = vm_region_at(vm, behind);

	if (!next || next == r || next->base != behind)
		return r;
	if (!r || addr - r->base > (uint64_t)r->size + (behind - addr))
		return next;
	return r;
}

static void explain_region(
	struct vm *vm, const char *what, uint64_t addr, const struct vm_region *r)
{
	int64_t off = (int64_t)(addr - r->base);
	uint32_t size = r->size;
	const char *kind = "";

	switch ((enum vm_kind)r->kind) {
	case VM_FREE:
	case VM_DEAD:
		vm_fault(vm, "%s at %s%+" PRId64 ", which is no longer valid", what, r->name, off);
		return;
	case VM_MAP:
	case VM_CODE:
		vm_fault(vm, "%s at %s%+" PRId64 ", which is not memory", what, r->name, off);
		return;
	case VM_FRAME:
		vm_fault(vm, "%s at r10%+" PRId64 " of stack frame %s, which has %d bytes", what,
			off - VM_STACK, r->name, VM_STACK);
		return;
	case VM_VALUES:
		kind = "a value of map ";
		if (off >= 0 && off < r->size)
			off %= r->stride;
		size = r->elem;
		break;
	default: break;
	}
	vm_fault(vm, "%s at %s%s%+" PRId64 ", which has %u bytes", what, kind, r->name, off, size);
}

static void explain(struct vm *vm, uint64_t addr, uint64_t size, bool write)
{
	struct vm_region *r = nearest(vm, addr);
	char what[64];

	snprintf(what, sizeof(what), "%s of %" PRIu64 " byte%s", write ? "write" : "read", size,
		size == 1 ? "" : "s");
	if (addr < 1 << VM_SLOT_BITS)
		vm_fault(vm, "%s at NULL%+" PRId64, what, (int64_t)addr);
	else if (!r)
		vm_fault(vm, "%s at 0x%" PRIx64 ", which is no pointer", what, addr);
	else
		explain_region(vm, what, addr, r);
}

/* The bytes, or NULL. */
static uint8_t *lookup(struct vm *vm, uint64_t addr, uint64_t size, struct vm_region **region)
{
	struct vm_region *r = vm_region_at(vm, addr);
	uint64_t off;

	*region = r;
	if (!r || !r->host || r->kind == VM_DEAD)
		return NULL;
	off = addr - r->base;
	if (off > r->size || size > r->size - off)
		return NULL;
	if (r->kind == VM_VALUES && (off % r->stride > r->elem || size > r->elem - off % r->stride))
		return NULL;
	return r->host + off;
}

uint8_t *vm_mem_probe(struct vm *vm, uint64_t addr, uint64_t size, bool write)
{
	struct vm_region *r;
	uint8_t *p = lookup(vm, addr, size, &r);

	return p && (!write || r->writable) ? p : NULL;
}

/* As far as they are there, the others 0. */
static uint8_t *probe_bytes(struct vm *vm, uint64_t addr, uint64_t size)
{
	struct vm_region *r;

	for (uint64_t i = 0; i < size; i++) {
		const uint8_t *p = lookup(vm, addr + i, 1, &r);

		vm->probe[i] = p ? *p : 0;
	}
	return vm->probe;
}

uint8_t *vm_mem(struct vm *vm, uint64_t addr, uint64_t size, bool write)
{
	struct vm_region *r;
	uint8_t *p = lookup(vm, addr, size, &r);

	if (!p && vm->arena_map.pages && vm_is_arena(addr))
		return vm_arena_mem(vm, addr, size);
	if (!p && addr >> 40 == VM_PROBE >> 40 && !write && size <= sizeof(vm->probe))
		return probe_bytes(vm, addr & ~VM_PROBE, size);
	if (!p) {
		explain(vm, addr, size, write);
		return NULL;
	}
	if (write && !r->writable) {
		vm_fault(vm, "write to %s, which is read-only", r->name);
		return NULL;
	}
	return p;
}

uint64_t vm_get(const struct vm *vm, const uint8_t *p, unsigned bytes)
{
	uint16_t h;
	uint32_t w;
	uint64_t d;

	switch (bytes) {
	case 1: return *p;
	case 2: memcpy(&h, p, 2); return vm->swap ? __builtin_bswap16(h) : h;
	case 4: memcpy(&w, p, 4); return vm->swap ? __builtin_bswap32(w) : w;
	default: memcpy(&d, p, 8); return vm->swap ? __builtin_bswap64(d) : d;
	}
}

void vm_put(const struct vm *vm, uint8_t *p, unsigned bytes, uint64_t v)
{
	uint16_t h = (uint16_t)v;
	uint32_t w = (uint32_t)v;

	if (vm->swap) {
		h = __builtin_bswap16(h);
		w = __builtin_bswap32(w);
		v = __builtin_bswap64(v);
	}
	switch (bytes) {
	case 1: *p = (uint8_t)(vm->swap ? v >> 56 : v); break;
	case 2: memcpy(p, &h, 2); break;
	case 4: memcpy(p, &w, 4); break;
	default: memcpy(p, &v, 8); break;
	}
}
