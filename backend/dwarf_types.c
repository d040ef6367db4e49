/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The types of BTF as DWARF: each type is one entry, in the order of the BTF; type tags are left
 * out, declarations of functions and variables, too. A reference to a type that comes later is
 * filled in when all are placed.
 */
#include <bpf/btf.h>

#include "dwarf.h"

/* DW_ATE_* */
enum {
	ATE_BOOLEAN = 2,
	ATE_FLOAT = 4,
	ATE_SIGNED = 5,
	ATE_SIGNED_CHAR = 6,
	ATE_UNSIGNED = 7,
	ATE_UNSIGNED_CHAR = 8
};

struct fixup {
	uint32_t at, type;
};

struct types {
	struct dwarf *d;
	const struct btf *btf;
	uint32_t *place; /* by type id: offset in the unit; 0: none */
	VEC(struct fixup) fixups;
};

static const struct btf_type *type_at(const struct types *t, uint32_t id)
{
	return btf__type_by_id(t->btf, id);
}

static const char *name_at(const struct types *t, uint32_t offset)
{
	const char *s = btf__name_by_offset(t->btf, offset);

	return s ? s : "";
}

/* Without tags, which DWARF has not. */
static uint32_t untagged(const struct types *t, uint32_t id)
{
	while (id && btf_is_type_tag(type_at(t, id)))
		id = type_at(t, id)->type;
	return id;
}

static void reference(struct types *t, uint32_t id)
{
	struct fixup f = {t->d->out.n, untagged(t, id)};

	vec_push(t->d->a, &t->fixups, f);
	dwarf_put(t->d, 0, 4);
}

/* An entry with a name or without; true: it has one, which was written. */
static bool named(struct types *t, uint32_t name, enum dwarf_die with, enum dwarf_die without)
{
	const char *s = name_at(t, name);

	dwarf_uleb(t->d, *s ? with : without);
	if (*s)
		dwarf_string(t->d, s);
	return *s;
}

/* One that refers to another type, or to void. */
static void modifier(struct types *t, const struct btf_type *b, enum dwarf_die with,
	enum dwarf_die none, unsigned size)
{
	uint32_t id = untagged(t, b->type);

	dwarf_uleb(t->d, id ? with : none);
	if (size || !id)
		dwarf_put(t->d, size, 1);
	if (id)
		reference(t, id);
}

static void base(struct types *t, const struct btf_type *b)
{
	unsigned encoding = btf_is_float(b) ? 0 : btf_int_encoding(b), ate;

	if (btf_is_float(b))
		ate = ATE_FLOAT;
	else if (encoding & BTF_INT_BOOL)
		ate = ATE_BOOLEAN;
	else if (b->size == 1)
		ate = encoding & BTF_INT_SIGNED ? ATE_SIGNED_CHAR : ATE_UNSIGNED_CHAR;
	else
		ate = encoding & BTF_INT_SIGNED ? ATE_SIGNED : ATE_UNSIGNED;
	dwarf_uleb(t->d, DIE_BASE);
	dwarf_string(t->d, name_at(t, b->name_off));
	dwarf_put(t->d, ate, 1);
	dwarf_put(t->d, b->size, 1);
}

static void member(struct types *t, const struct btf_type *b, uint32_t i)
{
	const struct btf_member *m = btf_members(b) + i;
	uint32_t bits = btf_member_bitfield_size(b, i), at = btf_member_bit_offset(b, i);

	if (bits)
		named(t, m->name_off, DIE_BITS, DIE_BITS_ANON);
	else
		named(t, m->name_off, DIE_MEMBER, DIE_MEMBER_ANON);
	reference(t, m->type);
	if (bits)
		dwarf_uleb(t->d, bits);
	dwarf_uleb(t->d, bits ? at : at / 8);
}

static void record(struct types *t, const struct btf_type *b)
{
	if (btf_is_struct(b))
		named(t, b->name_off, DIE_STRUCT, DIE_STRUCT_ANON);
	else
		named(t, b->name_off, DIE_UNION, DIE_UNION_ANON);
	dwarf_uleb(t->d, b->size);
	for (uint32_t i = 0; i < btf_vlen(b); i++)
		member(t, b, i);
	dwarf_put(t->d, 0, 1);
}

static void enumeration(struct types *t, const struct btf_type *b)
{
	named(t, b->name_off, DIE_ENUM, DIE_ENUM_ANON);
	dwarf_uleb(t->d, b->size);
	for (uint32_t i = 0; i < btf_vlen(b); i++) {
		uint32_t name;
		int64_t v;

		if (btf_is_enum64(b)) {
			name = btf_enum64(b)[i].name_off;
			v = (int64_t)btf_enum64_value(btf_enum64(b) + i);
		} else {
			name = btf_enum(b)[i].name_off;
			v = btf_kflag(b) ? btf_enum(b)[i].val
					 : (int64_t)(uint32_t)btf_enum(b)[i].val;
		}
		dwarf_uleb(t->d, DIE_ENUMERATOR);
		dwarf_string(t->d, name_at(t, name));
		dwarf_sleb(t->d, v);
	}
	dwarf_put(t->d, 0, 1);
}

static void array(struct types *t, const struct btf_type *b)
{
	const struct btf_array *a = btf_array(b);

	dwarf_uleb(t->d, DIE_ARRAY);
	reference(t, a->type);
	dwarf_uleb(t->d, DIE_SUBRANGE);
	reference(t, a->index_type);
	dwarf_uleb(t->d, a->nelems);
	dwarf_put(t->d, 0, 1);
}

static void prototype(struct types *t, const struct btf_type *b)
{
	modifier(t, b, DIE_FUNCTION, DIE_FUNCTION_VOID, 0);
	for (uint32_t i = 0; i < btf_vlen(b); i++) {
		uint32_t id = btf_params(b)[i].type;

		dwarf_uleb(t->d, id ? DIE_PARAM : DIE_VARIADIC);
		if (id)
			reference(t, id);
		else
			dwarf_put(t->d, 0, 1);
	}
	dwarf_put(t->d, 0, 1);
}

static void put_type(struct types *t, const struct btf_type *b)
{
	switch (btf_kind(b)) {
	case BTF_KIND_INT:
	case BTF_KIND_FLOAT: base(t, b); break;
	case BTF_KIND_PTR: modifier(t, b, DIE_POINTER, DIE_POINTER_VOID, 8); break;
	case BTF_KIND_ARRAY: array(t, b); break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION: record(t, b); break;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64: enumeration(t, b); break;
	case BTF_KIND_FWD:
		dwarf_uleb(t->d, btf_kflag(b) ? DIE_UNION_FWD : DIE_STRUCT_FWD);
		dwarf_string(t->d, name_at(t, b->name_off));
		break;
	case BTF_KIND_TYPEDEF:
		dwarf_uleb(t->d, untagged(t, b->type) ? DIE_TYPEDEF : DIE_TYPEDEF_VOID);
		dwarf_string(t->d, name_at(t, b->name_off));
		if (untagged(t, b->type))
			reference(t, b->type);
		break;
	case BTF_KIND_CONST: modifier(t, b, DIE_CONST, DIE_CONST_VOID, 0); break;
	case BTF_KIND_VOLATILE: modifier(t, b, DIE_VOLATILE, DIE_VOLATILE_VOID, 0); break;
	case BTF_KIND_RESTRICT: modifier(t, b, DIE_RESTRICT, DIE_CONST_VOID, 0); break;
	case BTF_KIND_FUNC_PROTO: prototype(t, b); break;
	default: break;
	}
}

void dwarf_types(struct dwarf *d)
{
	struct types t = {.d = d, .btf = d->o->btf};
	uint32_t n = t.btf ? btf__type_cnt(t.btf) : 0;

	t.place = arena_array(d->a, uint32_t, n + 1);
	for (uint32_t id = 1; id < n; id++) {
		t.place[id] = d->out.n;
		put_type(&t, type_at(&t, id));
	}
	vec_for (f, &t.fixups)
		for (unsigned i = 0; i < 4; i++)
			d->out.p[f->at + i] =
				(uint8_t)(t.place[f->type] >> 8 * (d->o->big_endian ? 3 - i : i));
}
