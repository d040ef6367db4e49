/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Old-style (K&R) function definitions, C11 6.9.1p6: `int f(a, b) int a; char *b; { ... }`. The
 * declarations give the names of the identifier list their types; from then on the function has
 * the prototype that they make, so that a call behind it converts its arguments. A call ahead of
 * it has promoted them, and lowering narrows parameters on entry.
 */
#include "decl.h"

static struct decl **find_param(const struct chunk *c, const struct ident *name)
{
	for (uint32_t i = 0; name && i < c->n_params; i++)
		if (c->params[i]->name == name)
			return &c->params[i];
	return NULL;
}

static void declare_one(struct parser *p, const struct chunk *c, const struct declspec *spec)
{
	struct declarator d = {0};
	struct decl *param, **place;

	parse_declarator(p, spec, SPEC_PARAM, &d);
	if (parse_at_attribute(p))
		d.attrs = parse_attributes(p, d.attrs);
	param = sema_param(p, spec, &d);
	place = find_param(c, d.name);
	if (!place) {
		diag(p->ds, DIAG_NOT_A_PARAMETER, d.loc, d.name ? d.name->name : "");
		return;
	}
	param->u.param.index = (*place)->u.param.index;
	*place = param;
}

/* declaration-list */
static void parse_list(struct parser *p, const struct chunk *c)
{
	struct declspec spec;

	while (parse_is_spec(p, &p->tok)) {
		parse_declspecs(p, SPEC_PARAM, &spec);
		do
			declare_one(p, c, &spec);
		while (parse_accept(p, TOK_COMMA));
		parse_expect_semi(p, "declaration of a parameter");
	}
}

static struct type *prototype(struct parser *p, const struct chunk *c, struct qtype ret)
{
	struct param *params = arena_array(p->arena, struct param, c->n_params);

	for (uint32_t i = 0; i < c->n_params; i++) {
		struct decl *x = c->params[i];

		if (type_strip(x->type).t->kind == TY_ERROR && !x->is_defined) {
			diag(p->ds,
				parse_is_c89(p) ? DIAG_PARAM_IMPLICIT_INT : DIAG_PARAM_MISSING_TYPE,
				x->loc, x->name->name);
			x->type = type_q(p->types.basic[TY_INT]);
		}
		params[i] = (struct param){x->name, x->type, x->loc, x->attrs};
	}
	return type_func(&p->types, ret, params, c->n_params, false);
}

void parse_old_style(struct parser *p, struct declarator *d)
{
	diag(p->ds, p->c23 ? DIAG_OLD_STYLE_C23 : DIAG_OLD_STYLE, d->loc);
	scope_push(&p->scopes);
	parse_list(p, d->func);
	scope_pop(&p->scopes);
	d->type = type_q(prototype(p, d->func, type_strip(d->type).t->u.func.ret));
}
