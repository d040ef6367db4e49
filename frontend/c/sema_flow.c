/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Can control reach the end of a function that returns a value (-Wreturn-type)? One walk over the
 * statements; conditions count when they are constant, labels are reached when something jumps to
 * them, calls end the path when they do not return.
 */
#include "sema.h"

struct flow {
	struct parser *p;
	bool breaks; /* the innermost loop or switch is left by break */
};

static bool falls(struct flow *f, const struct stmt *s, bool in);

/* Does evaluating e never come back? */
static bool never_returns(const struct expr *e)
{
	const struct expr *fn;

	switch (e->kind) {
	case EX_CALL:
		fn = expr_bare(e->u.call.fn);
		return fn->kind == EX_DECL && fn->u.decl->attrs && fn->u.decl->attrs->noreturn;
	case EX_BUILTIN: return e->u.call.builtin == BI_UNREACHABLE || e->u.call.builtin == BI_TRAP;
	case EX_CAST: return never_returns(e->u.cast.a);
	case EX_COMMA: return never_returns(e->u.b.r);
	default: return false;
	}
}

static bool block_falls(struct flow *f, const struct stmt *first, bool in)
{
	for (const struct stmt *s = first; s; s = s->next)
		in = falls(f, s, in);
	return in;
}

static bool expr_falls(struct flow *f, const struct expr *e, bool in)
{
	if (e->kind == EX_STMT) {
		bool outer = f->breaks;

		in = block_falls(f, e->u.stmt.body->u.block.first, in);
		f->breaks = outer;
		return in;
	}
	return in && !never_returns(e);
}

static bool if_falls(struct flow *f, const struct stmt *s, bool in)
{
	bool out = false;

	for (;;) {
		bool is_true = const_is_true(f->p, s->u.if_.cond);
		bool is_false = !is_true && const_is_false(f->p, s->u.if_.cond);

		out |= falls(f, s->u.if_.then, in && !is_false);
		in = in && !is_true;
		s = s->u.if_.other;
		if (!s)
			return out || in;
		if (s->kind != ST_IF)
			return falls(f, s, in) || out;
	}
}

static bool loop_falls(struct flow *f, const struct stmt *s, bool in)
{
	bool outer = f->breaks, out;
	const struct stmt *body = s->u.loop.body;
	bool endless = !s->u.loop.cond || const_is_true(f->p, s->u.loop.cond);

	f->breaks = false;
	out = falls(f, body, in);
	if (s->kind == ST_DO)
		out = (out || f->breaks) && !(endless && !f->breaks);
	else
		out = f->breaks || (!endless && in);
	f->breaks = outer;
	return out;
}

static bool switch_falls(struct flow *f, const struct stmt *s, bool in)
{
	bool outer = f->breaks, out;
	struct type *t = type_strip(expr_bare(s->u.switch_.cond)->type).t;
	bool all = s->u.switch_.deflt ||
		   (t->kind == TY_ENUM &&
			   s->u.switch_.cases.n >= type_enum(&f->p->types, t)->values.n);

	f->breaks = false;
	out = falls(f, s->u.switch_.body, false);
	out |= f->breaks || (!all && in);
	f->breaks = outer;
	return out;
}

static bool asm_falls(const struct asm_stmt *a, bool in)
{
	return in || a->labels.n; /* where its labels stand is seen there */
}

/* `in`: control reaches s. Does it reach what follows? */
static bool falls(struct flow *f, const struct stmt *s, bool in)
{
	for (;;) {
		switch (s->kind) {
		case ST_LABEL:
			in |= s->u.label.label->used;
			s = s->u.label.body;
			continue;
		case ST_CASE:
		case ST_DEFAULT:
			in = true;
			s = s->u.case_.body;
			continue;
		case ST_BLOCK: return block_falls(f, s->u.block.first, in);
		case ST_IF: return if_falls(f, s, in);
		case ST_WHILE:
		case ST_DO:
		case ST_FOR: return loop_falls(f, s, in);
		case ST_SWITCH: return switch_falls(f, s, in);
		case ST_BREAK: f->breaks |= in; return false;
		case ST_GOTO:
		case ST_CONTINUE:
		case ST_RETURN: return false;
		case ST_EXPR: return expr_falls(f, s->u.expr, in);
		case ST_ASM: return asm_falls(s->u.assembly, in);
		default: return in;
		}
	}
}

void sema_warn_return(struct parser *p, struct stmt *body)
{
	struct flow f = {p, false};
	const struct decl *d = p->fn->decl;
	bool noreturn = d->attrs && d->attrs->noreturn;

	if (d->attrs && d->attrs->naked)
		return;
	if (type_is_void(p->fn->ret) ? !noreturn : p->ds->errors != 0)
		return;
	if (d->name && !strcmp(d->name->name, "main") && !noreturn)
		return;
	if (falls(&f, body, true))
		diag(p->ds, noreturn ? DIAG_NORETURN_RETURNS : DIAG_NO_RETURN, body->end);
}
