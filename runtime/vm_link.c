/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An object made ready to run: data sections become regions, program sections decoded instructions,
 * relocations addresses. What the machine cannot do (a kfunc, an unknown external, a jump out of
 * the section) is an error only when the program gets there, as a program that does not use it may
 * run.
 */
#include "vm.h"

#include <bpf/btf.h>
#include <stdio.h>
#include <sys/utsname.h>

static void set_bad(struct vm *vm, struct vm_insn *i, const char *message)
{
	*i = (struct vm_insn){.op = VM_BAD, .imm64 = (uintptr_t)arena_strdup(&vm->arena, message)};
}

/* ---- sections ---- */

/* Variables of address space 1, which the arena holds. */
static bool is_arena_data(const struct obj_section *s)
{
	return !strcmp(s->name, ".addr_space.1");
}

static bool add_data(struct vm *vm, uint32_t index)
{
	const struct obj_section *s = vm->obj->sections.p[index];
	uint8_t *host;
	uint32_t region;

	if (!s->size || is_arena_data(s))
		return true;
	if (s->size > VM_MAX_DATA) {
		diag(vm->ds, DIAG_VM_TOO_LARGE, 0, s->name, (unsigned long long)s->size);
		return false;
	}
	host = arena_alloc(&vm->arena, s->size);
	if (s->data)
		memcpy(host, s->data, s->size);
	region = vm_region_add(vm, VM_GLOBAL, s->name, host, s->size);
	if (!region) {
		diag(vm->ds, DIAG_VM_TOO_LARGE, 0, s->name, (unsigned long long)s->size);
		return false;
	}
	vm->regions.p[region].writable = s->writable || s->kind == OBJ_SEC_BSS;
	vm->sections[index].region = region;
	return true;
}

static void decode_jump(struct vm *vm, const struct vm_section *vs, uint32_t at, struct vm_insn *i)
{
	bool far = i->op == INSN_OP_JA && i->bits == 32;
	int64_t target = (int64_t)at + 1 + (far || i->op == INSN_OP_CALL ? i->imm : i->off);

	if (target < 0 || target >= vs->n)
		set_bad(vm, i, "jump or call out of the section");
	else
		i->target = vs->first + (uint32_t)target;
}

static void decode_call(
	struct vm *vm, const struct vm_section *vs, uint32_t at, enum insn_id id, struct vm_insn *i)
{
	if (id == INSN_CALL_KFUNC)
		set_bad(vm, i, "call of a kernel function, which the VM does not have");
	i->call = id == INSN_CALL_FN ? VM_CALL_FN : VM_CALL_HELPER;
	if (id == INSN_CALL_FN)
		decode_jump(vm, vs, at, i);
}

static void decode(struct vm *vm, const struct vm_section *vs, uint32_t at,
	const struct bpf_insn *p, struct vm_insn *i)
{
	enum insn_id id = insn_id_at(p, vs->n - at);
	const struct insn_info *info;

	if (id == INSN_INVALID) {
		set_bad(vm, i, "not an instruction");
		return;
	}
	info = insn_info(id);
	*i = (struct vm_insn){.op = info->op,
		.bits = info->bits,
		.dst = p->dst_reg,
		.src = p->src_reg,
		.x = insn_is_x(*p) || info->op == INSN_OP_NEG,
		.off = p->off,
		.imm = p->imm};
	if (insn_op_is_lddw((enum insn_op)info->op)) {
		i->imm64 = insn_wide_imm(p);
		if (id != INSN_LDDW)
			set_bad(vm, i, "reference to a map or function of a loaded program");
	} else if (insn_op_is_jcc((enum insn_op)info->op) || info->op == INSN_OP_JA ||
		   info->op == INSN_OP_JCOND) {
		decode_jump(vm, vs, at, i);
	} else if (info->op == INSN_OP_CALL) {
		decode_call(vm, vs, at, id, i);
	}
}

static void add_code(struct vm *vm, uint32_t index)
{
	const struct obj_section *s = vm->obj->sections.p[index];
	struct vm_section *vs = &vm->sections[index];
	struct bpf_insn *p;

	*vs = (struct vm_section){.first = vm->code.n, .n = (uint32_t)(s->size / 8)};
	p = arena_array(&vm->arena, struct bpf_insn, vs->n + 1);
	for (uint32_t i = 0; i < vs->n; i++)
		p[i] = insn_decode(s->data + i * 8, vm->obj->big_endian);
	vec_reserve(&vm->arena, &vm->code, vs->n + 1);
	vm->code.n += vs->n + 1;
	for (uint32_t i = 0; i < vs->n; i++) {
		struct vm_insn *to = &vm->code.p[vs->first + i];

		decode(vm, vs, i, &p[i], to);
		if (insn_slots(insn_id_at(&p[i], vs->n - i)) == 2)
			set_bad(vm, &vm->code.p[vs->first + ++i],
				"jump into the middle of an instruction");
	}
	set_bad(vm, &vm->code.p[vs->first + vs->n], "the end of the section");
}

const struct vm_section *vm_section_of(const struct vm *vm, uint32_t pc)
{
	for (uint32_t i = 0; i < vm->obj->sections.n; i++)
		if (vm->sections[i].sec && vm->sections[i].n && pc >= vm->sections[i].first &&
			pc - vm->sections[i].first <= vm->sections[i].n)
			return &vm->sections[i];
	return NULL;
}

/* ---- externals ---- */

/* Is this an extern of the .kconfig section? */
static bool is_kconfig(const struct vm *vm, const char *name)
{
	const struct btf *btf = vm->obj->btf;
	int id = btf ? btf__find_by_name_kind(btf, ".kconfig", BTF_KIND_DATASEC) : -1;
	const struct btf_type *t = id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;

	for (unsigned i = 0; t && i < btf_vlen(t); i++) {
		const struct btf_type *var = btf__type_by_id(btf, btf_var_secinfos(t)[i].type);

		if (var && !strcmp(btf__name_by_offset(btf, var->name_off), name))
			return true;
	}
	return false;
}

static uint32_t kernel_version(void)
{
	struct utsname u;
	unsigned a = 0, b = 0, c = 0;

	if (uname(&u) || sscanf(u.release, "%u.%u.%u", &a, &b, &c) < 2)
		return 0;
	return a << 16 | b << 8 | (c > 255 ? 255 : c);
}

/* The address of a kernel configuration value; 0: not known here. */
static uint64_t kconfig_address(struct vm *vm, const struct obj_sym *sym)
{
	uint8_t *host;
	uint64_t value = 0;

	if (!strcmp(sym->name, "LINUX_KERNEL_VERSION"))
		value = kernel_version();
	else if (!strcmp(sym->name, "LINUX_HAS_SYSCALL_WRAPPER") ||
		 !strcmp(sym->name, "LINUX_HAS_BPF_COOKIE"))
		value = 1;
	else if (sym->bind != OBJ_WEAK)
		return 0;
	host = arena_alloc(&vm->arena, 8);
	vm_put(vm, host, vm->obj->big_endian && value >> 8 ? 4 : 8, value);
	return vm->regions.p[vm_region_add(vm, VM_GLOBAL, sym->name, host, 8)].base;
}

/* ---- relocations ---- */

static struct vm_map *map_at(struct vm *vm, uint32_t section, uint64_t offset)
{
	for (uint32_t i = 0; i < vm->maps.n; i++)
		if (vm->maps.p[i].section == section && vm->maps.p[i].offset == offset)
			return &vm->maps.p[i];
	return NULL;
}

/* The address of sym + addend; 0: there is none. */
static uint64_t address_of(struct vm *vm, const struct obj_sym *sym, int64_t addend)
{
	const struct vm_section *vs = &vm->sections[sym->section];
	uint64_t at = sym->value + (uint64_t)addend;
	struct vm_map *m;

	if (vm->obj->sections.p[sym->section]->kind == OBJ_SEC_PROG)
		return at / 8 < vs->n
			       ? vm->regions.p[vm->code_region].base + (vs->first + at / 8) * 8
			       : 0;
	if (vm_arena_has(vm, sym->section))
		return vm->arena_map.user + at;
	m = map_at(vm, sym->section, at);
	if (m)
		return m->handle;
	return vs->region ? vm->regions.p[vs->region].base + at : 0;
}

static void reloc_address(struct vm *vm, struct vm_insn *i, const struct obj_sym *sym)
{
	char message[160];

	if (sym->section != OBJ_UNDEF)
		i->imm64 = address_of(vm, sym, (int64_t)i->imm64);
	else if (is_kconfig(vm, sym->name))
		i->imm64 = kconfig_address(vm, sym);
	else
		i->imm64 = vm_kfunc_named(sym->name) >= 0; /* there, and no memory */
	if (i->imm64 || (sym->section == OBJ_UNDEF && sym->bind == OBJ_WEAK))
		return;
	snprintf(message, sizeof(message), "use of '%s', which the VM does not have", sym->name);
	set_bad(vm, i, message);
}

static void reloc_call(struct vm *vm, struct vm_insn *i, const struct obj_sym *sym)
{
	int kfunc = sym->section == OBJ_UNDEF ? vm_kfunc_named(sym->name) : -1;
	char message[160];

	if (sym->section != OBJ_UNDEF) {
		const struct vm_section *vs = &vm->sections[sym->section];
		int64_t at = (int64_t)(sym->value / 8) + i->imm + 1;

		i->call = VM_CALL_FN;
		i->op = INSN_OP_CALL;
		i->target = vs->first + (uint32_t)at;
		if (vs->n && at >= 0 && at < vs->n)
			return;
	} else if (kfunc >= 0) {
		i->call = VM_CALL_KFUNC;
		i->op = INSN_OP_CALL;
		i->imm = kfunc;
		return;
	}
	snprintf(message, sizeof(message), "call of '%s', which the VM does not have", sym->name);
	set_bad(vm, i, message);
}

static void reloc_code(struct vm *vm, uint32_t index)
{
	const struct obj_section *s = vm->obj->sections.p[index];

	vec_for (r, &s->relocs) {
		const struct obj_sym *sym = &vm->obj->syms.p[r->sym];
		uint64_t slot = r->offset / 8;
		struct bpf_insn insn;

		if (r->offset % 8 || slot >= vm->sections[index].n)
			continue;
		insn = insn_decode(s->data + slot * 8, vm->obj->big_endian);
		if (r->type == OBJ_R_64_64 && insn_slots(insn_id(insn)) == 2 &&
			slot + 1 < vm->sections[index].n) {
			struct vm_insn *i = &vm->code.p[vm->sections[index].first + slot];

			if (i->op == INSN_OP_LDDW)
				reloc_address(vm, i, sym);
		} else if (r->type == OBJ_R_64_32 && insn_info(INSN_CALL_FN)->opcode == insn.code) {
			struct vm_insn *i = &vm->code.p[vm->sections[index].first + slot];

			i->imm = insn.imm;
			reloc_call(vm, i, sym);
		}
	}
}

/* Pointers in data. Map definitions are not data: their relocations are vm_mapdef.c's. */
static void reloc_data(struct vm *vm, uint32_t index)
{
	const struct obj_section *s = vm->obj->sections.p[index];
	struct vm_region *region = &vm->regions.p[vm->sections[index].region];

	if (!vm->sections[index].region)
		return;
	vec_for (r, &s->relocs) {
		const struct obj_sym *sym = &vm->obj->syms.p[r->sym];
		uint8_t *p = region->host + r->offset;

		if (r->type != OBJ_R_ABS64 || r->offset + 8 > s->size || sym->section == OBJ_UNDEF)
			continue;
		vm_put(vm, p, 8, address_of(vm, sym, (int64_t)vm_get(vm, p, 8)));
	}
}

bool vm_link(struct vm *vm)
{
	const struct bpf_obj *o = vm->obj;

	vm->sections = arena_array(&vm->arena, struct vm_section, o->sections.n + 1);
	for (uint32_t i = 0; i < o->sections.n; i++) {
		if (o->sections.p[i]->kind == OBJ_SEC_PROG)
			add_code(vm, i);
		else if (!add_data(vm, i))
			return false;
		vm->sections[i].sec = o->sections.p[i];
	}
	vm->code_region = vm_region_add(vm, VM_CODE, "code", NULL, vm->code.n * 8ull);
	if (!vm->code_region || !vm_maps_define(vm))
		return false;
	for (uint32_t i = 0; i < o->sections.n; i++)
		if (is_arena_data(o->sections.p[i]) && !vm_arena_place(vm, i))
			return false;
	for (uint32_t i = 0; i < o->sections.n; i++) {
		if (o->sections.p[i]->kind == OBJ_SEC_PROG)
			reloc_code(vm, i);
		else
			reloc_data(vm, i);
	}
	return true;
}
