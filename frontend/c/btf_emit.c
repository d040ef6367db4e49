/* SPDX-License-Identifier: BSD-2-Clause */
/* BTF entries to libbpf's builder, in order: the n-th entry gets id n + 1. */
#include <bpf/btf.h>
#include <errno.h>

#include "lower_btf.h"

static const char *name_of(const struct ident *id)
{
	return id ? id->name : NULL;
}

/* Integers as clang's debug information names and encodes them. */
static const struct {
	const char *name;
	uint8_t encoding, size;
} basic[TY_COUNT] = {[TY_BOOL] = {"_Bool", BTF_INT_BOOL, 1},
	[TY_CHAR] = {"char", BTF_INT_SIGNED, 1},
	[TY_SCHAR] = {"signed char", BTF_INT_SIGNED, 1},
	[TY_UCHAR] = {"unsigned char", 0, 1},
	[TY_SHORT] = {"short", BTF_INT_SIGNED, 2},
	[TY_USHORT] = {"unsigned short", 0, 2},
	[TY_INT] = {"int", BTF_INT_SIGNED, 4},
	[TY_UINT] = {"unsigned int", 0, 4},
	[TY_LONG] = {"long", BTF_INT_SIGNED, 8},
	[TY_ULONG] = {"unsigned long", 0, 8},
	[TY_LLONG] = {"long long", BTF_INT_SIGNED, 8},
	[TY_ULLONG] = {"unsigned long long", 0, 8},
	[TY_INT128] = {"__int128", BTF_INT_SIGNED, 16},
	[TY_UINT128] = {"unsigned __int128", 0, 16},
	[TY_FLOAT16] = {"_Float16", 0, 2},
	[TY_FLOAT] = {"float", 0, 4},
	[TY_DOUBLE] = {"double", 0, 8},
	[TY_LDOUBLE] = {"long double", 0, 8},
	[TY_FLOAT128] = {"__float128", 0, 16}};

static int emit_basic(struct btf_maker *m, const struct type *t)
{
	size_t size = type_size(m->ts, type_q((struct type *)t));

	if (t->kind >= TY_FLOAT16)
		return btf__add_float(m->btf, basic[t->kind].name, size);
	return btf__add_int(m->btf, basic[t->kind].name, size,
		t->kind == TY_CHAR && !t->is_signed ? 0 : basic[t->kind].encoding);
}

static int emit_enum(struct btf_maker *m, struct type *t)
{
	const struct enum_def *d = type_enum(m->ts, t);
	size_t size = type_size(m->ts, type_q(t));
	bool wide = size == 8;
	int id = wide ? btf__add_enum64(m->btf, name_of(d->tag), 8, type_is_signed(type_q(t)))
		      : btf__add_enum(m->btf, name_of(d->tag), (uint32_t)(size ? size : 4));
	int err = id < 0 ? id : 0;

	for (uint32_t i = 0; i < d->values.n && !err; i++) {
		const char *name = d->values.p[i].name->name;

		err = wide ? btf__add_enum64_value(m->btf, name, (uint64_t)d->values.p[i].value)
			   : btf__add_enum_value(m->btf, name, (int32_t)d->values.p[i].value);
	}
	/* libbpf takes an enum for signed when a value looks negative in 32 bits. */
	if (!err && !wide && !type_is_signed(type_q(t)))
		((struct btf_type *)btf__type_by_id(m->btf, (uint32_t)id))->info &= ~(1u << 31);
	return err ? err : id;
}

static int emit_record(struct btf_maker *m, struct type *t)
{
	const struct record *r = t->u.record;
	uint32_t size = (uint32_t)r->size;
	int id = r->is_union ? btf__add_union(m->btf, name_of(r->tag), size)
			     : btf__add_struct(m->btf, name_of(r->tag), size);
	int err = id < 0 ? id : 0;

	for (uint32_t i = 0; i < r->fields.n && !err; i++) {
		const struct field *f = &r->fields.p[i];

		if (!f->name && f->is_bitfield)
			continue; /* unnamed bit-fields are not members */
		err = btf__add_field(m->btf, name_of(f->name),
			(int)btf_id(m, btf_type_key(btf_member_type(f))), (uint32_t)f->bit_offset,
			f->is_bitfield ? f->bit_width : 0);
	}
	return err ? err : id;
}

static const char *param_name(const struct btf_entry *e, uint32_t i)
{
	if (!e->fn)
		return NULL;
	return i < e->fn->u.func.n_params ? name_of(e->fn->u.func.params[i]->name) : NULL;
}

static int emit_proto(struct btf_maker *m, const struct btf_entry *e)
{
	int id = btf__add_func_proto(m->btf, (int)btf_id(m, btf_type_key(e->t->u.func.ret)));
	int err = id < 0 ? id : 0;

	for (uint32_t i = 0; i < e->t->u.func.n && !err; i++) {
		struct qtype p = e->t->u.func.params[i].type;

		err = btf__add_func_param(
			m->btf, param_name(e, i), (int)btf_id(m, btf_type_key(p)));
	}
	if (!err && e->t->u.func.variadic)
		err = btf__add_func_param(m->btf, NULL, 0);
	return err ? err : id;
}

static int emit_func(struct btf_maker *m, const struct btf_entry *e, int ref)
{
	enum btf_func_linkage linkage = !e->sym->fn                         ? BTF_FUNC_EXTERN
					: e->sym->linkage == IR_LINK_STATIC ? BTF_FUNC_STATIC
									    : BTF_FUNC_GLOBAL;

	return btf__add_func(m->btf, e->sym->name, linkage, ref);
}

static int emit_var(struct btf_maker *m, const struct btf_entry *e, int ref)
{
	int linkage = !e->sym->data                       ? BTF_VAR_GLOBAL_EXTERN
		      : e->sym->linkage == IR_LINK_STATIC ? BTF_VAR_STATIC
							  : BTF_VAR_GLOBAL_ALLOCATED;

	return btf__add_var(m->btf, e->sym->name, linkage, ref);
}

static int emit_one(struct btf_maker *m, const struct btf_entry *e)
{
	int ref = (int)btf_id(m, e->ref);

	switch ((enum btf_entry_kind)e->kind) {
	case BE_BASIC: return emit_basic(m, e->t);
	case BE_ENUM: return emit_enum(m, e->t);
	case BE_PTR: return btf__add_ptr(m->btf, ref);
	case BE_TYPEDEF: return btf__add_typedef(m->btf, name_of(e->t->decl->name), ref);
	case BE_CONST: return btf__add_const(m->btf, ref);
	case BE_VOLATILE: return btf__add_volatile(m->btf, ref);
	case BE_RESTRICT: return btf__add_restrict(m->btf, ref);
	case BE_TYPE_TAG: return btf__add_type_tag(m->btf, e->t->tag, ref);
	case BE_ARRAY: {
		uint32_t n = e->t->u.array.incomplete ? 0 : (uint32_t)e->t->u.array.n;

		return btf__add_array(m->btf, (int)btf_id(m, BE_SIZE_TYPE), ref, n);
	}
	case BE_SIZE_TYPE: return btf__add_int(m->btf, "__ARRAY_SIZE_TYPE__", 4, 0);
	case BE_RECORD: return emit_record(m, e->t);
	case BE_FWD:
		return btf__add_fwd(m->btf,
			e->t->kind == TY_ENUM ? name_of(e->t->u.enumeration->tag)
					      : name_of(e->t->u.record->tag),
			e->t->kind == TY_ENUM      ? BTF_FWD_ENUM
			: e->t->u.record->is_union ? BTF_FWD_UNION
						   : BTF_FWD_STRUCT);
	case BE_PROTO: return emit_proto(m, e);
	case BE_FUNC: return emit_func(m, e, ref);
	case BE_VAR: return emit_var(m, e, ref);
	case BE_DECL_TAG: return btf__add_decl_tag(m->btf, e->text, ref, e->component);
	}
	return -EINVAL;
}

bool btf_emit(struct btf_maker *m)
{
	for (uint32_t i = 0; i < m->entries.n; i++) {
		int id = emit_one(m, &m->entries.p[i]);

		if (id < 0) {
			errno = -id;
			return false;
		}
		CHECK((uint32_t)id == i + 1);
	}
	return true;
}
