/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CO-RE: member accesses whose offsets libbpf adjusts to the running kernel. Along a place a path
 * "first:member:...:element" is collected as clang does it: constant indexes belong to it, a
 * variable index or a dereference ends it and a new one begins. A path becomes one leaf `core` that
 * is added to the address; the back end makes it the relocated offset of an access or an add.
 */
#include "lower.h"

/* enum bpf_core_relo_kind */
enum {
	CORE_BYTE_OFFSET,
	CORE_BYTE_SIZE,
	CORE_EXISTS,
	CORE_SIGNED,
	CORE_LSHIFT_U64,
	CORE_RSHIFT_U64,
	CORE_TYPE_ID_LOCAL,
	CORE_TYPE_ID_TARGET,
	CORE_TYPE_EXISTS,
	CORE_TYPE_SIZE,
	CORE_ENUMVAL_EXISTS,
	CORE_ENUMVAL_VALUE,
	CORE_TYPE_MATCHES
};

/* The type without qualifiers and tags; a typedef's name stays, as in clang's relocations. */
static struct type *root_type(struct qtype t)
{
	while (t.t->kind == TY_TAG)
		t = t.t->u.base;
	return t.t;
}

/* Equal relocations are one leaf, so that equal addresses are found equal. */
static ir_ref leaf(struct lower *L, enum ir_type type, struct type *root, const char *access,
	uint32_t kind, int64_t value)
{
	struct ir_core c = {.type = root, .access = access, .kind = kind, .value = value};
	const char *key = arena_printf(L->arena, "core %u %u %s", root->id, kind, access);
	uint64_t *index = map_put(L->arena, &L->cores, map_key(ident_gets(&L->fe->ids, key)));

	if (!*index)
		*index = ir_core_new(L->m, c) + 1;
	return ir_core_value(FN(L), type, (uint32_t)*index - 1);
}

void lower_core_end(struct lower *L, struct place *p)
{
	uint64_t value = (uint64_t)p->path.value;
	ir_ref offset;

	if (!p->path.root)
		return;
	p->align = lower_align_at(p);
	p->anchor = p->off;
	if (value)
		p->align = (uint32_t)min_u64(p->align, value & -value);
	offset = leaf(L, IR_I64, p->path.root, p->path.access, CORE_BYTE_OFFSET, p->path.value);
	p->base = ir_emit_binary(B(L), IR_ADD, p->base, offset);
	p->path = (struct core_path){0};
}

static void step(struct lower *L, struct place *p, int64_t index, int64_t bytes, struct qtype of)
{
	p->path.access = arena_printf(L->arena, "%s:%lld", p->path.access, (long long)index);
	p->path.value += bytes;
	p->path.of = of;
}

/* A bit-field's unit as libbpf finds it: the declared type's size, aligned, larger when it
 * straddles. */
static void bitfield_unit(struct lower *L, struct place *p, const struct field *f)
{
	uint64_t size = type_size(L->ts, f->type), at = f->bit_offset / 8 / size * size;

	while (f->bit_offset + f->bit_width - at * 8 > size * 8 && size < 8) {
		size *= 2;
		at = f->bit_offset / 8 / size * size;
	}
	p->path.value += (int64_t)at;
	p->bit_offset = f->bit_offset - at * 8;
	p->bit_unit = (uint32_t)size;
	p->bit_room = size;
}

void lower_core_member(struct lower *L, struct place *p, struct expr *member, struct qtype record)
{
	struct field *f = member->u.member.field;
	struct record *r = member->u.member.record;
	bool keep = r->preserve_access_index || L->f->preserve;
	int64_t bytes = (int64_t)(f->bit_offset / 8);

	p->bits = f->is_bitfield ? f : NULL;
	if (!keep) {
		lower_core_end(L, p);
		p->bit_offset = f->bit_offset;
		p->bit_room = r->size;
		p->off += f->is_bitfield ? 0 : bytes;
		return;
	}
	if (p->path.root && type_unqual(p->path.of).t != type_unqual(record).t)
		lower_core_end(L, p);
	if (!p->path.root) {
		p->path = (struct core_path){root_type(record), "0", 0, record};
	}
	step(L, p, f->index, f->is_bitfield ? 0 : bytes, f->type);
	if (f->is_bitfield)
		bitfield_unit(L, p, f);
}

static bool is_relocated(struct lower *L, struct qtype t)
{
	return type_is_record(t) &&
	       (L->f->preserve || type_unqual(t).t->u.record->preserve_access_index);
}

void lower_core_index(
	struct lower *L, struct place *p, int64_t index, struct qtype elem, struct qtype array)
{
	int64_t bytes = (int64_t)((uint64_t)index * type_size(L->ts, elem));

	if (p->path.root && array.t && index >= 0 &&
		type_unqual(p->path.of).t == type_unqual(array).t) {
		step(L, p, index, bytes, elem);
		return;
	}
	lower_core_end(L, p);
	if (!array.t && index > 0 && is_relocated(L, elem))
		p->path = (struct core_path){root_type(elem),
			arena_printf(L->arena, "%lld", (long long)index), bytes, elem};
	else
		p->off += bytes;
}

/* ---- __builtin_preserve_field_info and its kin ---- */

static int64_t field_info(struct lower *L, const struct place *p, uint64_t kind)
{
	struct qtype t = p->path.of;
	uint64_t size = p->bits ? p->bit_unit : type_size(L->ts, t);
	uint64_t bits = p->bits ? p->bits->bit_width : size * 8;
	uint64_t skip = p->bits ? p->bit_offset : 0;

	switch (kind) {
	case CORE_BYTE_OFFSET: return p->path.value;
	case CORE_BYTE_SIZE: return (int64_t)size;
	case CORE_EXISTS: return 1;
	case CORE_SIGNED: return type_is_integer(t) && type_is_signed(t);
	case CORE_LSHIFT_U64:
		return (int64_t)(L->m->big_endian ? (8 - size) * 8 + skip : 64 - (skip + bits));
	default: return (int64_t)(64 - bits);
	}
}

static struct value core_field(struct lower *L, struct expr *e)
{
	struct expr *a = e->u.core->a;
	enum ir_type type = lower_type(L, e->type);
	uint64_t kind = e->u.core->flag;
	struct place p;

	while (a->kind == EX_CAST && a->u.cast.kind != CAST_INT_PTR)
		a = a->u.cast.a;
	L->f->preserve++;
	p = a->is_lvalue ? lower_place(L, a) : lower_pointee(L, a);
	L->f->preserve--;
	if (!p.path.root || kind > CORE_RSHIFT_U64) {
		diag(L->ds, DIAG_CORE_FIELD, e->loc);
		return lower_undef(L, e->type);
	}
	return value_of(
		leaf(L, type, p.path.root, p.path.access, (uint32_t)kind, field_info(L, &p, kind)));
}

static struct value core_enum(struct lower *L, struct expr *e)
{
	const struct enum_def *d = type_enum(L->ts, type_unqual(e->u.core->of).t);
	bool value = e->u.core->flag == 1;
	const struct enumerator *found = NULL;
	uint32_t index = 0;

	for (uint32_t i = 0; i < d->values.n; i++) {
		if (d->values.p[i].name == e->u.core->enumerator->name) {
			found = &d->values.p[i];
			index = i;
		}
	}
	if (!found)
		return lower_undef(L, e->type);
	return value_of(leaf(L, lower_type(L, e->type), root_type(e->u.core->of),
		arena_printf(L->arena, "%u", index),
		value ? CORE_ENUMVAL_VALUE : CORE_ENUMVAL_EXISTS, value ? found->value : 1));
}

struct value lower_core(struct lower *L, struct expr *e)
{
	static const uint8_t type_kinds[] = {CORE_TYPE_EXISTS, CORE_TYPE_SIZE, CORE_TYPE_MATCHES};
	enum ir_type type = lower_type(L, e->type);
	uint64_t flag = e->u.core->flag;
	struct type *of;

	switch ((enum core_query)e->u.core->query) {
	case CORE_FIELD_INFO: return core_field(L, e);
	case CORE_ENUM_VALUE: return core_enum(L, e);
	case CORE_TYPE_INFO:
		of = root_type(e->u.core->of);
		return value_of(leaf(L, type, of, "0", type_kinds[flag < 3 ? flag : 0],
			flag == 1 ? (int64_t)type_size(L->ts, e->u.core->of) : 1));
	default:
		/* The id is known when the BTF is made: frontend_btf() sets the value. */
		of = root_type(e->u.core->of);
		return value_of(
			leaf(L, type, of, "0", flag ? CORE_TYPE_ID_TARGET : CORE_TYPE_ID_LOCAL, 0));
	}
}
