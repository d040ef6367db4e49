/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's functions of vm_kfuncs.def, and the objects that they lead to: the sk_buff of a
 * packet and its device, laid out as the program's own BTF has them, since CO-RE relocations are
 * not done here. Members that are known are filled in by name, the others are 0.
 *
 * What bpf_rdonly_cast gives can be read anywhere: what is not there is 0, as in the kernel, which
 * guards these loads. Such addresses have VM_PROBE added; vm_mem() knows them.
 */
#include "vm_helpers.h"

#include <bpf/btf.h>
#include <linux/if_arp.h>

#include "map_print.h"
#include "packet.h"

static bool is_ctx(const struct vm *vm)
{
	return vm->ctx_region && vm->r[1] == vm->regions.p[vm->ctx_region].base;
}

static const struct btf_type *struct_named(const struct vm *vm, const char *name)
{
	const struct btf *btf = vm->obj->btf;
	int id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_STRUCT) : -1;

	return id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;
}

/* Set member `name`, of a struct of this type at host, when it has one. */
static void set_member(
	struct vm *vm, const struct btf_type *t, uint8_t *host, const char *name, uint64_t v)
{
	const struct btf *btf = vm->obj->btf;

	for (unsigned i = 0; i < btf_vlen(t); i++) {
		const struct btf_member *m = &btf_members(t)[i];
		uint32_t at = btf_member_bit_offset(t, i);
		int64_t size = btf__resolve_size(btf, m->type);

		if (strcmp(btf__name_by_offset(btf, m->name_off), name) != 0)
			continue;
		if (at % 8 == 0 && size > 0 && size <= 8 && !(size & (size - 1)) &&
			at / 8 + (uint32_t)size <= t->size)
			vm_put(vm, host + at / 8, (unsigned)size, v);
	}
}

/* The region of an object of the kernel, which lasts for this run; its address, 0: none. */
static uint32_t object(struct vm *vm, struct vm_object *o, const char *name)
{
	const struct btf_type *t = struct_named(vm, name);

	if (!t || !t->size)
		return 0;
	if (!o->host)
		o->host = arena_alloc(&vm->arena, t->size);
	if (!o->region) {
		o->region = vm_region_add(vm, VM_GLOBAL, name, o->host, t->size);
		vm->regions.p[o->region].writable = false;
	}
	return vm->regions.p[o->region].base;
}

static bool kfunc_bpf_cast_to_kern_ctx(struct vm *vm)
{
	const struct btf_type *skb = struct_named(vm, "sk_buff"),
			      *dev = struct_named(vm, "net_device");
	uint32_t at, device;

	if (!is_ctx(vm))
		return vm_fault(vm, "bpf_cast_to_kern_ctx of something else than the context");
	at = vm->pkt.buf && vm->prog_type != BPF_PROG_TYPE_XDP ? object(vm, &vm->skb, "sk_buff")
							       : 0;
	if (!at)
		return vm_fault(vm, "bpf_cast_to_kern_ctx: the VM has an sk_buff only, and that "
				    "where BTF tells its members");
	device = object(vm, &vm->device, "net_device");
	set_member(vm, skb, vm->skb.host, "len", vm->pkt.len);
	set_member(vm, skb, vm->skb.host, "data_len", 0);
	set_member(
		vm, skb, vm->skb.host, "data", vm->regions.p[vm->pkt.region].base + vm->pkt.meta);
	set_member(vm, skb, vm->skb.host, "head", vm->regions.p[vm->pkt.region].base);
	set_member(vm, skb, vm->skb.host, "network_header",
		vm->pkt.meta + (packet_layer(vm->prog_type) == PACKET_L3 ? 0 : PACKET_ETH));
	set_member(vm, skb, vm->skb.host, "dev", device);
	if (device)
		set_member(vm, dev, vm->device.host, "type", ARPHRD_LOOPBACK);
	return help_return(vm, at);
}

static bool kfunc_bpf_rdonly_cast(struct vm *vm)
{
	return help_return(vm, (int64_t)(vm->r[1] | VM_PROBE));
}

static bool is_arena(struct vm *vm)
{
	const struct vm_map *m = vm_map_arg(vm, vm->r[1]);

	return m && (m->type == MAP_ARENA || vm_fault(vm, "map %s is not an arena", m->name));
}

static bool kfunc_bpf_arena_alloc_pages(struct vm *vm)
{
	return is_arena(vm) &&
	       help_return(vm, (int64_t)vm_arena_alloc(vm, vm->r[2], (uint32_t)vm->r[3]));
}

static bool kfunc_bpf_arena_free_pages(struct vm *vm)
{
	if (!is_arena(vm))
		return false;
	vm_arena_release(vm, vm->r[2], (uint32_t)vm->r[3]);
	return help_return(vm, 0);
}

static const struct {
	const char *name;
	bool (*run)(struct vm *vm);
} kfuncs[] = {
#define K(name) {#name, kfunc_##name},
#include "vm_kfuncs.def"
};

int vm_kfunc_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(kfuncs); i++)
		if (!strcmp(kfuncs[i].name, name))
			return (int)i;
	return -1;
}

bool vm_kfunc(struct vm *vm, uint32_t index)
{
	return kfuncs[index].run(vm);
}

void vm_objects_end(struct vm *vm)
{
	vm_region_drop(vm, vm->skb.region);
	vm_region_drop(vm, vm->device.region);
	vm->skb.region = vm->device.region = 0;
}
