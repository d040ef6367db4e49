/* SPDX-License-Identifier: BSD-2-Clause */
/* What statements must obey: labels, the cases of a switch, returned values (C11 6.8). */
#include <stdlib.h>

#include "stmt.h"

/* ---- 6.8.1: labels ---- */

static struct label *new_label(struct parser *p, struct ident *name, src_loc loc)
{
	struct label *l = arena_new(p->arena, struct label);

	l->name = name;
	l->loc = loc;
	vec_push(p->arena, &p->fn->label_list, l);
	*map_put(p->arena, &p->fn->labels, map_key(name)) = map_key(l);
	return l;
}

static struct label *find_label(struct parser *p, struct ident *name)
{
	uint64_t *slot = map_get(&p->fn->labels, map_key(name));

	return slot ? (struct label *)(uintptr_t)*slot : NULL;
}

struct label *sema_label(struct parser *p, struct ident *name, src_loc loc)
{
	struct label *l = find_label(p, name);

	return l ? l : new_label(p, name, loc);
}

void sema_define_label(struct parser *p, struct label *l, src_loc loc)
{
	if (l->defined) {
		diag(p->ds, DIAG_LABEL_TWICE, loc, l->name->name);
		diag(p->ds, DIAG_NOTE_PREVIOUS, l->loc);
	}
	l->defined = true;
	l->loc = loc;
}

struct label *sema_local_label(struct parser *p, struct ident *name, src_loc loc)
{
	struct label *outer = find_label(p, name);

	new_label(p, name, loc);
	return outer;
}

void sema_restore_label(struct parser *p, struct ident *name, struct label *outer)
{
	*map_put(p->arena, &p->fn->labels, map_key(name)) = map_key(outer);
}

void sema_check_labels(struct parser *p)
{
	vec_for (it, &p->fn->label_list) {
		struct label *l = *it;

		if (l->used && !l->defined)
			diag(p->ds, DIAG_LABEL_UNDEFINED, l->loc, l->name->name);
		else if (!l->used)
			diag(p->ds, DIAG_LABEL_UNUSED, l->loc, l->name->name);
	}
}

/* ---- 6.8.4.2: switch ---- */

bool sema_case_value(struct parser *p, struct expr *e, uint64_t *out)
{
	struct stmt *sw = p->fn->sw;
	struct const_value v = {.kind = CV_INT}, w;
	struct qtype type;

	if (expr_is_error(e) || !sw || expr_is_error(sw->u.switch_.cond))
		return false;
	type = sw->u.switch_.cond->type;
	v.lo = e->u.value.lo;
	v.hi = e->u.value.hi;
	w = v;
	const_wrap(p, &w, type);
	bool same_bits = type_bits(&p->types, e->type) <= type_bits(&p->types, type);

	if ((w.lo != v.lo || w.hi != v.hi) && !same_bits) {
		diag(p->ds, DIAG_CASE_OVERFLOW, e->loc,
			const_text(p->arena, &v, type_is_signed(e->type)),
			const_text(p->arena, &w, type_is_signed(type)));
		sema_range(p, e);
	}
	*out = w.lo;
	return true;
}

/* Order by low bound: signed values shifted so that unsigned comparison does. */
struct case_key {
	uint64_t lo, hi;
	struct stmt *s;
};

static int compare_keys(const void *a, const void *b)
{
	const struct case_key *x = a, *y = b;

	if (x->lo != y->lo)
		return x->lo < y->lo ? -1 : 1;
	return x->s->loc < y->s->loc ? -1 : x->s->loc > y->s->loc;
}

static uint32_t sorted_cases(struct parser *p, struct stmt *sw, struct case_key **out)
{
	bool is_signed = type_is_signed(sw->u.switch_.cond->type);
	uint64_t flip = is_signed ? 1ull << 63 : 0;
	struct case_key *keys = arena_array(p->arena, struct case_key, sw->u.switch_.cases.n + 1);
	uint32_t n = 0;

	vec_for (it, &sw->u.switch_.cases) {
		struct stmt *s = *it;
		struct case_key k = {s->u.case_.lo ^ flip, s->u.case_.hi ^ flip, s};

		if (k.lo > k.hi)
			diag(p->ds, DIAG_CASE_EMPTY_RANGE, s->loc);
		else
			keys[n++] = k;
	}
	qsort(keys, n, sizeof(*keys), compare_keys);
	*out = keys;
	return n;
}

static void check_duplicates(
	struct parser *p, struct stmt *sw, const struct case_key *keys, uint32_t n)
{
	bool is_signed = type_is_signed(sw->u.switch_.cond->type);

	for (uint32_t i = 1; i < n; i++) {
		if (keys[i].lo > keys[i - 1].hi)
			continue;
		struct stmt *s = keys[i].s, *old = keys[i - 1].s;
		struct const_value v = {.lo = s->u.case_.lo,
			.hi = is_signed && (int64_t)s->u.case_.lo < 0 ? ~0ull : 0};

		diag(p->ds, DIAG_CASE_DUPLICATE, s->loc, const_text(p->arena, &v, is_signed));
		diag(p->ds, DIAG_NOTE_PREVIOUS_CASE, old->loc);
	}
}

/* -Wswitch: cases that are no enumerator's value. */
static void check_strays(struct parser *p, struct stmt *sw, struct qtype written,
	const struct case_key *keys, uint32_t n)
{
	const struct enum_def *e = type_enum(&p->types, type_strip(written).t);
	uint64_t flip = type_is_signed(sw->u.switch_.cond->type) ? 1ull << 63 : 0;

	for (uint32_t i = 0; i < n; i++) {
		bool lo = false, hi = false;

		for (uint32_t k = 0; k < e->values.n && !(lo && hi); k++) {
			uint64_t x = (uint64_t)e->values.p[k].value ^ flip;

			lo |= x == keys[i].lo;
			hi |= x == keys[i].hi;
		}
		if (!lo || !hi)
			diag(p->ds, DIAG_CASE_NOT_ENUMERATOR, keys[i].s->loc,
				sema_quoted(p, written));
	}
}

static bool covered(const struct case_key *keys, uint32_t n, uint64_t x)
{
	uint32_t lo = 0, hi = n;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (keys[mid].hi < x)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && keys[lo].lo <= x;
}

/* -Wswitch: enumerators without a case. */
static void check_enumerators(struct parser *p, struct stmt *sw, const struct enum_def *e,
	const struct case_key *keys, uint32_t n)
{
	enum { SHOWN = 3 };
	uint64_t flip = type_is_signed(sw->u.switch_.cond->type) ? 1ull << 63 : 0;
	const char *names[SHOWN];
	uint32_t missing = 0;
	src_loc loc = sw->u.switch_.cond->loc;

	vec_for (v, &e->values) {
		struct const_value x = {
			.kind = CV_INT, .lo = (uint64_t)v->value, .hi = v->value < 0 ? ~0ull : 0};

		const_wrap(p, &x, sw->u.switch_.cond->type);
		if (covered(keys, n, x.lo ^ flip))
			continue;
		if (missing < SHOWN)
			names[missing] = v->name->name;
		missing++;
	}
	switch (missing) {
	case 0: break;
	case 1: diag(p->ds, DIAG_SWITCH_MISSING_1, loc, names[0]); break;
	case 2: diag(p->ds, DIAG_SWITCH_MISSING_2, loc, names[0], names[1]); break;
	case 3: diag(p->ds, DIAG_SWITCH_MISSING_3, loc, names[0], names[1], names[2]); break;
	default: diag(p->ds, DIAG_SWITCH_MISSING, loc, missing, names[0], names[1], names[2]);
	}
}

void sema_check_switch(struct parser *p, struct stmt *sw, struct qtype written)
{
	struct case_key *keys;
	uint32_t n;
	const struct type *t = type_strip(written).t;

	if (expr_is_error(sw->u.switch_.cond))
		return;
	n = sorted_cases(p, sw, &keys);
	check_duplicates(p, sw, keys, n);
	if (t->kind == TY_ENUM && t->u.enumeration->is_complete)
		check_strays(p, sw, written, keys, n);
	if (t->kind == TY_ENUM && !sw->u.switch_.deflt && t->u.enumeration->is_complete)
		check_enumerators(p, sw, t->u.enumeration, keys, n);
}

/* ---- 6.8.6.4: return ---- */

/* The local object whose address the value is, or NULL. */
static struct decl *local_address(const struct expr *e)
{
	struct decl *d = NULL;

	while (e->kind == EX_CAST &&
		(e->u.cast.kind == CAST_NONE || e->u.cast.kind == CAST_PTR_INT))
		e = e->u.cast.a;
	if (e->kind == EX_ADDR)
		d = expr_root(e->u.a);
	else if (e->kind == EX_CAST && e->u.cast.kind == CAST_ARRAY)
		d = expr_root(e->u.cast.a);
	return d && !d->is_global && d->name && (d->kind == DECL_VAR || d->kind == DECL_PARAM)
		       ? d
		       : NULL;
}

static void warn_local_address(struct parser *p, const struct expr *e)
{
	const struct decl *d = local_address(e);

	if (!d)
		return;
	diag(p->ds, DIAG_RETURN_LOCAL, e->loc,
		d->kind == DECL_PARAM ? "parameter" : "local variable", d->name->name);
	sema_range(p, e);
}

static struct expr *returned_from_void(struct parser *p, struct expr *e, src_loc loc)
{
	e = sema_rvalue(p, e);
	if (expr_is_error(e) || type_is_void(e->type))
		return e;
	diag(p->ds, DIAG_RETURN_FROM_VOID, loc, p->fn->decl->name->name);
	sema_range(p, e);
	return expr_error(p, loc);
}

struct stmt *sema_return(struct parser *p, struct expr *e, src_loc loc)
{
	struct stmt *s = stmt_new(p, ST_RETURN, loc);
	bool is_void = type_is_void(p->fn->ret);

	if (e && is_void) {
		s->u.expr = returned_from_void(p, e, loc);
	} else if (e) {
		s->u.expr = sema_assign_convert(p, p->fn->ret, e, ASSIGN_RETURN);
		warn_local_address(p, s->u.expr);
	} else if (!is_void && type_strip(p->fn->ret).t->kind != TY_ERROR) {
		diag(p->ds, DIAG_RETURN_NOTHING, loc, p->fn->decl->name->name);
	}
	if (p->fn->decl->attrs && p->fn->decl->attrs->noreturn)
		diag(p->ds, DIAG_RETURN_NORETURN, loc, p->fn->decl->name->name);
	return s;
}
