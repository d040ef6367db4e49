/* SPDX-License-Identifier: BSD-2-Clause */
/* Function calls (C11 6.5.2.2). Calls of builtins are passed on to sema_builtin.c. */
#include "sema.h"

struct expr *sema_default_promote(struct parser *p, struct expr *e)
{
	e = sema_rvalue(p, e);
	if (expr_is_error(e))
		return e;
	if (type_strip(e->type).t->kind == TY_FLOAT || type_strip(e->type).t->kind == TY_FLOAT16)
		return sema_convert(p, e, type_basic(p, TY_DOUBLE));
	if (type_is_integer(e->type))
		return sema_promote(p, e);
	if (type_is_void(e->type)) {
		diag(p->ds, DIAG_ARGUMENT_VOID, e->loc);
		sema_range(p, e);
		return expr_error(p, e->loc);
	}
	return e;
}

/* The declaration that is called by its name, or NULL. */
static struct decl *callee_decl(const struct expr *fn)
{
	const struct expr *e = expr_bare(fn);

	return e->kind == EX_DECL ? e->u.decl : NULL;
}

static void note_callee(struct parser *p, const struct expr *fn)
{
	const struct decl *d = callee_decl(fn);

	if (d && d->name)
		diag(p->ds, DIAG_NOTE_DECLARED_HERE, d->loc, d->name->name);
}

static bool check_count(struct parser *p, const struct type *f, struct expr *fn, struct expr **args,
	uint32_t n, src_loc close)
{
	if (f->u.func.no_proto && n)
		diag(p->ds, DIAG_NO_PROTOTYPE, fn->loc);
	if (f->u.func.no_proto || n == f->u.func.n || (n > f->u.func.n && f->u.func.variadic))
		return true;
	if (n < f->u.func.n) {
		diag(p->ds, f->u.func.variadic ? DIAG_TOO_FEW_ARGS_VARIADIC : DIAG_TOO_FEW_ARGS,
			close, f->u.func.n, n);
		sema_range(p, fn);
	} else {
		diag(p->ds, DIAG_TOO_MANY_ARGS, args[f->u.func.n]->loc, f->u.func.n, n);
		diag_range(p->ds, args[f->u.func.n]->range.begin, args[n - 1]->range.end);
	}
	note_callee(p, fn);
	return false;
}

static bool convert_args(struct parser *p, const struct type *f, struct expr **args, uint32_t n)
{
	bool ok = true;

	for (uint32_t i = 0; i < n; i++) {
		if (i < f->u.func.n && !f->u.func.no_proto)
			args[i] = sema_pass(
				p, f->u.func.params[i].type, args[i], &f->u.func.params[i]);
		else
			args[i] = sema_default_promote(p, args[i]);
		ok &= !expr_is_error(args[i]);
	}
	return ok;
}

/* The function type that fn, a value, points to; NULL: diagnosed. */
static const struct type *called_type(struct parser *p, struct expr *fn, src_loc open)
{
	if (type_is_pointer(fn->type) && type_is_func(type_pointee(fn->type)))
		return type_strip(type_pointee(fn->type)).t;
	diag(p->ds, DIAG_NOT_CALLABLE, open, sema_quoted(p, fn->type));
	sema_range(p, fn);
	return NULL;
}

struct expr *sema_call(struct parser *p, struct expr *fn, struct expr **args, uint32_t n,
	src_loc open, src_loc close)
{
	struct decl *d = fn->kind == EX_DECL ? fn->u.decl : NULL;
	const struct builtin_row *row = d && d->name ? sema_builtin_named(p, d->name, d) : NULL;
	const struct type *f;
	struct expr *e;

	if (row)
		return sema_builtin_call(p, row, args, n, fn->loc, close);
	fn = sema_rvalue(p, fn);
	if (expr_is_error(fn))
		return expr_error(p, open);
	f = called_type(p, fn, open);
	if (!f || !check_count(p, f, fn, args, n, close) || !convert_args(p, f, args, n))
		return expr_error(p, fn->loc);
	if (!type_is_void(f->u.func.ret) && !sema_require_complete(p, f->u.func.ret, fn->loc))
		return expr_error(p, fn->loc);
	e = expr_call(p, EX_CALL, fn, args, n, sema_value_type(f->u.func.ret), fn->loc);
	e->range = (struct src_range){fn->range.begin, close + 1};
	return e;
}
