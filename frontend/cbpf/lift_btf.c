/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The BTF of a lifted program: the type of its function, of the license, and of the kernel's
 * functions and objects of kernel.h. These are declared with the members that are
 * read and nothing else, as CO-RE has it:
 *
 *	struct net_device { unsigned short type; };
 *	struct sk_buff {
 *		unsigned int len, data_len;
 *		unsigned char *data;
 *		struct net_device *dev;
 *		unsigned char *head;
 *		unsigned short network_header;
 *	};
 *	struct __kernel_sockaddr_storage {};
 *	extern void *bpf_cast_to_kern_ctx(void *obj) __ksym __weak;
 *	extern void *bpf_rdonly_cast(const void *obj__ign, unsigned int btf_id__k) __ksym __weak;
 */
#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>

#include "lift.h"

/* Ids of the types that others are made of. */
struct types {
	struct btf *btf;
	int uint, pointer, context, result; /* unsigned int, void *, the context's pointer, int */
	int err;                            /* the first of libbpf's errors, negative */
};

static int made(struct types *t, int id)
{
	if (id < 0 && !t->err)
		t->err = id;
	return id;
}

/* A function's type from its parameters; a function of the kernel has those that are given. */
static int add_function(struct types *t, struct ir_sym *s)
{
	static const char *const cast[] = {"obj__ign", "btf_id__k"};
	bool rdonly = !strcmp(s->name, "bpf_rdonly_cast");
	int proto = made(t, btf__add_func_proto(t->btf, s->fn ? t->result : t->pointer));
	uint32_t n = s->fn ? s->fn->params.n : rdonly ? 2 : 1;

	for (uint32_t i = 0; i < n; i++) {
		bool number = s->fn ? s->fn->params.p[i] != IR_PTR : i == 1;
		bool context = s->fn && s->fn->param_prov.p[i] == PROV_CTX;
		int type = number ? t->uint : context ? t->context : t->pointer;

		made(t, btf__add_func_param(t->btf,
				!s->fn    ? cast[i]
				: context ? "ctx"
				: number  ? "n"
					  : "p",
				type));
	}
	return made(t, btf__add_func(t->btf, s->name,
			       !s->fn                         ? BTF_FUNC_EXTERN
			       : s->linkage == IR_LINK_GLOBAL ? BTF_FUNC_GLOBAL
							      : BTF_FUNC_STATIC,
			       proto));
}

static int add_license(struct types *t, const struct ir_sym *s)
{
	int c = made(t, btf__add_int(t->btf, "char", 1, BTF_INT_SIGNED));
	int index = made(t, btf__add_int(t->btf, "__ARRAY_SIZE_TYPE__", 4, 0));
	int array = made(t, btf__add_array(t->btf, index, c, (uint32_t)s->data->size));

	return made(t, btf__add_var(t->btf, s->name, BTF_VAR_GLOBAL_ALLOCATED, array));
}

static void add_symbols(struct types *t, struct ir_module *m)
{
	vec_for (p, &m->syms)
		(*p)->btf_id = (uint32_t)((*p)->kind == IR_SYM_DATA ? add_license(t, *p)
								    : add_function(t, *p));
}

/* A struct of the kernel with the members that are read. */
static int add_struct(struct types *t, const char *name, const int types[KERNEL_MEMBERS])
{
	uint32_t size = 0;
	int id;

	for (int i = 0; i < KERNEL_MEMBERS; i++) {
		const struct kernel_member_info *m = kernel_member_info((enum kernel_member)i);

		if (!strcmp(m->type, name) && m->at + m->width > size)
			size = m->at + m->width;
	}
	id = made(t, btf__add_struct(t->btf, name, size));
	for (int i = 0; i < KERNEL_MEMBERS; i++) {
		const struct kernel_member_info *m = kernel_member_info((enum kernel_member)i);

		if (!strcmp(m->type, name))
			made(t, btf__add_field(t->btf, m->name, types[i], m->at * 8, 0));
	}
	return id;
}

static void add_cores(struct types *t, struct ir_module *m)
{
	int types[KERNEL_MEMBERS] = {[SKB_LEN] = t->uint, [SKB_DATA_LEN] = t->uint};

	if (!m->core.n)
		return;
	types[DEV_TYPE] = types[SKB_NETWORK_HEADER] =
		made(t, btf__add_int(t->btf, "unsigned short", 2, 0));
	types[SKB_DATA] = types[SKB_HEAD] =
		made(t, btf__add_ptr(t->btf, made(t, btf__add_int(t->btf, "unsigned char", 1, 0))));
	int device = add_struct(t, "net_device", types);

	types[SKB_DEV] = made(t, btf__add_ptr(t->btf, device));
	int skb = add_struct(t, "sk_buff", types);
	int storage = add_struct(t, "__kernel_sockaddr_storage", types);

	vec_for (c, &m->core) {
		c->type_id = (uint32_t)(!strcmp(c->type, "sk_buff")      ? skb
					: !strcmp(c->type, "net_device") ? device
									 : storage);
		if (c->kind == BPF_CORE_TYPE_ID_TARGET)
			c->value = c->type_id;
	}
}

bool frontend_lift_btf(struct ir_module *m, const struct lift_opts *o)
{
	size_t size = o->kind == LIFT_XDP ? sizeof(struct xdp_md) : sizeof(struct __sk_buff);
	struct types t = {.btf = btf__new_empty()};

	if (!t.btf) {
		diag(m->diags, DIAG_BTF, 0, strerror(errno));
		return false;
	}
	made(&t, btf__set_pointer_size(t.btf, 8));
	if (m->big_endian)
		made(&t, btf__set_endianness(t.btf, BTF_BIG_ENDIAN));
	t.uint = made(&t, btf__add_int(t.btf, "unsigned int", 4, 0));
	t.pointer = made(&t, btf__add_ptr(t.btf, 0));
	t.context = made(
		&t, btf__add_ptr(t.btf, made(&t, btf__add_struct(t.btf, lift_ctx_struct(o->kind),
							 (uint32_t)size))));
	t.result = made(&t, btf__add_int(t.btf, "int", 4, BTF_INT_SIGNED));
	add_symbols(&t, m);
	add_cores(&t, m);
	if (t.err) {
		diag(m->diags, DIAG_BTF, 0, strerror(-t.err));
		btf__free(t.btf);
		return false;
	}
	m->btf = t.btf;
	return true;
}
