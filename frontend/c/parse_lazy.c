/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bodies of records, enums and functions that are put off until somebody needs them. A header like
 * vmlinux.h defines ten thousand records and as many enumerators; a program uses a few. Everything
 * of a record but its name waits (type_complete() asks for it); of an enum, its values do
 * (type_enum()), and with them its enumerators, which a table finds by the hash of their names.
 */
#include "decl.h"

/* Only headers are worth it: what is written in the main file is wanted, errors and all. */
static bool may_defer(struct parser *p)
{
	return !scope_depth(&p->scopes) && !p->in_body && !sema_in_main_file(p, p->tok.loc);
}

bool parse_defer_record(struct parser *p, struct type *t)
{
	struct pp_body body;

	if (!may_defer(p) || !pp_skip_braces(p->pp, &p->tok, &body))
		return false;
	t->u.record->lazy = arena_dup(p->arena, &body, sizeof(body));
	vec_push(p->arena, &p->lazy, t);
	parse_next(p);
	return true;
}

/* The parser's state that parsing somewhere else must not change. */
struct elsewhere {
	struct token tok;
	src_loc prev_end, prev_loc;
	struct function *fn;
	uint32_t unevaluated, pack, in_body;
	const struct attrs *record_attrs;
	struct scope_away scope;
};

static struct elsewhere go_elsewhere(struct parser *p)
{
	return (struct elsewhere){p->tok, p->prev_end, p->prev_loc, p->fn, p->unevaluated, p->pack,
		p->in_body, p->record_attrs, scope_to_file(&p->scopes)};
}

static void come_back(struct parser *p, const struct elsewhere *e)
{
	scope_return(&p->scopes, e->scope);
	p->prev_end = e->prev_end;
	p->prev_loc = e->prev_loc;
	p->fn = e->fn;
	p->unevaluated = e->unevaluated;
	p->pack = e->pack;
	p->in_body = e->in_body;
	p->record_attrs = e->record_attrs;
	if (!p->stopped)
		p->tok = e->tok;
}

void parse_lazy_record(void *parser, struct record *r)
{
	static const struct attrs relocatable = {.preserve_access_index = true};
	struct parser *p = parser;
	struct elsewhere e = go_elsewhere(p);
	struct pp_body *body = r->lazy;
	uint32_t first = p->ast->tagged.n;

	r->lazy = NULL;
	r->being_defined = true;
	p->fn = NULL;
	p->unevaluated = 0;
	p->pack = r->pack;
	p->in_body = 1;
	p->record_attrs = r->preserve_access_index ? &relocatable : NULL;
	if (parse_enter(p)) {
		pp_replay_begin(p->pp, body);
		parse_next(p);
		parse_record_body(p, r);
		pp_replay_end(p->pp);
	}
	parse_leave(p);
	parse_record_end(p, r, first);
	come_back(p, &e);
}

/* ---- enums ---- */

/*
 * Open addressing; a slot is empty when `at` is 0. Two names with one hash make their enums be
 * parsed at once: they are most likely the same, which is an error to be found there.
 */
struct lazy_names {
	struct lazy_name {
		uint32_t hash, at; /* at: index in `enums` + 1 */
	} * slots;
	uint32_t n, cap;
	VEC(struct type *) enums;
	struct pp_enum scratch;
};

enum { NAMES_MIN = 1024 };

static struct lazy_name *name_slot(const struct lazy_names *t, uint32_t hash)
{
	uint32_t i = hash & (t->cap - 1);

	while (t->slots[i].at && t->slots[i].hash != hash)
		i = (i + 1) & (t->cap - 1);
	return &t->slots[i];
}

static void names_grow(struct arena *a, struct lazy_names *t)
{
	struct lazy_name *old = t->slots;
	uint32_t n = t->cap;

	t->cap = n ? n * 4 : NAMES_MIN;
	t->slots = arena_array(a, struct lazy_name, t->cap);
	for (uint32_t i = 0; i < n; i++)
		if (old[i].at)
			*name_slot(t, old[i].hash) = old[i];
}

void parse_lazy_enum(void *parser, struct type *t)
{
	struct parser *p = parser;
	struct elsewhere e = go_elsewhere(p);
	struct pp_body *body = t->u.enumeration->lazy;
	const struct type *underlying = t->u.enumeration->underlying;

	t->u.enumeration->lazy = NULL;
	p->fn = NULL;
	p->unevaluated = p->in_body = 0;
	pp_replay_begin(p->pp, body);
	parse_next(p);
	parse_enum_body(p, t);
	CHECK(t->u.enumeration->underlying == underlying);
	pp_replay_end(p->pp);
	come_back(p, &e);
}

bool parse_lazy_name(struct parser *p, const struct ident *name)
{
	const struct lazy_name *s = p->names->cap ? name_slot(p->names, name->hash) : NULL;
	struct type *t = s && s->at ? p->names->enums.p[s->at - 1] : NULL;

	if (!t || !t->u.enumeration->lazy)
		return false;
	parse_lazy_enum(p, t);
	return scope_find(name);
}

/* The enumerators of the scratch are those of enum `at`. False: one of them was there before. */
static bool add_names(struct parser *p, uint32_t at)
{
	struct lazy_names *t = p->names;
	bool unique = true;

	vec_for (hash, &t->scratch.names) {
		if (t->n * 2 >= t->cap)
			names_grow(p->arena, t);
		struct lazy_name *s = name_slot(t, *hash);

		if (s->at) {
			type_enum(&p->types, t->enums.p[s->at - 1]);
			unique = false;
			continue;
		}
		*s = (struct lazy_name){*hash, at};
		t->n++;
	}
	return unique;
}

bool parse_defer_enum(struct parser *p, struct type *t, struct enum_range *range)
{
	struct enum_def *e = t->u.enumeration;

	if (!p->names)
		p->names = arena_new(p->arena, struct lazy_names);
	struct lazy_names *names = p->names;

	if (e->fixed || !may_defer(p) || !pp_skip_enum(p->pp, &p->tok, &names->scratch))
		return false;
	e->lazy = arena_dup(p->arena, &names->scratch.body, sizeof(*e->lazy));
	*range = (struct enum_range){names->scratch.pos, names->scratch.neg};
	vec_push(p->arena, &names->enums, t);
	parse_next(p);
	return true;
}

void parse_deferred_enum(struct parser *p, struct type *t)
{
	if (!add_names(p, p->names->enums.n))
		type_enum(&p->types, t);
}

/* ---- functions ---- */

struct lazy_body {
	struct pp_body text;
	struct qtype ret;
};

/*
 * Headers are full of inline functions, of which a program calls a few; those of the kernel are
 * most of what there is to parse. A mistake in one that nothing calls is not seen, as is a
 * record's; -fsyntax-only looks at them all. What stands beside the file that includes it is the
 * user's own.
 */
bool parse_defer_body(struct parser *p, struct decl *f, struct qtype ret)
{
	struct pp_body text;

	if (p->opts->check_all || !may_defer(p) || !f->is_static || f->u.func.old_style ||
		(f->attrs && (f->attrs->used || f->attrs->section)) || p->pack || p->record_attrs ||
		!pp_skip_code(p->pp, &p->tok, &text))
		return false;
	f->u.func.lazy = arena_new(p->arena, struct lazy_body);
	*f->u.func.lazy = (struct lazy_body){text, ret};
	f->end = text.loc + text.size - 1;
	vec_push(p->arena, &p->lazy_fns, f);
	parse_next(p);
	return true;
}

static void parse_lazy_body(struct parser *p, struct decl *f)
{
	const struct lazy_body *body = f->u.func.lazy;

	f->u.func.lazy = NULL;
	pp_replay_begin(p->pp, &body->text);
	parse_next(p);
	parse_body(p, f, body->ret);
	pp_replay_end(p->pp);
}

void parse_lazy_bodies(struct parser *p)
{
	struct elsewhere e = go_elsewhere(p);
	bool more = p->lazy_fns.n;

	p->unevaluated = p->in_body = 0;
	while (more) { /* most call what stands above them: backwards, once is nearly enough */
		more = false;
		for (uint32_t i = p->lazy_fns.n; i-- > 0;) {
			struct decl *f = p->lazy_fns.p[i];

			if (!f->referenced || !f->u.func.lazy)
				continue;
			parse_lazy_body(p, f);
			more = true;
		}
	}
	come_back(p, &e);
}

/* ---- all ---- */

void parse_all_names(struct parser *p)
{
	for (uint32_t i = 0; p->names && i < p->names->enums.n; i++)
		type_enum(&p->types, p->names->enums.p[i]);
}

void sema_complete_all(struct parser *p)
{
	for (uint32_t i = 0; i < p->lazy.n; i++)
		type_complete(&p->types, type_q(p->lazy.p[i]));
	p->lazy.n = 0;
	parse_all_names(p);
}
