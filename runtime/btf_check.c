/* SPDX-License-Identifier: BSD-2-Clause */
/* BTF from outside, checked before anything walks it. See read.h. */
#include "read.h"

#include <bpf/btf.h>

struct checker {
	const struct btf *btf;
	uint32_t n;     /* ids are below n */
	uint8_t *state; /* by id: 0 not visited, 1 being visited, 2 done */
	unsigned depth;
	const char *problem;
};

enum { BTF_NESTING = 256 }; /* types by value within each other */

static const char bad_id[] = "BTF: type id out of range", bad_name[] = "BTF: name out of range";

static bool name_ok(struct checker *c, uint32_t off)
{
	if (!btf__str_by_offset(c->btf, off))
		c->problem = bad_name;
	return !c->problem;
}

static bool id_ok(struct checker *c, uint32_t id)
{
	if (id >= c->n)
		c->problem = bad_id;
	return !c->problem;
}

static void check_members(struct checker *c, const struct btf_type *t)
{
	const struct btf_member *m = btf_members(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (!name_ok(c, m[i].name_off) || !id_ok(c, m[i].type))
			return;
}

static void check_params(struct checker *c, const struct btf_type *t)
{
	const struct btf_param *p = btf_params(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (!name_ok(c, p[i].name_off) || !id_ok(c, p[i].type))
			return;
}

static void check_enum(struct checker *c, const struct btf_type *t)
{
	bool wide = btf_is_enum64(t);

	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (!name_ok(c, wide ? btf_enum64(t)[i].name_off : btf_enum(t)[i].name_off))
			return;
}

static void check_datasec(struct checker *c, const struct btf_type *t)
{
	for (unsigned i = 0; i < btf_vlen(t); i++)
		if (!id_ok(c, btf_var_secinfos(t)[i].type))
			return;
}

/* Does size_or_type hold a type? */
static bool has_type(const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_KIND_PTR:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FUNC_PROTO:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
	case BTF_KIND_TYPE_TAG: return true;
	}
	return false;
}

static void check_refs(struct checker *c, const struct btf_type *t)
{
	if (!name_ok(c, t->name_off) || (has_type(t) && !id_ok(c, t->type)))
		return;
	switch (btf_kind(t)) {
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION: check_members(c, t); break;
	case BTF_KIND_ENUM:
	case BTF_KIND_ENUM64: check_enum(c, t); break;
	case BTF_KIND_FUNC_PROTO: check_params(c, t); break;
	case BTF_KIND_DATASEC: check_datasec(c, t); break;
	case BTF_KIND_ARRAY:
		if (id_ok(c, btf_array(t)->type))
			id_ok(c, btf_array(t)->index_type);
		break;
	}
}

static void visit(struct checker *c, uint32_t id);

static void visit_parts(struct checker *c, const struct btf_type *t)
{
	switch (btf_kind(t)) {
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_TYPE_TAG:
	case BTF_KIND_VAR: visit(c, t->type); break;
	case BTF_KIND_ARRAY: visit(c, btf_array(t)->type); break;
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		for (unsigned i = 0; i < btf_vlen(t) && !c->problem; i++)
			visit(c, btf_members(t)[i].type);
		break;
	}
}

/* Types by value form no circle and are not nested too deeply to be walked recursively. */
static void visit(struct checker *c, uint32_t id)
{
	if (c->problem || c->state[id] == 2)
		return;
	if (c->state[id] == 1) {
		c->problem = "BTF: a type contains itself";
		return;
	}
	if (++c->depth > BTF_NESTING) {
		c->problem = "BTF: types nested too deeply";
		return;
	}
	c->state[id] = 1;
	visit_parts(c, btf__type_by_id(c->btf, id));
	c->state[id] = 2;
	c->depth--;
}

const char *btf_check(struct arena *a, const struct btf *btf)
{
	struct checker c = {.btf = btf, .n = btf__type_cnt(btf)};

	c.state = arena_array(a, uint8_t, c.n);
	for (uint32_t id = 1; id < c.n && !c.problem; id++)
		check_refs(&c, btf__type_by_id(btf, id));
	for (uint32_t id = 1; id < c.n && !c.problem; id++)
		visit(&c, id);
	return c.problem;
}
