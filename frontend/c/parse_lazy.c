/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bodies of records, enums and functions, and whole declarations of functions and of types' names,
 * that are put off until somebody needs them. A header like vmlinux.h defines ten thousand records
 * and as many enumerators; a program uses a few. Everything of a record but its name waits
 * (type_complete() asks for it); of an enum, its values do (type_enum()), and with them its
 * enumerators, which a table finds by the hash of their names. An enum that macros write, or whose
 * values are expressions, is shelved as it stands until a name is looked for that nothing else
 * declares.
 */
#include "decl.h"

/* Only headers are worth it: what is written in the main file is wanted, errors and all. */
static bool may_defer(struct parser *p)
{
	return !scope_depth(&p->scopes) && !p->in_body && !sema_in_main_file(p, p->tok.loc);
}

void parse_record_later(struct parser *p, struct type *t, const struct pp_body *body)
{
	t->u.record->lazy = arena_dup(p->arena, body, sizeof(*body));
	vec_push(p->arena, &p->lazy, t);
}

bool parse_defer_record(struct parser *p, struct type *t)
{
	struct pp_body body;

	if (!may_defer(p) || !pp_skip_braces(p->pp, &p->tok, &body))
		return false;
	parse_record_later(p, t, &body);
	parse_next(p);
	return true;
}

bool parse_defer_tagged(struct parser *p)
{
	bool is_union = parse_at(p, TOK_UNION);
	struct pp_tagged t;

	if (!(is_union || parse_at(p, TOK_STRUCT)) || !may_defer(p) ||
		!pp_skip_tagged(p->pp, &p->tok, &t))
		return false;
	sema_tagged(p, &t, is_union);
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

/* ---- names ---- */

/* An enum, or a declaration that is NULL once it is parsed. */
struct lazy_item {
	struct type *enumeration;
	const struct pp_body *decl;
};

/*
 * Open addressing; a slot is empty when `at` is 0. Two items that declare names with one hash are
 * parsed at once: the names are most likely the same, which may be an error to be found there.
 */
struct lazy_names {
	struct lazy_name {
		uint32_t hash, at; /* at: index in `items` + 1 */
	} * slots;
	uint32_t n, cap;
	VEC(struct lazy_item) items;
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

static struct lazy_names *names_of(struct parser *p)
{
	if (!p->names)
		p->names = arena_new(p->arena, struct lazy_names);
	return p->names;
}

static void parse_lazy_decl(struct parser *p, struct lazy_item *item)
{
	struct elsewhere e = go_elsewhere(p);
	const struct pp_body *text = item->decl;

	item->decl = NULL;
	p->fn = NULL;
	p->unevaluated = p->in_body = 0;
	if (parse_enter(p)) {
		pp_replay_begin(p->pp, text);
		parse_next(p);
		parse_file_declaration(p);
		pp_replay_end(p->pp);
	}
	parse_leave(p);
	come_back(p, &e);
}

static void parse_item(struct parser *p, uint32_t at)
{
	struct lazy_item *item = &p->names->items.p[at];

	if (item->enumeration)
		type_enum(&p->types, item->enumeration);
	else if (item->decl)
		parse_lazy_decl(p, item);
}

/* This name is declared by the last item. False: another item may declare it too. */
static bool add_name(struct parser *p, uint32_t hash)
{
	struct lazy_names *t = p->names;

	if (t->n * 2 >= t->cap)
		names_grow(p->arena, t);
	struct lazy_name *s = name_slot(t, hash);

	if (s->at) {
		parse_item(p, s->at - 1);
		return false;
	}
	*s = (struct lazy_name){hash, t->items.n};
	t->n++;
	return true;
}

bool parse_lazy_name(struct parser *p, const struct ident *name)
{
	const struct lazy_name *s = p->names->cap ? name_slot(p->names, name->hash) : NULL;

	if (!s || !s->at)
		return false;
	parse_item(p, s->at - 1);
	return scope_find(name);
}

void parse_all_names(struct parser *p)
{
	parse_shelved_enums(p);
	for (uint32_t i = 0; p->names && i < p->names->items.n; i++)
		parse_item(p, i);
}

/* ---- enums ---- */

void parse_lazy_enum(void *parser, struct type *t)
{
	struct parser *p = parser;
	struct elsewhere e = go_elsewhere(p);
	struct pp_body *body = t->u.enumeration->lazy;
	const struct type *underlying =
		t->u.enumeration->is_complete ? t->u.enumeration->underlying : NULL;

	t->u.enumeration->lazy = NULL;
	p->fn = NULL;
	p->unevaluated = p->in_body = 0;
	pp_replay_begin(p->pp, body);
	parse_next(p);
	parse_enum_body(p, t);
	CHECK(!underlying || t->u.enumeration->underlying == underlying);
	pp_replay_end(p->pp);
	come_back(p, &e);
}

bool parse_defer_enum(struct parser *p, struct type *t, struct enum_range *range)
{
	struct enum_def *e = t->u.enumeration;
	struct lazy_names *names = names_of(p);

	if (e->fixed || !may_defer(p) || !pp_skip_enum(p->pp, &p->tok, &names->scratch))
		return false;
	e->lazy = arena_dup(p->arena, &names->scratch.body, sizeof(*e->lazy));
	*range = (struct enum_range){names->scratch.pos, names->scratch.neg};
	vec_push(p->arena, &names->items, ((struct lazy_item){t, NULL}));
	parse_next(p);
	return true;
}

void parse_deferred_enum(struct parser *p, struct type *t)
{
	struct lazy_names *names = p->names;
	bool unique = true;

	for (uint32_t i = 0; names->cap && i < names->scratch.names.n; i++)
		__builtin_prefetch(
			&names->slots[names->scratch.names.p[i].hash & (names->cap - 1)]);
	vec_for (n, &names->scratch.names)
		unique &= add_name(p, n->hash);
	if (!unique)
		type_enum(&p->types, t);
}

bool parse_shelve_enum(struct parser *p, struct type *t, enum spec_place place)
{
	struct enum_def *e = t->u.enumeration;
	struct pp_body text;

	if (p->opts->check_all || place != SPEC_FILE || e->fixed || !may_defer(p) ||
		!pp_skip_code(p->pp, &p->tok, true, &text))
		return false;
	e->lazy = arena_dup(p->arena, &text, sizeof(text));
	vec_push(p->arena, &p->shelved, t);
	parse_next(p);
	return true;
}

void parse_shelved_enum(struct parser *p, struct type *t)
{
	if (!t->u.enumeration->is_complete)
		type_enum(&p->types, t);
}

bool parse_shelved_enums(struct parser *p)
{
	bool any = p->shelved.n;

	for (uint32_t i = 0; i < p->shelved.n; i++)
		parse_shelved_enum(p, p->shelved.p[i]);
	p->shelved.n = 0;
	return any;
}

/* ---- functions ---- */

struct lazy_body {
	struct pp_body text;
	const struct token *toks; /* instead, of a body that came out of a macro */
	uint32_t n_toks;
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
	struct lazy_body b = {.ret = ret};

	if (p->opts->check_all || !may_defer(p) || !f->is_static || f->u.func.old_style ||
		(f->attrs && (f->attrs->used || f->attrs->section)) || p->pack || p->record_attrs)
		return false;
	if (pp_skip_code(p->pp, &p->tok, false, &b.text))
		f->end = b.text.loc + b.text.size - 1;
	else if (pp_take_code(p->pp, &p->tok, &b.toks, &b.n_toks))
		f->end = b.toks[b.n_toks - 1].loc;
	else
		return false;
	f->u.func.lazy = arena_dup(p->arena, &b, sizeof(b));
	vec_push(p->arena, &p->lazy_fns, f);
	parse_next(p);
	return true;
}

static void parse_lazy_body(struct parser *p, struct decl *f)
{
	const struct lazy_body *body = f->u.func.lazy;

	f->u.func.lazy = NULL;
	if (body->toks)
		pp_tokens_begin(p->pp, body->toks, body->n_toks);
	else
		pp_replay_begin(p->pp, &body->text);
	parse_next(p);
	parse_body(p, f, body->ret);
	if (body->toks)
		pp_tokens_end(p->pp);
	else
		pp_replay_end(p->pp);
}

/* Whole declarations, which is most of what a program does not need of its headers. */
bool parse_defer_decl(struct parser *p)
{
	struct pp_decl d;

	/* #pragma pack and attributes say something of records, which only a body can define here.
	 */
	if (p->opts->check_all || !may_defer(p) ||
		!pp_skip_decl(p->pp, &p->tok, !p->pack && !p->record_attrs, &d))
		return false;
	struct lazy_names *names = names_of(p);

	vec_push(p->arena, &names->items,
		((struct lazy_item){NULL, arena_dup(p->arena, &d.text, sizeof(d.text))}));
	parse_next(p);
	uint32_t at = names->items.n - 1;

	if (!add_name(p, d.hash))
		parse_item(p, at);
	return true;
}

/* What strings name is used. */
static void find_late_names(struct parser *p)
{
	while (p->late_done < p->late_names.n) {
		struct decl *d = sema_find(p, p->late_names.p[p->late_done++]);

		if (d)
			(d->canonical ? d->canonical : d)->referenced = true;
	}
}

void parse_lazy_bodies(struct parser *p)
{
	struct elsewhere e = go_elsewhere(p);
	bool more = true;

	p->unevaluated = p->in_body = 0;
	while (more) { /* most call what stands above them: backwards, once is nearly enough */
		more = false;
		find_late_names(p);
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

void sema_complete_all(struct parser *p)
{
	parse_shelved_enums(p);
	for (uint32_t i = 0; i < p->lazy.n; i++)
		type_complete(&p->types, type_q(p->lazy.p[i]));
	p->lazy.n = 0;
	for (uint32_t i = 0; p->names && i < p->names->items.n; i++)
		if (p->names->items.p[i].enumeration)
			parse_item(p, i);
}
