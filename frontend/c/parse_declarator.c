/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Declarators (C11 6.7.6), with a name or abstract, and type names (6.7.7). A declarator is read
 * into a list of steps from the name outwards: `*(*f)(int)[3]` is pointer, function, array,
 * pointer. The type is then built from the far end, so that every rule about one type made from
 * another is checked in one place, apply_X().
 */
#include "constexpr.h"
#include "decl.h"
#include "sema.h"

/* As deep as a declarator, and so a type without typedefs, can be. */
#define DECLARATOR_MAX 256

struct reader {
	struct declarator *d;
	enum spec_place place;
	bool full; /* too many steps: diagnosed, the rest is dropped */
};

static void push(struct parser *p, struct reader *r, struct chunk c)
{
	if (r->d->chunks.n < DECLARATOR_MAX) {
		vec_push(p->arena, &r->d->chunks, c);
	} else if (!r->full) {
		diag(p->ds, DIAG_DECLARATOR_TOO_DEEP, c.loc, DECLARATOR_MAX);
		r->full = true;
	}
}

static uint32_t parse_quals(struct parser *p)
{
	uint32_t quals = 0;

	for (;;) {
		switch (p->tok.kind) {
		case TOK_CONST: quals |= QUAL_CONST; break;
		case TOK_VOLATILE: quals |= QUAL_VOLATILE; break;
		case TOK_RESTRICT: quals |= QUAL_RESTRICT; break;
		case TOK_ATOMIC: quals |= QUAL_ATOMIC; break;
		case TOK_NONNULL:
		case TOK_EXTENSION: break;
		default: return quals;
		}
		parse_next(p);
	}
}

/* pointer: * qualifiers and attributes, again and again; the last is nearest to the name */
struct pointers {
	VEC(struct chunk) list;
	struct chunk few[2];
};

static void parse_pointers(struct parser *p, struct pointers *out)
{
	while (parse_at(p, TOK_STAR)) {
		struct chunk c = {.kind = CHUNK_POINTER, .loc = p->tok.loc};

		parse_next(p);
		for (uint32_t more = 1; more;) {
			more = parse_quals(p);
			c.quals |= more;
			if (parse_at(p, TOK_ATTRIBUTE)) {
				c.attrs = parse_attributes(p, c.attrs);
				more = 1;
			}
		}
		if (out->list.n <= DECLARATOR_MAX)
			vec_push(p->arena, &out->list, c);
	}
}

/* ---- arrays ---- */

/* The number of elements: a constant, or a VLA where only a parameter may have one. */
static void array_size(struct parser *p, struct reader *r, struct chunk *c)
{
	struct expr *e = sema_rvalue(p, parse_assign_expr(p));
	const char *name = r->d->name ? r->d->name->name : "type name";
	const char *var = r->d->name ? r->d->name->name : "the array";
	uint64_t n;

	if (e->kind == EX_ERROR) {
		c->n = 1;
	} else if (!type_is_integer(e->type)) {
		diag(p->ds, DIAG_ARRAY_SIZE_TYPE, e->loc, type_name(p->arena, e->type));
		c->n = 1;
	} else if (!const_int(p, e, &n)) {
		c->is_vla = true;
		c->count = e;
		if (r->place != SPEC_PARAM && !r->d->sized)
			diag(p->ds, DIAG_VLA, e->loc, var);
		c->n = 1;
	} else if (type_is_signed(e->type) && (int64_t)n < 0) {
		diag(p->ds, DIAG_ARRAY_NEGATIVE, e->loc, name);
		c->n = 1;
	} else {
		c->n = n;
	}
}

/* [ static quals size ] */
static void parse_array(struct parser *p, struct reader *r)
{
	struct chunk c = {.kind = CHUNK_ARRAY, .loc = p->tok.loc};
	src_loc open = p->tok.loc;

	parse_next(p);
	if (parse_enter(p)) {
		c.is_static = parse_accept(p, TOK_STATIC);
		c.quals = parse_quals(p);
		c.is_static |= parse_accept(p, TOK_STATIC);
		if (parse_at(p, TOK_STAR) && parse_peek(p, 1)->kind == TOK_RBRACKET) {
			c.is_star = c.is_vla = true;
			parse_next(p);
		} else if (parse_at(p, TOK_RBRACKET)) {
			c.incomplete = true;
		} else {
			array_size(p, r, &c);
		}
	}
	parse_leave(p);
	parse_expect_close(p, TOK_RBRACKET, open);
	if (parse_at_attribute(p) && parse_at(p, TOK_LBRACKET))
		parse_attributes(p, NULL);
	push(p, r, c);
}

/* ---- functions ---- */

struct params {
	VEC(struct decl *) list;
	struct decl *few[8];
};

/* One parameter; `void` alone gives none. */
static void parse_param(struct parser *p, struct params *out)
{
	struct declspec spec;
	struct declarator d = {0};
	struct decl *param;

	if (!parse_is_spec(p, &p->tok) && !parse_at_attribute(p) && !parse_at(p, TOK_IDENT)) {
		diag(p->ds, DIAG_EXPECTED_PARAM, p->tok.loc);
		parse_skip_to(p, TOK_COMMA, TOK_RPAREN);
		return;
	}
	parse_declspecs(p, SPEC_PARAM, &spec);
	parse_declarator(p, &spec, SPEC_PARAM, &d);
	if (parse_at_attribute(p))
		d.attrs = parse_attributes(p, d.attrs);
	if (type_is_void(d.type) && !d.name && !out->list.n && parse_at(p, TOK_RPAREN))
		return;
	param = sema_param(p, &spec, &d);
	param->u.param.index = out->list.n;
	vec_push(p->arena, &out->list, param);
	if (parse_at(p, TOK_ASSIGN)) {
		diag(p->ds, DIAG_PARAM_INIT, p->tok.loc);
		parse_next(p);
		parse_assign_expr(p);
	}
}

static bool is_listed(const struct params *list, const struct ident *name)
{
	vec_for (x, &list->list)
		if ((*x)->name == name)
			return true;
	return false;
}

/* identifier-list: names without types; a body after it shall know them */
static void parse_names(struct parser *p, struct chunk *c, struct params *out)
{
	struct qtype unknown = type_q(p->types.basic[TY_ERROR]);

	c->old_style = c->no_proto = true;
	do {
		src_loc loc;
		struct ident *name = parse_ident(p, &loc);

		if (!name)
			break;
		if (is_listed(out, name))
			diag(p->ds, DIAG_REDEFINITION_PARAM, loc, name->name);
		else
			vec_push(p->arena, &out->list,
				sema_new_decl(p, DECL_PARAM, name, unknown, loc));
	} while (parse_accept(p, TOK_COMMA));
}

static void parse_param_list(struct parser *p, struct chunk *c, struct params *out)
{
	const struct token *next = parse_peek(p, 1);

	if (parse_at(p, TOK_RPAREN)) {
		c->no_proto = !p->c23;
		return;
	}
	if (parse_at(p, TOK_IDENT) && !parse_is_spec(p, &p->tok) &&
		(next->kind == TOK_COMMA || next->kind == TOK_RPAREN)) {
		parse_names(p, c, out);
		return;
	}
	do {
		if (parse_accept(p, TOK_ELLIPSIS)) {
			c->variadic = true;
			break;
		}
		parse_param(p, out);
	} while (parse_accept(p, TOK_COMMA));
}

/* ( parameter-type-list ) */
static void parse_func(struct parser *p, struct reader *r)
{
	struct chunk c = {.kind = CHUNK_FUNC, .loc = p->tok.loc};
	struct params params;
	src_loc open = p->tok.loc;

	params.list.p = params.few;
	params.list.n = 0;
	params.list.cap = ARRAY_LEN(params.few);
	parse_next(p);
	scope_push(&p->scopes);
	if (parse_enter(p))
		parse_param_list(p, &c, &params);
	parse_leave(p);
	scope_pop(&p->scopes);
	parse_expect_close(p, TOK_RPAREN, open);
	c.n_params = params.list.n;
	c.params = arena_dup(p->arena, params.list.p, params.list.n * sizeof(*c.params));
	push(p, r, c);
}

/* ---- the declarator ---- */

/* Does this '(' group, or does it begin an abstract function's parameters? */
static bool is_group(struct parser *p, const struct reader *r)
{
	const struct token *next;

	if (r->place != SPEC_PARAM && r->place != SPEC_TYPE_NAME)
		return true;
	next = parse_peek(p, 1);
	return next->kind != TOK_RPAREN && next->kind != TOK_ELLIPSIS && !parse_is_spec(p, next);
}

static void read_declarator(struct parser *p, struct reader *r);

/* The name, or a declarator in parentheses, or nothing. */
static void read_core(struct parser *p, struct reader *r)
{
	src_loc open = p->tok.loc;

	if (parse_at_attribute(p))
		r->d->attrs = parse_attributes(p, r->d->attrs);
	r->d->loc = p->tok.loc;
	if (parse_at(p, TOK_IDENT) && r->place != SPEC_TYPE_NAME) {
		r->d->name = p->tok.id;
		parse_next(p);
		if (parse_at(p, TOK_LBRACKET) && parse_at_attribute(p))
			r->d->attrs = parse_attributes(p, r->d->attrs);
	} else if (parse_at(p, TOK_LPAREN) && is_group(p, r)) {
		parse_next(p);
		read_declarator(p, r);
		parse_expect_close(p, TOK_RPAREN, open);
	} else if (r->place != SPEC_PARAM && r->place != SPEC_TYPE_NAME) {
		bool member = r->place == SPEC_MEMBER;

		diag(p->ds, member ? DIAG_EXPECTED_FIELD : DIAG_EXPECTED_IDENT_PAREN, p->tok.loc);
		r->full = true; /* whatever follows means nothing */
	}
}

static void read_declarator(struct parser *p, struct reader *r)
{
	struct pointers ptrs;

	ptrs.list.p = ptrs.few;
	ptrs.list.n = 0;
	ptrs.list.cap = ARRAY_LEN(ptrs.few);
	if (parse_enter(p)) {
		if (parse_at_attribute(p)) /* `int a, __attribute__((...)) *b` */
			r->d->attrs = parse_attributes(p, r->d->attrs);
		parse_pointers(p, &ptrs);
		read_core(p, r);
		while (parse_at(p, TOK_LBRACKET) || parse_at(p, TOK_LPAREN)) {
			if (parse_at(p, TOK_LBRACKET))
				parse_array(p, r);
			else
				parse_func(p, r);
		}
		while (ptrs.list.n)
			push(p, r, vec_pop(&ptrs.list));
	}
	parse_leave(p);
}

/* ---- building the type ---- */

static struct qtype apply_pointer(struct parser *p, const struct chunk *c, struct qtype to)
{
	struct qtype q = type_q(type_pointer(&p->types, to));

	if (c->quals & QUAL_RESTRICT && type_is_func(to))
		diag(p->ds, DIAG_RESTRICT_FUNC, c->loc, type_name(p->arena, to));
	q.quals = c->quals;
	return c->attrs ? attrs_apply_type(p, c->attrs, q, c->loc) : q;
}

/* 6.7.6.2p1; false: diagnosed */
static bool check_element(
	struct parser *p, const struct declarator *d, const struct chunk *c, struct qtype elem)
{
	src_loc at = d->name ? d->loc : c->loc;

	if (type_is_func(elem)) {
		diag(p->ds, DIAG_ARRAY_OF_FUNC, at, d->name ? d->name->name : "type name",
			type_name(p->arena, elem));
		return false;
	}
	return sema_check_complete(p, elem, at, DIAG_INCOMPLETE_ELEMENT);
}

/* outermost: of a parameter, where it will be a pointer */
static struct qtype apply_array(struct parser *p, const struct declarator *d, const struct chunk *c,
	struct qtype elem, bool outermost, enum spec_place place)
{
	const char *name = d->name ? d->name->name : "the array";
	uint64_t size;

	if (!check_element(p, d, c, elem))
		return type_q(p->types.basic[TY_ERROR]);
	if ((c->is_static || c->quals) && !outermost)
		diag(p->ds, DIAG_ARRAY_STATIC, c->loc, c->is_static ? "static" : "qualifier");
	if (c->is_star && place != SPEC_PARAM)
		diag(p->ds, DIAG_ARRAY_STAR, c->loc);
	else if (c->is_vla && place == SPEC_PARAM && !outermost)
		diag(p->ds, DIAG_VLA, c->loc, name);
	if (c->is_vla && !outermost && !d->sized)
		return type_q(p->types.basic[TY_ERROR]);
	if (c->incomplete || (c->is_vla && !d->sized))
		return type_q(type_array_incomplete(&p->types, elem));
	size = max_u64(type_size(&p->types, elem), 1);
	if (c->n > (1ull << 60) / size) {
		diag(p->ds, DIAG_ARRAY_TOO_LARGE, c->loc, (unsigned long long)c->n);
		return type_q(p->types.basic[TY_ERROR]);
	}
	return type_q(type_array(&p->types, elem, c->n));
}

static struct qtype apply_func(
	struct parser *p, const struct declarator *d, const struct chunk *c, struct qtype ret)
{
	struct param *params = arena_array(p->arena, struct param, c->n_params);
	src_loc at = d->name ? d->loc : c->loc;
	struct type *t;

	if (type_is_array(ret) || type_is_func(ret)) {
		diag(p->ds, type_is_array(ret) ? DIAG_FUNC_RETURNS_ARRAY : DIAG_FUNC_RETURNS_FUNC,
			at, type_name(p->arena, ret));
		ret = type_q(p->types.basic[TY_ERROR]);
	}
	for (uint32_t i = 0; i < c->n_params; i++) {
		const struct decl *d_param = c->params[i];

		params[i] =
			(struct param){d_param->name, d_param->type, d_param->loc, d_param->attrs};
	}
	t = type_func(&p->types, ret, params, c->no_proto ? 0 : c->n_params, c->variadic);
	t->u.func.no_proto = c->no_proto;
	return type_q(t);
}

static struct qtype build_type(
	struct parser *p, struct declarator *d, struct qtype t, enum spec_place place)
{
	for (uint32_t i = d->chunks.n; i > 0; i--) {
		const struct chunk *c = &d->chunks.p[i - 1];

		if (t.t->kind == TY_ERROR && c->kind != CHUNK_FUNC)
			continue;
		switch (c->kind) {
		case CHUNK_POINTER: t = apply_pointer(p, c, t); break;
		case CHUNK_ARRAY:
			t = apply_array(p, d, c, t, i == 1 && place == SPEC_PARAM, place);
			break;
		case CHUNK_FUNC: t = apply_func(p, d, c, t); break;
		}
	}
	return t;
}

/* declarator, abstract-declarator (6.7.6, 6.7.7) */
void parse_declarator(
	struct parser *p, const struct declspec *spec, enum spec_place place, struct declarator *d)
{
	struct reader r = {.d = d, .place = place};

	*d = (struct declarator){.loc = p->tok.loc, .sized = spec->sized, .attrs = spec->attrs};
	d->chunks.p = d->few;
	d->chunks.cap = ARRAY_LEN(d->few);
	read_declarator(p, &r);
	d->type = build_type(p, d, spec->type, place);
	if (d->chunks.n && d->chunks.p[0].kind == CHUNK_FUNC)
		d->func = &d->chunks.p[0];
	if (place != SPEC_FILE)
		declarator_done(p, d);
}

/* Only their names, types and attributes live on, in the function's type. */
void declarator_done(struct parser *p, struct declarator *d)
{
	for (uint32_t i = 0; i < d->chunks.n; i++) {
		struct chunk *c = &d->chunks.p[i];

		for (uint32_t k = 0; k < c->n_params; k++) {
			c->params[k]->lowered = p->spare_params;
			p->spare_params = c->params[k];
		}
		c->n_params = 0;
	}
}

static struct qtype type_name_of(struct parser *p, struct declspec *spec, struct declarator *d)
{
	bool sized = spec->sized;

	parse_declspecs(p, SPEC_TYPE_NAME, spec);
	spec->sized = sized;
	if (spec->is_auto_type)
		diag(p->ds, DIAG_AUTO_TYPE_HERE, spec->loc);
	parse_declarator(p, spec, SPEC_TYPE_NAME, d);
	return d->type;
}

/* type-name: specifier-qualifier-list abstract-declarator */
struct qtype parse_type_name(struct parser *p)
{
	struct declspec spec = {0};
	struct declarator d;

	return type_name_of(p, &spec, &d);
}

struct qtype parse_sized_type_name(struct parser *p, struct expr **count)
{
	struct declspec spec = {.sized = true};
	struct declarator d;
	struct qtype q = type_name_of(p, &spec, &d);

	*count = NULL;
	for (uint32_t i = 0; i < d.chunks.n && d.chunks.p[i].kind == CHUNK_ARRAY; i++) {
		struct expr *n = d.chunks.p[i].count;

		if (!n)
			continue;
		n = sema_convert(p, n, type_q(p->types.basic[TY_ULONG]));
		*count = *count ? sema_operate(p, OPR_MUL, *count, n, n->loc) : n;
	}
	return q;
}
