/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The DATASECs of the module's BTF: which variables a section has, and where. The front end made
 * the variables and functions; externs are listed in the section that they name (.ksyms, .kconfig)
 * at offset 0, for the loader to fill in.
 */
#include <bpf/btf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "emit.h"

struct var {
	const char *section;
	uint32_t order; /* of the section */
	uint32_t id;
	uint64_t offset, size, section_size;
};

static int by_place(const void *a, const void *b)
{
	const struct var *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->offset != y->offset)
		return x->offset < y->offset ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static uint32_t extern_order(struct emit *e, const char *name)
{
	/* behind the real sections, in order of first use: equal names get equal numbers */
	for (uint32_t i = 0; i < e->m->syms.n; i++)
		if (e->m->syms.p[i]->section && !strcmp(e->m->syms.p[i]->section, name))
			return e->obj->sections.n + i;
	return UINT32_MAX;
}

static bool refused(struct emit *e, const char *what, int err)
{
	diag(e->ds, DIAG_BTF_REFUSED, 0, what, strerror(err < 0 ? -err : err));
	return false;
}

/* An extern function has no section of its own but may be listed in one; a defined one is not. */
static bool var_of(struct emit *e, const struct ir_sym *s, struct var *v)
{
	bool defined = s->kind == IR_SYM_FN ? s->fn != NULL : s->data != NULL;

	if (!s->btf_id || (s->kind == IR_SYM_FN && defined) || (!defined && !s->section))
		return false;
	*v = (struct var){.section = s->section, .id = s->btf_id};
	if (!defined) {
		int64_t size = s->kind == IR_SYM_FN
				       ? 0
				       : btf__resolve_size(e->m->btf,
						 btf__type_by_id(e->m->btf, s->btf_id)->type);

		v->order = extern_order(e, s->section);
		v->size = size < 0 ? 0 : (uint64_t)size;
		return true;
	}
	const struct obj_section *sec = e->obj->sections.p[e->section[s->index]];

	v->section = sec->name;
	v->order = e->section[s->index];
	v->offset = e->value[s->index];
	v->size = s->data->size;
	v->section_size = sec->size;
	return true;
}

bool emit_btf(struct emit *e)
{
	struct btf *btf = e->m->btf;
	VEC(struct var) vars = {0};
	struct var v;

	if (!btf)
		return true;
	vec_for (s, &e->m->syms)
		if (var_of(e, *s, &v))
			vec_push(e->a, &vars, v);
	if (vars.n)
		qsort(vars.p, vars.n, sizeof(v), by_place);
	for (uint32_t i = 0; i < vars.n; i++) {
		int err;

		if (!i || vars.p[i - 1].order != vars.p[i].order) {
			err = btf__add_datasec(
				btf, vars.p[i].section, (uint32_t)vars.p[i].section_size);
			if (err < 0)
				return refused(e, vars.p[i].section, err);
		}
		err = btf__add_datasec_var_info(btf, (int)vars.p[i].id, (uint32_t)vars.p[i].offset,
			(uint32_t)vars.p[i].size);
		if (err < 0)
			return refused(e, vars.p[i].section, err);
	}
	return true;
}
