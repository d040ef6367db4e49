/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's functions and objects, as instructions and CO-RE relocations: see kernel.h. */
#include "kernel.h"

#include <linux/bpf.h>

static const struct kernel_member_info members[KERNEL_MEMBERS] = {
	[SKB_LEN] = {"sk_buff", "len", "0:0", 0, 4},
	[SKB_DATA_LEN] = {"sk_buff", "data_len", "0:1", 4, 4},
	[SKB_DATA] = {"sk_buff", "data", "0:2", 8, 8},
	[SKB_DEV] = {"sk_buff", "dev", "0:3", 16, 8},
	[SKB_HEAD] = {"sk_buff", "head", "0:4", 24, 8},
	[SKB_NETWORK_HEADER] = {"sk_buff", "network_header", "0:5", 32, 2},
	[DEV_TYPE] = {"net_device", "type", "0:0", 0, 2},
};

const struct kernel_member_info *kernel_member_info(enum kernel_member m)
{
	return &members[m];
}

static struct ir_sym *kernel_function(struct ir_module *m, const char *name)
{
	struct ir_sym *s = ir_sym_new(m, IR_SYM_FN, name);

	s->linkage = IR_LINK_EXTERN_WEAK;
	s->section = ".ksyms";
	return s;
}

struct kernel_syms *kernel_syms(struct ir_module *m, struct kernel_syms **at)
{
	struct kernel_syms *k = *at;

	if (k)
		return k;
	*at = k = arena_new(m->arena, struct kernel_syms);
	k->cast_to_kern_ctx = kernel_function(m, "bpf_cast_to_kern_ctx");
	k->rdonly_cast = kernel_function(m, "bpf_rdonly_cast");
	for (int i = 0; i < KERNEL_MEMBERS; i++)
		k->member[i] = ir_core_new(m, (struct ir_core){.type = members[i].type,
						      .access = members[i].access,
						      .kind = BPF_CORE_FIELD_BYTE_OFFSET,
						      .value = members[i].at});
	k->storage = ir_core_new(m, (struct ir_core){.type = "__kernel_sockaddr_storage",
					    .access = "0",
					    .kind = BPF_CORE_TYPE_ID_TARGET});
	return k;
}

static struct ir_ins call(struct ir_fn *fn, struct ir_sym *sym, const ir_ref *args, uint32_t n)
{
	struct ir_ins ins = {.op = IR_CALL, .type = IR_PTR, .nargs = n, .u.sym = sym};
	struct ir_effects *e = arena_new(fn->module->arena, struct ir_effects);

	*e = (struct ir_effects){.pure = true, .prov = PROV_BTF};
	ins.args = arena_dup(fn->arena, args, n * sizeof(*args));
	ins.effects = ir_effects_add(fn->module, e);
	ins.prov = PROV_BTF;
	return ins;
}

struct ir_ins kernel_skb(struct ir_fn *fn, const struct kernel_syms *k, ir_ref ctx)
{
	return call(fn, k->cast_to_kern_ctx, &ctx, 1);
}

struct ir_ins kernel_bytes(struct ir_fn *fn, const struct kernel_syms *k, ir_ref number)
{
	ir_ref args[] = {number, ir_core_value(fn, IR_I32, k->storage)};

	return call(fn, k->rdonly_cast, args, ARRAY_LEN(args));
}

struct ir_ins kernel_member_at(
	struct ir_fn *fn, const struct kernel_syms *k, ir_ref base, enum kernel_member m)
{
	return (struct ir_ins){.op = IR_ADD,
		.type = IR_PTR,
		.a = base,
		.b = ir_core_value(fn, IR_I64, k->member[m])};
}

struct ir_ins kernel_member_load(ir_ref at, enum kernel_member m)
{
	uint8_t width = (uint8_t)members[m].width;

	return (struct ir_ins){.op = IR_LOAD,
		.type = m == SKB_DEV ? IR_PTR
			: width == 8 ? IR_I64
				     : IR_I32,
		.width = width,
		.align = width,
		.flags = INSF_CONST_MEM,
		.prov = m == SKB_DEV ? PROV_BTF : PROV_UNKNOWN,
		.a = at};
}
