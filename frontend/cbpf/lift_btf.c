/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The BTF of a lifted program: the type of its function, of the license, and of the kernel's
 * functions and objects that packet_kernel.c uses. These are declared with the members that are
 * read and nothing else, as CO-RE has it:
 *
 *	struct sk_buff { unsigned int len, data_len; unsigned char *data; };
 *	struct __kernel_sockaddr_storage {};
 *	extern void *bpf_cast_to_kern_ctx(void *obj) __ksym __weak;
 *	extern void *bpf_rdonly_cast(const void *obj__ign, unsigned int btf_id__k) __ksym __weak;
 */
#include <bpf/btf.h>
#include <errno.h>
#include <linux/bpf.h>

#include "lift.h"

static const char skb_type[] = "sk_buff", storage_type[] = "__kernel_sockaddr_storage";
static const char ksyms[] = ".ksyms";

static const struct {
	const char *name, *access;
	uint32_t at;
} members[SKB_MEMBERS] = {[SKB_LEN] = {"len", "0:0", 0},
	[SKB_DATA_LEN] = {"data_len", "0:1", 4},
	[SKB_DATA] = {"data", "0:2", 8}};

static struct ir_sym *kernel_function(struct ir_module *m, const char *name)
{
	struct ir_sym *s = ir_sym_new(m, IR_SYM_FN, name);

	s->linkage = IR_LINK_EXTERN_WEAK;
	s->section = ksyms;
	return s;
}

struct kernel_syms *kernel_syms_new(struct ir_module *m)
{
	struct kernel_syms *k = arena_new(m->arena, struct kernel_syms);

	k->cast_to_kern_ctx = kernel_function(m, "bpf_cast_to_kern_ctx");
	k->rdonly_cast = kernel_function(m, "bpf_rdonly_cast");
	for (int i = 0; i < SKB_MEMBERS; i++)
		k->member[i] = ir_core_new(m, (struct ir_core){.type = skb_type,
						      .access = members[i].access,
						      .kind = BPF_CORE_FIELD_BYTE_OFFSET,
						      .value = members[i].at});
	k->storage = ir_core_new(
		m, (struct ir_core){
			   .type = storage_type, .access = "0", .kind = BPF_CORE_TYPE_ID_TARGET});
	return k;
}

/* Ids of the types that others are made of. */
struct types {
	struct btf *btf;
	int uint, pointer, context; /* unsigned int, void *, the context's pointer */
	int err;                    /* the first of libbpf's errors, negative */
};

static int made(struct types *t, int id)
{
	if (id < 0 && !t->err)
		t->err = id;
	return id;
}

static int add_function(struct types *t, struct ir_sym *s, int ret, const char *const *names,
	const int *params, unsigned n)
{
	bool defined = s->fn != NULL;
	int proto = made(t, btf__add_func_proto(t->btf, ret));

	for (unsigned i = 0; i < n; i++)
		made(t, btf__add_func_param(t->btf, names[i], params[i]));
	return made(t,
		btf__add_func(t->btf, s->name, defined ? BTF_FUNC_GLOBAL : BTF_FUNC_EXTERN, proto));
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
	static const char *const names[] = {"ctx"}, *const cast[] = {"obj__ign", "btf_id__k"};
	const int cast_types[] = {t->pointer, t->uint};
	int ret = made(t, btf__add_int(t->btf, "int", 4, BTF_INT_SIGNED));

	vec_for (p, &m->syms) {
		struct ir_sym *s = *p;

		if (s->kind == IR_SYM_DATA)
			s->btf_id = (uint32_t)add_license(t, s);
		else if (s->fn)
			s->btf_id = (uint32_t)add_function(t, s, ret, names, &t->context, 1);
		else
			s->btf_id = (uint32_t)add_function(t, s, t->pointer, cast, cast_types,
				!strcmp(s->name, "bpf_rdonly_cast") ? 2 : 1);
	}
}

static int add_skb(struct types *t)
{
	int byte = made(t, btf__add_int(t->btf, "unsigned char", 1, 0));
	int bytes = made(t, btf__add_ptr(t->btf, byte));
	int id = made(t, btf__add_struct(t->btf, skb_type, 16));

	for (int i = 0; i < SKB_MEMBERS; i++)
		made(t, btf__add_field(t->btf, members[i].name, i == SKB_DATA ? bytes : t->uint,
				members[i].at * 8, 0));
	return id;
}

static void add_cores(struct types *t, struct ir_module *m)
{
	int skb = 0, storage = 0;

	if (!m->core.n)
		return;
	skb = add_skb(t);
	storage = made(t, btf__add_struct(t->btf, storage_type, 0));
	vec_for (c, &m->core) {
		c->type_id = (uint32_t)(c->type == skb_type ? skb : storage);
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
