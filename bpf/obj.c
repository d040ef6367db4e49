/* SPDX-License-Identifier: BSD-2-Clause */
/* The in-memory object: made, searched, extended. See obj.h. */
#include "obj.h"

#include <bpf/btf.h>

struct bpf_obj *bpf_obj_new(struct arena *a)
{
	struct bpf_obj *o = arena_new(a, struct bpf_obj);

	o->arena = a;
	return o;
}

void bpf_obj_free(struct bpf_obj *o)
{
	if (!o)
		return;
	btf__free(o->btf);
	o->btf = NULL;
}

struct obj_section *bpf_obj_section(struct bpf_obj *o, const char *name)
{
	vec_for (s, &o->sections)
		if (!strcmp((*s)->name, name))
			return *s;
	return NULL;
}

uint32_t bpf_obj_add_section(struct bpf_obj *o, const char *name, enum obj_sec_kind kind)
{
	struct obj_section *s = arena_new(o->arena, struct obj_section);

	s->name = arena_strdup(o->arena, name);
	s->kind = kind;
	s->align = kind == OBJ_SEC_PROG ? 8 : 1;
	vec_push(o->arena, &o->sections, s);
	return o->sections.n - 1;
}

uint32_t bpf_obj_add_sym(struct bpf_obj *o, struct obj_sym sym)
{
	CHECK(sym.section == OBJ_UNDEF || sym.section < o->sections.n);
	vec_push(o->arena, &o->syms, sym);
	return o->syms.n - 1;
}
