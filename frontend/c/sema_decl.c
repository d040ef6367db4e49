/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a declarator declares (C11 6.2.2, 6.7, 6.9): linkage, merging with earlier declarations of
 * the same entity, scopes. An entity with linkage has one canonical decl at file scope (scope 0),
 * which all its declarations add to. A declaration of it in a block is a decl of its own that only
 * points there; p->linkage finds entities that no declaration at file scope has made visible.
 */
#include "decl.h"

struct decl *sema_new_decl(
	struct parser *p, enum decl_kind kind, struct ident *name, struct qtype type, src_loc loc)
{
	struct decl *d = arena_new(p->arena, struct decl);

	d->kind = (uint8_t)kind;
	d->name = name;
	d->type = type;
	d->loc = d->end = loc;
	d->canonical = d;
	d->scope = scope_depth(&p->scopes);
	if (kind == DECL_VAR)
		d->u.var.reg = -1;
	return d;
}

bool sema_in_main_file(struct parser *p, src_loc loc)
{
	const struct src_entry *e =
		source_entry(p->ds->sources, source_called(p->ds->sources, loc));

	return e && !e->caller;
}

/* ---- completeness ---- */

/* The tag that makes the type incomplete, for the note. */
static void note_incomplete(struct parser *p, struct qtype q)
{
	const struct type *t = type_strip(q).t;

	while (t->kind == TY_ARRAY)
		t = type_strip(t->u.array.elem).t;
	if (t->kind != TY_RECORD && t->kind != TY_ENUM)
		return;
	if (t->kind == TY_RECORD && t->u.record->being_defined)
		diag(p->ds, DIAG_NOTE_NOT_COMPLETE, t->u.record->loc,
			type_name(p->arena, type_q((struct type *)t)));
	else
		sema_note_tag(p, t);
}

bool sema_check_complete(struct parser *p, struct qtype type, src_loc loc, enum diag_id id)
{
	if (type_complete(&p->types, type))
		return true;
	diag(p->ds, id, loc, type_name(p->arena, type));
	note_incomplete(p, type);
	return false;
}

bool sema_require_complete(struct parser *p, struct qtype type, src_loc loc)
{
	return sema_check_complete(p, type, loc, DIAG_INCOMPLETE_TYPE);
}

/* ---- earlier declarations ---- */

static bool has_linkage(const struct decl *d)
{
	return (d->kind == DECL_FUNC || d->kind == DECL_VAR) && d->canonical->scope == 0;
}

/* The entity with linkage that a declaration of `name` with linkage refers to, or NULL. */
static struct decl *find_entity(struct parser *p, struct ident *name)
{
	struct decl *d = sema_find(p, name);
	uint64_t *slot;

	if (d && !has_linkage(d) && d->scope)
		d = scope_find_file(&p->scopes, name);
	if (d && has_linkage(d))
		return d->canonical;
	slot = map_get(&p->linkage, map_key(name));
	return slot ? (struct decl *)(uintptr_t)*slot : NULL;
}

static void note_previous(struct parser *p, const struct decl *old)
{
	bool defined = old->kind == DECL_FUNC ? decl_has_body(old)
					      : old->is_defined || old->kind == DECL_TYPEDEF;

	if (old->loc)
		diag(p->ds, defined ? DIAG_NOTE_PREVIOUS : DIAG_NOTE_PREVIOUS_DECL, old->loc);
}

static void report(
	struct parser *p, enum diag_id id, const struct declarator *d, const struct decl *old)
{
	diag(p->ds, id, d->loc, d->name->name);
	note_previous(p, old);
}

/* A declaration of another entity of the same name in the same scope; false: there is none. */
static bool check_conflict(struct parser *p, const struct declarator *d, enum decl_kind kind,
	bool linkage, bool is_extern)
{
	struct decl *old = sema_find_here(p, d->name);

	if (!old || old->scope != scope_depth(&p->scopes))
		return false;
	if (old->kind != kind && !(old->kind == DECL_PARAM && kind == DECL_VAR)) {
		report(p, DIAG_REDEFINITION_KIND, d, old);
		return true;
	}
	if (linkage && has_linkage(old))
		return false;
	if (linkage)
		report(p, DIAG_EXTERN_AFTER_LOCAL, d, old);
	else if (has_linkage(old) && !is_extern)
		report(p, DIAG_LOCAL_AFTER_EXTERN, d, old);
	else
		report(p, DIAG_REDEFINITION, d, old);
	return true;
}

/* ---- typedefs ---- */

static struct decl *declare_typedef(struct parser *p, struct declarator *d)
{
	struct decl *old = sema_find_here(p, d->name);
	struct decl *new;

	if (old && old->scope == scope_depth(&p->scopes)) {
		if (old->kind != DECL_TYPEDEF) {
			report(p, DIAG_REDEFINITION_KIND, d, old);
		} else if (type_compatible(&p->types, old->type, d->type, true)) {
			old->attrs = attrs_merge(p, old->attrs, d->attrs);
			return old;
		} else {
			diag(p->ds, DIAG_TYPEDEF_DIFFERS, d->loc, type_name(p->arena, d->type),
				type_name(p->arena, old->type));
			note_previous(p, old);
			return old;
		}
	}
	new = sema_new_decl(p, DECL_TYPEDEF, d->name, d->type, d->loc);
	new->storage = STORE_TYPEDEF;
	new->attrs = d->attrs;
	new->u.sugar = type_typedef(&p->types, new, d->type);
	if (d->attrs)
		new->u.sugar->typedef_align = d->attrs->align;
	scope_bind(&p->scopes, new);
	return new;
}

/* ---- entities with linkage ---- */

static bool is_builtin_only(const struct decl *d)
{
	return d->is_builtin && !d->loc;
}

/* 6.7p4 and 6.2.2p7; false: diagnosed, it cannot be the same entity */
static bool may_merge(
	struct parser *p, const struct declspec *spec, struct declarator *d, struct decl *old)
{
	bool is_func = old->kind == DECL_FUNC;

	if (is_builtin_only(old))
		return true;
	if (!type_compatible(&p->types, old->type, d->type, true)) {
		if (is_func) {
			diag(p->ds, DIAG_CONFLICTING_TYPES, d->loc, d->name->name);
		} else {
			diag(p->ds, DIAG_REDEFINITION_TYPE, d->loc, d->name->name,
				type_name(p->arena, d->type), type_name(p->arena, old->type));
		}
		note_previous(p, old);
		return false;
	}
	if (spec->storage == STORE_STATIC && !old->is_static)
		report(p, DIAG_STATIC_AFTER_NON, d, old);
	else if (spec->storage != STORE_STATIC && spec->storage != STORE_EXTERN && !is_func &&
		 old->is_static)
		report(p, DIAG_NON_AFTER_STATIC, d, old);
	return true;
}

static struct decl *new_entity(
	struct parser *p, const struct declspec *spec, struct declarator *d, enum decl_kind kind)
{
	struct decl *new = sema_new_decl(p, kind, d->name, d->type, d->loc);

	new->scope = 0;
	new->storage = (uint8_t)spec->storage;
	new->is_global = true;
	new->is_static = spec->storage == STORE_STATIC;
	new->is_inline = spec->is_inline;
	new->attrs = d->attrs;
	vec_push(p->arena, &p->ast->decls, new);
	return new;
}

static void merge_entity(struct parser *p, const struct declspec *spec, struct declarator *d,
	struct decl *old, bool define)
{
	if (define || is_builtin_only(old))
		old->type = d->type;
	else
		old->type = type_composite(&p->types, old->type, d->type);
	if (is_builtin_only(old))
		old->loc = d->loc;
	if (old->kind == DECL_VAR && old->storage == STORE_EXTERN)
		old->storage = (uint8_t)spec->storage;
	else if (old->kind == DECL_FUNC && old->storage == STORE_NONE &&
		 (spec->storage == STORE_EXTERN || !spec->is_inline || !old->is_inline))
		old->storage = STORE_EXTERN; /* 6.7.4p7: an external definition even if inline */
	old->is_inline |= spec->is_inline;
	old->attrs = attrs_merge(p, old->attrs, d->attrs);
}

/* In a block the entity's name is bound to a decl of its own, at file scope to the entity. */
static struct decl *bind_entity(struct parser *p, struct decl *entity, struct declarator *d)
{
	struct decl *alias;

	if (!scope_depth(&p->scopes)) {
		if (scope_find(d->name) != entity)
			scope_bind(&p->scopes, entity);
		return entity;
	}
	*map_put(p->arena, &p->linkage, map_key(d->name)) = map_key(entity);
	alias = sema_new_decl(p, entity->kind, d->name, entity->type, d->loc);
	alias->storage = STORE_EXTERN;
	alias->canonical = entity;
	alias->is_global = true;
	scope_bind(&p->scopes, alias);
	return alias;
}

static struct decl *declare_entity(struct parser *p, const struct declspec *spec,
	struct declarator *d, enum decl_kind kind, bool define)
{
	bool conflict = check_conflict(p, d, kind, true, spec->storage == STORE_EXTERN);
	struct decl *old = conflict ? NULL : find_entity(p, d->name);

	if (old && (old->kind != kind || !may_merge(p, spec, d, old))) {
		conflict = true;
		old = NULL;
	}
	if (conflict) { /* of its own, so that what follows has something to refer to */
		struct decl *stray = sema_new_decl(p, kind, d->name, d->type, d->loc);

		stray->referenced = true;
		scope_bind(&p->scopes, stray);
		return stray;
	}
	if (old) {
		merge_entity(p, spec, d, old, define);
	} else {
		old = new_entity(p, spec, d, kind);
		if (p->weak_names.n && pragma_is_weak(p, d->name)) {
			old->attrs = attrs_merge(p, arena_new(p->arena, struct attrs), old->attrs);
			old->attrs->weak = true;
		}
	}
	return bind_entity(p, old, d);
}

static struct decl *declare_function(
	struct parser *p, const struct declspec *spec, struct declarator *d, bool define)
{
	bool in_block = scope_depth(&p->scopes);
	struct decl *f;

	if (spec->storage == STORE_AUTO || spec->storage == STORE_REGISTER)
		diag(p->ds, DIAG_FUNC_STORAGE, spec->storage_loc);
	else if (in_block && spec->storage == STORE_STATIC)
		diag(p->ds, DIAG_LOCAL_FUNC_STORAGE, spec->storage_loc, "static");
	if (d->func && d->func->old_style && !define)
		diag(p->ds, DIAG_OLD_STYLE_NAMES, d->func->loc);
	f = declare_entity(p, spec, d, DECL_FUNC, define);
	if (f->canonical->attrs && f->canonical->attrs->alias)
		f->canonical->is_defined = true;
	return f;
}

/* ---- variables ---- */

/* register ... asm("r3"): the number, or -1 */
static int register_number(struct parser *p, const struct attrs *a, src_loc loc)
{
	const char *s = a->asm_name;
	const char *digits = s + (*s == 'r' || *s == 'w');

	if (!strcmp(digits, "10"))
		return 10;
	if (digits != s && digits[0] >= '0' && digits[0] <= '9' && !digits[1])
		return digits[0] - '0';
	diag(p->ds, DIAG_ATTR_REGISTER, loc, s);
	return -1;
}

static struct decl *declare_local(
	struct parser *p, const struct declspec *spec, struct declarator *d)
{
	struct decl *outer = scope_find(d->name), *v;

	check_conflict(p, d, DECL_VAR, false, false);
	if (outer && outer->scope < scope_depth(&p->scopes) && outer->kind != DECL_FUNC) {
		diag(p->ds, DIAG_SHADOW, d->loc, d->name->name);
		note_previous(p, outer);
	}
	v = sema_new_decl(p, DECL_VAR, d->name, d->type, d->loc);
	v->storage = (uint8_t)spec->storage;
	v->attrs = d->attrs;
	v->is_defined = true;
	v->is_global = v->is_static = spec->storage == STORE_STATIC;
	if (v->is_static)
		vec_push(p->arena, &p->ast->decls, v);
	if (d->attrs && d->attrs->asm_name && !v->is_static) {
		if (spec->storage == STORE_REGISTER)
			v->u.var.reg = register_number(p, d->attrs, d->loc);
		else
			diag(p->ds, DIAG_ATTR_ASM_LABEL_LOCAL, d->loc, d->attrs->asm_name);
	}
	scope_bind(&p->scopes, v);
	return v;
}

static struct decl *declare_variable(
	struct parser *p, const struct declspec *spec, struct declarator *d)
{
	struct decl *v;

	if (scope_depth(&p->scopes) && spec->storage != STORE_EXTERN)
		return declare_local(p, spec, d);
	/* GNU: a register of another machine, in its headers */
	bool reg = spec->storage == STORE_REGISTER && d->attrs && d->attrs->asm_name;

	if (!reg && (spec->storage == STORE_AUTO || spec->storage == STORE_REGISTER))
		diag(p->ds, DIAG_FILE_STORAGE, spec->storage_loc);
	v = declare_entity(p, spec, d, DECL_VAR, false);
	if ((spec->storage != STORE_EXTERN && !reg) || (v->attrs && v->attrs->alias))
		v->canonical->is_defined = true;
	return v;
}

struct decl *sema_declare(
	struct parser *p, const struct declspec *spec, struct declarator *d, bool define)
{
	bool is_func = type_is_func(d->type);

	if ((spec->is_inline || (spec->attrs && spec->attrs->noreturn)) &&
		(!is_func || spec->storage == STORE_TYPEDEF) && spec->is_inline)
		diag(p->ds, DIAG_INLINE_NON_FUNC, spec->loc, "inline");
	if (!d->name) { /* diagnosed; let the rest be checked against something */
		struct decl *stray = sema_new_decl(p, is_func ? DECL_FUNC : DECL_VAR,
			ident_gets(p->ids, "<unnamed>"), d->type, d->loc);

		stray->referenced = true;
		return stray;
	}
	if (spec->storage == STORE_TYPEDEF)
		return declare_typedef(p, d);
	return is_func ? declare_function(p, spec, d, define) : declare_variable(p, spec, d);
}

void sema_finish_declared(struct parser *p, struct decl *d)
{
	if (d->kind != DECL_VAR || d->storage == STORE_EXTERN || (d->is_global && !d->scope))
		return;
	if (!sema_check_complete(p, d->type, d->loc, DIAG_INCOMPLETE_VAR))
		d->type = type_q(p->types.basic[TY_ERROR]);
}

/* ---- parameters ---- */

struct qtype sema_adjust_param(struct parser *p, struct qtype t, uint32_t quals)
{
	if (type_is_array(t))
		return (struct qtype){type_pointer(&p->types, type_pointee(t)), quals};
	if (type_is_func(t))
		return type_q(type_pointer(&p->types, t));
	return t;
}

struct decl *sema_param(struct parser *p, const struct declspec *spec, struct declarator *d)
{
	struct qtype t = d->type;
	struct decl *param, *old = d->name ? scope_find(d->name) : NULL;

	if (spec->is_inline)
		diag(p->ds, DIAG_INLINE_NON_FUNC, spec->loc, "inline");
	if (spec->is_auto_type)
		diag(p->ds, DIAG_AUTO_TYPE_HERE, spec->loc);
	if (type_is_void(t)) {
		diag(p->ds, d->name ? DIAG_PARAM_VOID_NAMED : DIAG_PARAM_VOID, d->loc);
		t = type_q(p->types.basic[TY_ERROR]);
	}
	t = sema_adjust_param(p, t, d->chunks.n ? d->chunks.p[0].quals : 0);
	param = sema_new_decl(p, DECL_PARAM, d->name, t, d->loc);
	param->storage = (uint8_t)spec->storage;
	param->attrs = d->attrs;
	param->is_defined = true;
	if (old && old->scope == scope_depth(&p->scopes))
		report(p, DIAG_REDEFINITION_PARAM, d, old);
	if (d->name)
		scope_bind(&p->scopes, param);
	return param;
}
