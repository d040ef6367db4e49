/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Declarations that nobody wrote (__func__, compound literals, library and implicit functions), and
 * what can only be said at the end of a scope or of the unit: what is unused, undefined,
 * incomplete.
 */
#include "decl.h"

struct decl *sema_unnamed_var(struct parser *p, struct qtype type, struct init *init, src_loc loc)
{
	struct decl *d = sema_new_decl(p, DECL_VAR, NULL, type, loc);

	d->is_defined = d->referenced = true;
	d->u.var.init = init;
	if (!p->fn) {
		d->is_global = d->is_static = true;
		d->storage = STORE_STATIC;
		vec_push(p->arena, &p->ast->decls, d);
	}
	return d;
}

static struct decl *function_at_file(
	struct parser *p, struct ident *name, struct qtype type, src_loc loc)
{
	uint64_t *slot = map_put(p->arena, &p->linkage, map_key(name));
	struct decl *d = (struct decl *)(uintptr_t)*slot;

	if (!d) {
		d = sema_new_decl(p, DECL_FUNC, name, type, loc);
		d->scope = 0;
		d->is_global = true;
		vec_push(p->arena, &p->ast->decls, d);
		*slot = map_key(d);
	}
	return d;
}

struct decl *sema_implicit_function(struct parser *p, struct ident *name, src_loc loc)
{
	bool c89 = parse_is_c89(p);
	struct ident *like;
	struct type *t;

	if (c89) {
		diag(p->ds, DIAG_IMPLICIT_FUNC_OLD, loc, name->name);
		t = type_func(&p->types, type_q(p->types.basic[TY_INT]), NULL, 0, false);
		t->u.func.no_proto = true;
		return function_at_file(p, name, type_q(t), loc);
	}
	like = suggest_name(p, name, SUGGEST_VALUE);
	if (like && scope_find(like) && type_is_func(scope_find(like)->type)) {
		diag(p->ds, DIAG_IMPLICIT_FUNC_SUGGEST, loc, name->name, like->name);
		diag_fixit(p->ds, loc, name->len, like->name);
		diag(p->ds, DIAG_NOTE_DECLARED_HERE, scope_find(like)->loc, like->name);
	} else {
		diag(p->ds, DIAG_IMPLICIT_FUNC, loc, name->name);
	}
	return NULL;
}

struct decl *sema_builtin_function(
	struct parser *p, struct ident *name, struct qtype type, src_loc loc)
{
	struct decl *d = function_at_file(p, name, type, 0);

	d->is_builtin = true;
	return d;
}

struct decl *sema_function_name(struct parser *p, src_loc loc)
{
	struct decl *f = p->fn ? p->fn->decl : NULL;
	const char *name = f ? f->name->name : "";
	uint64_t size = strlen(name) + 1;
	struct qtype element = {p->types.basic[TY_CHAR], QUAL_CONST};
	struct decl *d;
	struct expr *text;
	struct init *init;

	if (f && f->u.func.name_var)
		return f->u.func.name_var;
	text = expr_new(p, EX_STRING, type_q(type_array(&p->types, element, size)), loc);
	text->is_lvalue = true;
	text->u.string.bytes = name;
	text->u.string.size = size;
	text->u.string.char_size = 1;
	init = arena_new(p->arena, struct init);
	init->loc = loc;
	vec_push(p->arena, &init->items, ((struct init_item){0, text->type, NULL, text}));
	d = sema_new_decl(p, DECL_VAR, ident_gets(p->ids, "__func__"), text->type, loc);
	d->storage = STORE_STATIC;
	d->is_global = d->is_static = d->is_defined = d->referenced = true;
	d->u.var.init = init;
	vec_push(p->arena, &p->ast->decls, d);
	if (f)
		f->u.func.name_var = d;
	return d;
}

/* ---- the end of a scope ---- */

static bool wanted(const struct decl *d)
{
	return d->referenced || d->named || type_strip(d->type).t->kind == TY_ERROR ||
	       (d->attrs && (d->attrs->unused || d->attrs->used || d->attrs->cleanup));
}

static bool is_only_set(const struct decl *d)
{
	return d->kind == DECL_VAR && d->named && !d->uses && !d->is_global &&
	       !(d->attrs && (d->attrs->unused || d->attrs->cleanup)) &&
	       type_strip(d->type).t->kind != TY_ERROR;
}

void sema_leave_scope(struct parser *p)
{
	const struct decl *d;

	for (uint32_t at = 0; (d = scope_next(&p->scopes, &at));) {
		if (is_only_set(d))
			diag(p->ds, DIAG_UNUSED_SET_VARIABLE, d->loc, d->name->name);
		if (wanted(d))
			continue;
		if (d->kind == DECL_VAR && d->storage != STORE_EXTERN)
			diag(p->ds, DIAG_UNUSED_VARIABLE, d->loc, d->name->name);
		else if (d->kind == DECL_TYPEDEF)
			diag(p->ds, DIAG_UNUSED_TYPEDEF, d->loc, d->name->name);
		else if (d->kind == DECL_PARAM && p->fn)
			diag(p->ds, DIAG_UNUSED_PARAMETER, d->loc, d->name->name);
	}
}

/* ---- the end of the unit ---- */

/* 6.9.2: tentative definitions become definitions. */
static void complete_tentative(struct parser *p, struct decl *d)
{
	struct type *t = type_strip(d->type).t;

	if (!d->is_defined || d->u.var.init || (d->attrs && d->attrs->alias))
		return;
	if (t->kind == TY_ARRAY && t->u.array.incomplete) {
		diag(p->ds, DIAG_TENTATIVE_ARRAY, d->loc);
		d->type = (struct qtype){
			type_array(&p->types, t->u.array.elem, 1), type_strip(d->type).quals};
	}
	if (!sema_check_complete(p, d->type, d->loc, DIAG_TENTATIVE_INCOMPLETE))
		d->type = type_q(p->types.basic[TY_ERROR]);
}

static void check_function(struct parser *p, const struct decl *d)
{
	if (!d->is_static)
		return;
	if (d->referenced && !d->is_defined)
		diag(p->ds, DIAG_STATIC_UNDEFINED, d->loc, d->name->name);
	else if (!wanted(d) && (!d->is_inline || sema_in_main_file(p, d->loc)))
		diag(p->ds, DIAG_UNUSED_FUNCTION, d->loc, d->name->name);
}

static void check_variable(struct parser *p, struct decl *d)
{
	bool is_const = type_strip(d->type).quals & QUAL_CONST;

	if (d->scope)
		return;
	complete_tentative(p, d);
	if (d->is_static && d->name && !wanted(d) && sema_in_main_file(p, d->loc) &&
		!(d->attrs && d->attrs->section))
		diag(p->ds, is_const ? DIAG_UNUSED_CONST : DIAG_UNUSED_VARIABLE, d->loc,
			d->name->name);
}

void sema_finish_unit(struct parser *p)
{
	for (uint32_t i = 0; i < p->ast->decls.n; i++) {
		struct decl *d = p->ast->decls.p[i];

		if (d->kind == DECL_FUNC)
			check_function(p, d);
		else
			check_variable(p, d);
	}
	pragma_finish(p);
}
