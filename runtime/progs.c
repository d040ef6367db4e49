/* SPDX-License-Identifier: BSD-2-Clause */
/* See progs.h. */
#include "progs.h"

#include <stdio.h>
#include <stdlib.h>

#include "bpf/prog.h"

uint32_t prog_type_of(const char *section)
{
	char name[64];

	snprintf(name, sizeof(name), "%s", section);
	for (size_t n = strlen(name); n; n--) {
		const struct bpf_prog_section *s;

		name[n] = 0;
		s = bpf_prog_section_find(name);
		if (s)
			return s->type;
	}
	return PROG_UNSPEC;
}

static int by_place(const void *a, const void *b)
{
	const struct obj_prog *x = a, *y = b;

	if (x->section != y->section)
		return x->section < y->section ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

struct obj_progs progs_of(struct arena *a, const struct bpf_obj *o)
{
	struct obj_progs out = {0};

	vec_for (sym, &o->syms) {
		const struct obj_section *s;

		if (sym->type != OBJ_FUNC || sym->bind == OBJ_LOCAL || sym->section == OBJ_UNDEF)
			continue;
		s = o->sections.p[sym->section];
		if (s->kind != OBJ_SEC_PROG || !strcmp(s->name, ".text") || sym->value >= s->size)
			continue;
		vec_push(a, &out.v,
			((struct obj_prog){.name = sym->name,
				.section = sym->section,
				.offset = (uint32_t)sym->value,
				.size = (uint32_t)sym->size,
				.type = prog_type_of(s->name)}));
	}
	if (out.v.n)
		qsort(out.v.p, out.v.n, sizeof(*out.v.p), by_place);
	return out;
}
