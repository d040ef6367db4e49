/* SPDX-License-Identifier: BSD-2-Clause */
/* See core_text.h. */
#include "core_text.h"

#include <bpf/btf.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_DEPTH = 64 }; /* steps of an access path that are printed */

static const char *const kinds[] = {
	[BPF_CORE_FIELD_BYTE_OFFSET] = "byte_off",
	[BPF_CORE_FIELD_BYTE_SIZE] = "byte_sz",
	[BPF_CORE_FIELD_EXISTS] = "field_exists",
	[BPF_CORE_FIELD_SIGNED] = "signed",
	[BPF_CORE_FIELD_LSHIFT_U64] = "lshift_u64",
	[BPF_CORE_FIELD_RSHIFT_U64] = "rshift_u64",
	[BPF_CORE_TYPE_ID_LOCAL] = "local_type_id",
	[BPF_CORE_TYPE_ID_TARGET] = "target_type_id",
	[BPF_CORE_TYPE_EXISTS] = "type_exists",
	[BPF_CORE_TYPE_SIZE] = "type_size",
	[BPF_CORE_ENUMVAL_EXISTS] = "enumval_exists",
	[BPF_CORE_ENUMVAL_VALUE] = "enumval_value",
	[BPF_CORE_TYPE_MATCHES] = "type_matches",
};

static const char *type_text(struct arena *a, const struct btf *btf, uint32_t id)
{
	const struct btf_type *t = btf__type_by_id(btf, id);
	const char *name, *tag = "";

	while (t && (btf_is_mod(t) || btf_is_type_tag(t))) {
		id = t->type;
		t = btf__type_by_id(btf, id);
	}
	if (!t || !id)
		return "void";
	name = btf__name_by_offset(btf, t->name_off);
	if (btf_is_struct(t))
		tag = "struct ";
	else if (btf_is_union(t))
		tag = "union ";
	else if (btf_is_any_enum(t))
		tag = "enum ";
	else if (btf_is_typedef(t))
		tag = "typedef ";
	if (name && *name)
		return arena_printf(a, "%s%s", tag, name);
	return arena_printf(a, "%s<anon %u>", tag, id);
}

static const struct btf_type *strip(const struct btf *btf, uint32_t *id)
{
	const struct btf_type *t = btf__type_by_id(btf, *id);

	while (t && (btf_is_mod(t) || btf_is_typedef(t) || btf_is_type_tag(t))) {
		*id = t->type;
		t = btf__type_by_id(btf, *id);
	}
	return t;
}

/* "::NAME = value" */
static const char *enum_text(struct arena *a, const struct btf *btf, const struct obj_core *c)
{
	uint32_t id = c->type_id, n = (uint32_t)strtoul(c->access, NULL, 10);
	const struct btf_type *t = strip(btf, &id);
	long long v;

	if (!t || !btf_is_any_enum(t) || n >= btf_vlen(t))
		return "";
	if (btf_is_enum64(t))
		v = (long long)btf_enum64_value(&btf_enum64(t)[n]);
	else
		v = btf_kflag(t) ? btf_enum(t)[n].val : (long long)(uint32_t)btf_enum(t)[n].val;
	return arena_printf(a, "::%s = %lld",
		btf__name_by_offset(btf,
			btf_is_enum64(t) ? btf_enum64(t)[n].name_off : btf_enum(t)[n].name_off),
		v);
}

/* One step of an access path from *id on: ".member", "[index]"; NULL: no such step. */
static const char *step_text(
	struct arena *a, const struct btf *btf, uint32_t *id, uint32_t n, bool first)
{
	const struct btf_type *t = strip(btf, id);
	const char *name;

	if (t && btf_is_array(t)) {
		*id = btf_array(t)->type;
		return arena_printf(a, "[%u]", n);
	}
	if (!t || !btf_is_composite(t) || n >= btf_vlen(t))
		return NULL;
	*id = btf_members(t)[n].type;
	name = btf__name_by_offset(btf, btf_members(t)[n].name_off);
	if (name && *name)
		return arena_printf(a, "%s%s", first ? "" : ".", name);
	return arena_printf(a, "%s<anon %u>", first ? "" : ".", n);
}

/* "::a.b[2] (0:1:0:2)"; a first index other than 0 is one of the array the pointer points to */
static const char *field_text(struct arena *a, const struct btf *btf, const struct obj_core *c)
{
	char *at;
	uint32_t id = c->type_id, n = (uint32_t)strtoul(c->access, &at, 10);
	const char *path = n ? arena_printf(a, "::[%u]", n) : "::";
	bool first = !n;

	for (unsigned depth = 0; *at == ':' && depth < MAX_DEPTH; depth++) {
		const char *step;

		n = (uint32_t)strtoul(at + 1, &at, 10);
		step = step_text(a, btf, &id, n, first);
		if (!step)
			break;
		path = arena_printf(a, "%s%s", path, step);
		first = false;
	}
	return arena_printf(a, "%s (%s)", path, c->access);
}

const char *core_text(struct arena *a, const struct btf *btf, const struct obj_core *c)
{
	const char *rest = "";

	if (c->kind <= BPF_CORE_FIELD_RSHIFT_U64)
		rest = field_text(a, btf, c);
	else if (c->kind == BPF_CORE_ENUMVAL_EXISTS || c->kind == BPF_CORE_ENUMVAL_VALUE)
		rest = enum_text(a, btf, c);
	return arena_printf(a, "<%s> [%u] %s%s",
		c->kind < ARRAY_LEN(kinds) ? kinds[c->kind] : "unknown", c->type_id,
		type_text(a, btf, c->type_id), rest);
}
