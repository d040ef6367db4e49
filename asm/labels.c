/* SPDX-License-Identifier: BSD-2-Clause */
/* See labels.h. */
#include "labels.h"

#include <stdlib.h>

struct ranked {
	struct label label;
	unsigned rank;
};

static int by_place(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->label.section != y->label.section)
		return x->label.section < y->label.section ? -1 : 1;
	if (x->label.offset != y->label.offset)
		return x->label.offset < y->label.offset ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->label.sym < y->label.sym ? -1 : x->label.sym > y->label.sym;
}

/* Of several names for a place the one a reader wants: a global function. */
static unsigned rank_of(const struct obj_sym *s)
{
	return (s->type == OBJ_FUNC || s->type == OBJ_OBJECT) * 2u + (s->bind != OBJ_LOCAL);
}

struct labels labels_of(struct arena *a, const struct bpf_obj *o)
{
	struct ranked *all = arena_array(a, struct ranked, o->syms.n);
	struct labels out = {.obj = o};
	uint32_t n = 0;

	for (uint32_t i = 0; i < o->syms.n; i++) {
		const struct obj_sym *s = &o->syms.p[i];

		if (s->section == OBJ_UNDEF || s->type == OBJ_SECTION || !*s->name)
			continue;
		all[n++] = (struct ranked){{s->section, i, s->value}, rank_of(s)};
	}
	if (n)
		qsort(all, n, sizeof(*all), by_place);
	for (uint32_t i = 0; i < n; i++)
		vec_push(a, &out.v, all[i].label);
	return out;
}

uint32_t labels_from(const struct labels *l, uint32_t section, uint64_t offset)
{
	uint32_t lo = 0, hi = l->v.n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct label *m = &l->v.p[mid];

		if (m->section < section || (m->section == section && m->offset < offset))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct obj_sym *label_before(const struct labels *l, uint32_t section, uint64_t offset)
{
	uint32_t i = labels_from(l, section, offset + 1);

	if (!i || l->v.p[i - 1].section != section)
		return NULL;
	return &l->obj->syms.p[l->v.p[i - 1].sym];
}

const struct obj_sym *label_at(const struct labels *l, uint32_t section, uint64_t offset)
{
	const struct obj_sym *s = label_before(l, section, offset);

	return s && s->value == offset ? s : NULL;
}
