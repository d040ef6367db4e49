/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A unit's functions and objects to an ir_module. Roots are what other units, the kernel or libbpf
 * can see; the rest is lowered when something refers to it.
 */
#include "lower.h"
#include "parse.h"

static struct decl *canonical(struct decl *d)
{
	return d->canonical ? d->canonical : d;
}

/* C11 6.7.4p7: an inline function without extern is no external definition, nor is one with GNU's
 * extern inline; where one is called there is a local copy. */
static bool is_local(const struct decl *d)
{
	if (d->is_static)
		return true;
	if (d->kind != DECL_FUNC || !d->is_inline || !d->is_defined)
		return false;
	return d->storage != STORE_EXTERN || (d->attrs && d->attrs->gnu_inline);
}

static enum ir_linkage linkage(const struct decl *d)
{
	bool weak = d->attrs && d->attrs->weak;

	if (!d->is_defined)
		return weak ? IR_LINK_EXTERN_WEAK : IR_LINK_EXTERN;
	if (is_local(d))
		return IR_LINK_STATIC;
	return weak ? IR_LINK_WEAK : IR_LINK_GLOBAL;
}

/* Static locals are named after their function, as clang does: printk's ____fmt is handle.____fmt.
 */
static const char *sym_name(struct lower *L, const struct decl *d)
{
	const char *name = d->name ? d->name->name : ".compoundliteral";
	const char *fn = L->f ? L->f->decl->name->name : NULL;
	const char *unique;

	if (d->attrs && d->attrs->asm_name)
		return d->attrs->asm_name;
	if (d->kind == DECL_FUNC || d->scope == 0 || d->storage == STORE_EXTERN || !fn)
		return d->name ? name : arena_printf(L->arena, "%s.%u", name, ++L->n_unique);
	unique = name = arena_printf(L->arena, "%s.%s", fn, name);
	while (map_get(&L->names, map_key(ident_gets(&L->fe->ids, unique))))
		unique = arena_printf(L->arena, "%s.%u", name, ++L->n_unique);
	*map_put(L->arena, &L->names, map_key(ident_gets(&L->fe->ids, unique))) = 1;
	return unique;
}

static struct decl *alias_target(struct lower *L, const struct decl *d)
{
	struct ident *id = ident_gets(&L->fe->ids, d->attrs->alias);
	struct decl *target = id->sym ? canonical(id->sym) : NULL;

	if (target && target->kind == d->kind && target != d &&
		(d->kind == DECL_FUNC ? target->u.func.body != NULL : target->is_defined))
		return target;
	diag(L->ds, DIAG_ALIAS, d->loc, d->attrs->alias);
	return NULL;
}

struct ir_sym *lower_sym(struct lower *L, struct decl *d)
{
	struct ir_sym *s;
	struct decl *target;

	d = canonical(d);
	if (d->lowered)
		return d->lowered;
	/* An alias of a variable is the variable: what the optimizer knows holds for both names. */
	if (d->kind == DECL_VAR && d->attrs && d->attrs->alias && (target = alias_target(L, d))) {
		d->lowered = s = lower_sym(L, target);
		return s;
	}
	s = ir_sym_new(L->m, d->kind == DECL_FUNC ? IR_SYM_FN : IR_SYM_DATA, sym_name(L, d));
	d->lowered = s;
	s->decl = d;
	s->loc = d->loc;
	s->linkage = (uint8_t)linkage(d);
	if (d->attrs) {
		s->hidden = d->attrs->hidden;
		s->used = d->attrs->used;
		s->section = d->attrs->section;
	}
	if (d->kind == DECL_VAR && !s->section && type_address_space(d->type))
		s->section = arena_printf(L->arena, ".addr_space.%u", type_address_space(d->type));
	/* The object's size and alignment are known at once, its bytes when the work list is done.
	 */
	if (d->kind == DECL_VAR && d->is_defined)
		s->data = arena_new(L->arena, struct ir_data);
	if (s->data) {
		s->data->align = type_align(L->ts, d->type);
		if (d->attrs && d->attrs->align > s->data->align)
			s->data->align = d->attrs->align;
	}
	vec_push(L->arena, &L->todo, d);
	return s;
}

static bool is_const(struct qtype t)
{
	while (type_is_array(t) && !(type_strip(t).quals & QUAL_CONST))
		t = type_pointee(t);
	return type_strip(t).quals & QUAL_CONST;
}

static bool is_volatile(struct qtype t)
{
	while (type_is_array(t) && !(type_strip(t).quals & QUAL_VOLATILE))
		t = type_pointee(t);
	return type_strip(t).quals & QUAL_VOLATILE;
}

static void lower_var(struct lower *L, struct decl *d, struct ir_sym *s)
{
	*s->data = *lower_data(L, d->type, d->u.var.init, s->data->align);
	s->data->is_const = is_const(d->type);
	s->data->is_volatile = is_volatile(d->type);
}

static void set_attributes(struct lower *L, struct ir_fn *fn, struct decl *d)
{
	const struct attrs *a = d->attrs;

	fn->loc = d->loc;
	fn->end = d->end;
	fn->is_program = bpf_section_is_prog(a ? a->section : NULL);
	if (!a)
		return;
	fn->always_inline = a->always_inline;
	fn->no_inline = a->no_inline;
	fn->naked = a->naked;
	fn->noreturn = a->noreturn;
}

static void lower_function(struct lower *L, struct decl *d, struct ir_sym *s)
{
	struct arena scratch = arena_beside(L->arena);
	struct lower_fn f = {.decl = d};
	struct ir_fn *fn = ir_fn_new(L->m, s, L->arena);

	f.fn = fn;
	f.ret = type_strip(d->type).t->u.func.ret;
	L->f = &f;
	L->scratch = &scratch;
	set_attributes(L, fn, d);
	lower_signature(L, fn, d->type);
	ir_build_begin(&f.b, fn, &scratch);
	lower_params(L, d);
	lower_stmt(L, d->u.func.body);
	if (f.b.block != IR_NO_BLOCK && fn->naked)
		ir_emit_unreachable(&f.b);
	else if (f.b.block != IR_NO_BLOCK)
		lower_return(L, NULL, d->end);
	ir_build_finish(&f.b);
	L->f = NULL;
	L->scratch = NULL;
	arena_free(&scratch);
}

/* An alias of a function is a function that calls it; inlining makes it a copy. */
static void lower_alias(struct lower *L, struct decl *d, struct ir_sym *s)
{
	struct decl *target = alias_target(L, d);
	struct arena scratch = arena_beside(L->arena);
	struct ir_build b;
	struct ir_fn *fn;
	ir_ref *args, r;

	if (!target)
		return;
	fn = ir_fn_new(L->m, s, L->arena);
	s->linkage = d->attrs->weak ? IR_LINK_WEAK : IR_LINK_GLOBAL;
	set_attributes(L, fn, d);
	fn->is_program |= bpf_section_is_prog(target->attrs ? target->attrs->section : NULL);
	lower_signature(L, fn, d->type);
	args = arena_array(L->arena, ir_ref, fn->params.n);
	ir_build_begin(&b, fn, &scratch);
	for (uint32_t i = 0; i < fn->params.n; i++)
		args[i] = ir_param(fn, i);
	r = ir_emit_call(&b, lower_sym(L, target), (enum ir_type)fn->ret, args, fn->params.n, NULL);
	ir_emit_ret(&b, fn->ret ? r : 0);
	ir_build_finish(&b);
	arena_free(&scratch);
}

static void lower_work(struct lower *L)
{
	for (uint32_t i = 0; i < L->todo.n && !L->ds->fatal; i++) {
		struct decl *d = L->todo.p[i];
		struct ir_sym *s = d->lowered;

		if (d->kind == DECL_FUNC && d->attrs && d->attrs->alias)
			lower_alias(L, d, s);
		else if (d->kind == DECL_FUNC && d->u.func.body)
			lower_function(L, d, s);
		else if (d->kind == DECL_VAR && d->is_defined)
			lower_var(L, d, s);
	}
}

static bool is_root(const struct decl *d)
{
	if (d->attrs && (d->attrs->used || d->attrs->alias))
		return d->is_defined || d->attrs->alias;
	if (!d->is_defined || is_local(d))
		return false;
	return d->kind == DECL_VAR || (d->kind == DECL_FUNC && d->u.func.body);
}

/* Symbols in order of definition: the order of the output. */
static void order_syms(struct lower *L, struct ast *ast)
{
	VEC(struct ir_sym *) all = {0};

	vec_for (s, &L->m->syms)
		(*s)->index = UINT32_MAX;
	vec_for (d, &ast->decls) {
		struct ir_sym *s =
			(*d)->kind == DECL_VAR || (*d)->kind == DECL_FUNC ? (*d)->lowered : NULL;

		if (s && s->index == UINT32_MAX) {
			s->index = all.n;
			vec_push(L->arena, &all, s);
		}
	}
	vec_for (s, &L->m->syms) {
		if ((*s)->index == UINT32_MAX)
			vec_push(L->arena, &all, *s);
	}
	for (uint32_t i = 0; i < all.n; i++) {
		L->m->syms.p[i] = all.p[i];
		all.p[i]->index = i;
	}
}

struct ir_module *frontend_lower(struct frontend *fe)
{
	struct lower L = {.fe = fe, .arena = fe->arena, .ds = fe->ds, .ts = &fe->parser->types};

	L.m = ir_module_new(fe->arena, fe->ds);
	L.m->big_endian = fe->opts->big_endian;
	if (fe->ds->sources->files.n)
		L.m->file = fe->ds->sources->files.p[0]->path;
	vec_for (d, &fe->ast.decls) {
		if (((*d)->kind == DECL_VAR || (*d)->kind == DECL_FUNC) && is_root(*d))
			lower_sym(&L, *d);
	}
	lower_work(&L);
	order_syms(&L, &fe->ast);
	vec_for (s, &L.taken) {
		if ((*s)->fn)
			(*s)->fn->address_taken = true;
	}
	arena_free(&fe->bodies);
	return fe->ds->errors ? NULL : L.m;
}
