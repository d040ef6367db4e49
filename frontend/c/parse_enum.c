/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * enum specifiers (C11 6.7.2.2), with clang's choice of the type: the smallest of unsigned int,
 * int, unsigned long, long that holds all values; with packed from char on; or as written after
 * ':'. Values are kept in 64 bits with a flag that tells huge positive ones from negative ones.
 */
#include "decl.h"
#include "literal.h"

struct value {
	uint64_t bits;
	bool negative;
};

static void range_add(struct enum_range *r, struct value v)
{
	unsigned bits;

	if (v.negative) {
		bits = ~v.bits ? log2_floor(~v.bits) + 2 : 1;
		r->neg = bits > r->neg ? bits : r->neg;
	} else {
		bits = v.bits ? log2_floor(v.bits) + 1 : 1;
		r->pos = bits > r->pos ? bits : r->pos;
	}
}

static enum type_kind smallest(const struct enum_range *r, bool packed)
{
	unsigned pos = r->pos, neg = r->neg;

	if (!neg) {
		if (packed && pos <= 16)
			return pos <= 8 ? TY_UCHAR : TY_USHORT;
		return pos <= 32 ? TY_UINT : TY_ULONG;
	}
	if (packed && neg <= 16 && pos < 16)
		return neg <= 8 && pos < 8 ? TY_SCHAR : TY_SHORT;
	return neg <= 32 && pos < 32 ? TY_INT : TY_LONG;
}

static bool fits_int(struct value v)
{
	return v.negative ? (int64_t)v.bits >= INT32_MIN : v.bits <= INT32_MAX;
}

static bool fits(struct parser *p, struct value v, struct type *t)
{
	unsigned bits = t->kind == TY_BOOL ? 1 : type_bits(&p->types, type_q(t));

	if (bits > 64)
		return true;
	if (!t->is_signed)
		return !v.negative && v.bits <= low_mask(bits);
	return v.negative ? (int64_t)v.bits >= -(int64_t)(low_mask(bits) >> 1) - 1
			  : v.bits <= low_mask(bits) >> 1;
}

/* A number and nothing else, which nearly all values are: no expression is made of it. */
static bool parse_plain_value(struct parser *p, struct value *v)
{
	struct lit_number n;
	enum tok next;

	if (!parse_at(p, TOK_NUMBER))
		return false;
	next = (enum tok)parse_peek(p, 1)->kind;
	if ((next != TOK_COMMA && next != TOK_RBRACE) || !literal_number(p->ds, &p->tok, &n) ||
		n.is_float || n.is_unsigned)
		return false;
	*v = (struct value){n.value, false};
	parse_next(p);
	return true;
}

/* The next after `before`, or what is written. */
static struct value parse_value(struct parser *p, const struct value *before, src_loc loc)
{
	struct value v = {0, false};
	struct expr *e;

	if (!parse_accept(p, TOK_ASSIGN)) {
		if (!before)
			return v;
		v.bits = before->bits + 1;
		v.negative = before->negative && v.bits;
		if (!v.bits && !before->negative)
			diag(p->ds, DIAG_ENUM_INCREMENT, loc);
		return v;
	}
	if (parse_plain_value(p, &v))
		return v;
	e = parse_const_expr(p);
	if (e->kind == EX_INT) {
		v.bits = e->u.value.lo;
		v.negative = type_is_signed(e->type) && (int64_t)v.bits < 0;
	}
	return v;
}

static struct decl *declare_enumerator(
	struct parser *p, struct type *of, struct ident *name, src_loc loc)
{
	struct decl *old = sema_find_here(p, name);
	struct decl *d;

	if (old && old->scope == scope_depth(&p->scopes)) {
		diag(p->ds,
			old->kind == DECL_ENUMERATOR ? DIAG_REDEFINITION_ENUMERATOR
						     : DIAG_REDEFINITION_KIND,
			loc, name->name);
		diag(p->ds, DIAG_NOTE_PREVIOUS, old->loc);
	}
	d = sema_new_decl(p, DECL_ENUMERATOR, name, type_q(p->types.basic[TY_INT]), loc);
	d->u.enumerator.of = of;
	return d;
}

struct enumerators {
	VEC(struct decl *) list;
	struct value last;
	struct enum_range range;
};

static struct type *value_type(struct parser *p, const struct enum_def *e, struct value v)
{
	if (e->fixed)
		return e->underlying;
	if (fits_int(v))
		return p->types.basic[TY_INT];
	if (v.negative || v.bits <= INT64_MAX)
		return p->types.basic[v.negative || v.bits > UINT32_MAX ? TY_LONG : TY_UINT];
	return p->types.basic[TY_ULONG];
}

/* enumerator: identifier attributes(opt), = constant-expression(opt) */
static bool parse_enumerator(struct parser *p, struct type *t, struct enumerators *es)
{
	struct enum_def *e = t->u.enumeration;
	struct attrs *attrs;
	struct decl *d;
	src_loc loc;
	struct ident *name = parse_ident(p, &loc);

	if (!name)
		return false;
	attrs = parse_attributes(p, NULL);
	struct value v = parse_value(p, es->list.n ? &es->last : NULL, loc);

	if (e->fixed && !fits(p, v, e->underlying))
		diag(p->ds, DIAG_ENUM_RANGE, loc, (long long)v.bits,
			type_name(p->arena, type_q(e->underlying)));
	range_add(&es->range, v);
	es->last = v;
	d = declare_enumerator(p, t, name, loc);
	d->attrs = attrs;
	d->type = type_q(value_type(p, e, v));
	d->u.enumerator.value = (int64_t)v.bits;
	scope_bind(&p->scopes, d);
	vec_push(p->arena, &es->list, d);
	vec_push(p->arena, &e->values, ((struct enumerator){name, (int64_t)v.bits, loc}));
	return true;
}

static void set_underlying(struct parser *p, struct enum_def *e, const struct enum_range *range)
{
	if (!e->fixed) {
		if (range->pos > 63 && range->neg)
			diag(p->ds, DIAG_ENUM_OVERFLOW, e->loc);
		e->underlying = p->types.basic[smallest(range, e->is_packed)];
	}
	e->is_complete = true;
}

/* Values that are no int get the enum's type; it is known only now. */
static void finish_enum(struct parser *p, struct type *t, struct enumerators *es)
{
	struct enum_def *e = t->u.enumeration;

	set_underlying(p, e, &es->range);
	vec_for (d, &es->list) {
		struct value v = {(uint64_t)(*d)->u.enumerator.value,
			(*d)->u.enumerator.value < 0 && e->underlying->is_signed};

		if (e->fixed)
			(*d)->type = type_q(t);
		else if (!fits_int(v))
			(*d)->type = type_q(e->underlying);
	}
}

static void apply_attrs(struct parser *p, struct enum_def *e, struct attrs *a)
{
	e->attrs = attrs_merge(p, e->attrs, a);
	e->is_packed |= a && a->packed;
}

/* { enumerator-list ,(opt) }, with '{' current */
void parse_enum_body(struct parser *p, struct type *t)
{
	struct enumerators es = {0};
	src_loc open = p->tok.loc;

	parse_next(p);
	if (parse_at(p, TOK_RBRACE))
		diag(p->ds, DIAG_ENUM_EMPTY, p->tok.loc);
	while (!parse_at(p, TOK_RBRACE) && !parse_at(p, TOK_EOF)) {
		if (!parse_enumerator(p, t, &es))
			parse_skip_to(p, TOK_COMMA, TOK_RBRACE);
		if (parse_accept(p, TOK_COMMA) || parse_at(p, TOK_RBRACE))
			continue;
		if (!parse_at(p, TOK_IDENT))
			break;
		diag(p->ds, DIAG_EXPECTED_AFTER, p->prev_end, ",", "enumerator");
		diag_fixit(p->ds, p->prev_end, 0, ",");
	}
	parse_expect_close(p, TOK_RBRACE, open);
	apply_attrs(p, t->u.enumeration, parse_attributes(p, NULL));
	finish_enum(p, t, &es);
}

static struct type *define_enum(struct parser *p, struct ident *tag, src_loc loc,
	struct attrs *before, struct type *fixed, enum spec_place place)
{
	struct type *t = sema_tag(p, TY_ENUM, false, tag, loc, true, place);

	if (t->u.enumeration->is_complete &&
		!(fixed && t->u.enumeration->fixed && !t->u.enumeration->values.n)) {
		diag(p->ds, DIAG_REDEFINITION, loc, tag->name);
		diag(p->ds, DIAG_NOTE_PREVIOUS, t->u.enumeration->loc);
		t = type_enum_new(&p->types, tag);
	}
	struct enum_def *e = t->u.enumeration;

	e->loc = loc;
	e->serial = ++p->next_serial;
	e->is_packed = p->types.short_enums;
	if (fixed) {
		e->fixed = true;
		e->underlying = fixed;
	}
	apply_attrs(p, e, before);
	vec_push(p->arena, &p->ast->tagged, t);
	struct enum_range range;

	if (parse_defer_enum(p, t, &range)) {
		apply_attrs(p, e, parse_attributes(p, NULL));
		set_underlying(p, e, &range);
		parse_deferred_enum(p, t);
	} else if (!parse_shelve_enum(p, t, place)) {
		parse_enum_body(p, t);
	}
	return t;
}

/* The type after ':', or NULL. In a record `enum e : 3` is a bit-field. */
static struct type *parse_fixed(struct parser *p, enum spec_place place)
{
	src_loc loc;
	struct qtype t;

	if (!parse_at(p, TOK_COLON) || !parse_is_type(p, parse_peek(p, 1)))
		return NULL;
	parse_next(p);
	loc = p->tok.loc;
	t = parse_type_name(p);
	if (type_is_integer(t) && type_strip(t).t->kind != TY_ENUM)
		return type_strip(t).t;
	diag(p->ds, DIAG_ENUM_TYPE, loc, type_name(p->arena, t));
	return NULL;
}

/* `enum e : type` without a body is complete. */
static void set_fixed(struct parser *p, struct type *t, struct type *fixed, src_loc loc)
{
	struct enum_def *e = t->u.enumeration;

	if (e->is_complete && e->underlying != fixed)
		diag(p->ds, DIAG_ENUM_TYPE_DIFFERS, loc, type_name(p->arena, type_q(fixed)),
			type_name(p->arena, type_q(e->underlying)));
	e->fixed = e->is_complete = true;
	e->underlying = fixed;
}

/* enum attributes(opt) identifier(opt) : type(opt) { ... }, or only the identifier */
struct qtype parse_enum(struct parser *p, enum spec_place place)
{
	struct ident *tag = NULL;
	struct attrs *before;
	struct type *fixed, *t;
	src_loc loc;

	parse_next(p);
	before = parse_attributes(p, NULL);
	loc = p->tok.loc;
	if (parse_at(p, TOK_IDENT)) {
		tag = p->tok.id;
		parse_next(p);
	}
	fixed = parse_fixed(p, place);
	if (parse_at(p, TOK_LBRACE))
		return type_q(define_enum(p, tag, loc, before, fixed, place));
	if (!tag) {
		diag(p->ds, DIAG_ANONYMOUS_TAG, loc, "enum");
		return type_q(p->types.basic[TY_ERROR]);
	}
	bool declares = parse_at(p, TOK_SEMI) && (place == SPEC_FILE || place == SPEC_BLOCK);

	t = sema_tag(p, TY_ENUM, false, tag, loc, declares, place);
	if (fixed && t->kind == TY_ENUM)
		set_fixed(p, t, fixed, loc);
	return type_q(t);
}
