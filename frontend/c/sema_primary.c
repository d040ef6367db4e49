/* SPDX-License-Identifier: BSD-2-Clause */
/* Primary expressions (C11 6.5.1): constants, strings, names. */
#include "sema.h"

/* ---- 6.4.4: constants ---- */

static bool fits(struct parser *p, const struct lit_number *n, enum type_kind kind)
{
	unsigned bits = type_bits(&p->types, type_basic(p, kind));
	bool is_signed = type_is_signed(type_basic(p, kind));

	return !(n->value & ~low_mask(bits - is_signed));
}

/* 6.4.4.1p5: the first type of the list in which the value fits. */
static struct qtype number_type(struct parser *p, const struct lit_number *n, src_loc loc)
{
	static const enum type_kind signed_kinds[] = {TY_INT, TY_LONG, TY_LLONG};

	for (unsigned rank = n->rank; rank <= LIT_LLONG; rank++) {
		enum type_kind s = signed_kinds[rank], u = s + 1;

		if (!n->is_unsigned && fits(p, n, s))
			return type_basic(p, s);
		if ((n->is_unsigned || !n->decimal) && fits(p, n, u))
			return type_basic(p, u);
	}
	diag(p->ds, DIAG_LITERAL_UNSIGNED, loc);
	return type_basic(p, TY_ULLONG);
}

struct expr *sema_number(struct parser *p, const struct token *t)
{
	struct lit_number n;
	struct expr *e;

	if (!literal_number(p->ds, t, &n))
		return expr_error(p, t->loc);
	if (n.imaginary) {
		diag(p->ds, DIAG_COMPLEX, t->loc);
		return expr_error(p, t->loc);
	}
	if (n.is_float) {
		enum type_kind kind = n.fsuffix == 'f'   ? TY_FLOAT
				      : n.fsuffix == 'l' ? TY_LDOUBLE
							 : TY_DOUBLE;

		e = expr_new(p, EX_FLOAT, type_basic(p, kind), t->loc);
		e->u.f = kind == TY_FLOAT ? (float)n.fvalue : n.fvalue;
	} else {
		e = expr_new(p, EX_INT, number_type(p, &n, t->loc), t->loc);
		e->u.value.lo = n.value;
	}
	e->range.end = tok_end(t);
	return e;
}

struct expr *sema_char(struct parser *p, const struct token *t)
{
	static const enum type_kind kinds[] = {[LIT_PLAIN] = TY_INT,
		[LIT_L] = TY_INT,
		[LIT_U8] = TY_UCHAR,
		[LIT_U16] = TY_USHORT,
		[LIT_U32] = TY_UINT};
	enum lit_prefix prefix = LIT_PLAIN;
	int64_t value = 0;
	struct expr *e;

	if (!literal_char(p->ds, t, p->opts->unsigned_char, &value, &prefix))
		return expr_error(p, t->loc);
	e = expr_int(p, (uint64_t)value, type_basic(p, kinds[prefix]), t->loc);
	e->range.end = tok_end(t);
	return e;
}

/* 6.4.5: the bytes in target order. */
static const char *string_bytes(struct parser *p, const struct lit_string *s, uint64_t size)
{
	unsigned char *out;

	if (s->width == 1 || !p->opts->big_endian)
		return s->data;
	out = arena_dup(p->arena, s->data, size);
	for (uint64_t i = 0; i < size; i += s->width) {
		for (unsigned k = 0; k < s->width / 2; k++) {
			unsigned char c = out[i + k];

			out[i + k] = out[i + s->width - 1 - k];
			out[i + s->width - 1 - k] = c;
		}
	}
	return (const char *)out;
}

struct expr *sema_string(struct parser *p, const struct lit_string *s, src_loc loc)
{
	static const enum type_kind kinds[] = {[LIT_PLAIN] = TY_CHAR,
		[LIT_L] = TY_INT,
		[LIT_U8] = TY_CHAR,
		[LIT_U16] = TY_USHORT,
		[LIT_U32] = TY_UINT};
	enum type_kind kind = s->prefix == LIT_U8 && p->c23 ? TY_UCHAR : kinds[s->prefix];
	struct type *array = type_array(&p->types, type_basic(p, kind), (uint64_t)s->n + 1);
	struct expr *e = expr_new(p, EX_STRING, type_q(array), loc);

	e->is_lvalue = true;
	e->u.string.size = ((uint64_t)s->n + 1) * s->width;
	e->u.string.char_size = s->width;
	e->u.string.bytes = string_bytes(p, s, e->u.string.size);
	e->range.end = p->prev_end;
	return e;
}

/* ---- names ---- */

static void warn_deprecated(struct parser *p, struct decl *d, src_loc loc)
{
	if (!d->attrs || !d->attrs->deprecated)
		return;
	if (d->attrs->deprecated_message)
		diag(p->ds, DIAG_DEPRECATED_TEXT, loc, d->name->name, d->attrs->deprecated_message);
	else
		diag(p->ds, DIAG_DEPRECATED, loc, d->name->name);
	diag(p->ds, DIAG_NOTE_DEPRECATED, d->loc, d->name->name);
}

static struct expr *enumerator(struct parser *p, struct decl *d, src_loc loc)
{
	struct expr *e = expr_int(p, (uint64_t)d->u.enumerator.value, d->type, loc);

	e->u.value.enumerator = d;
	e->range.end = loc + d->name->len;
	return e;
}

struct expr *sema_decl_ref(struct parser *p, struct decl *d, src_loc loc)
{
	struct decl *c = d->canonical ? d->canonical : d;
	struct expr *e;

	warn_deprecated(p, c, loc);
	c->named = d->named = true;
	c->uses++;
	if (!p->unevaluated)
		c->referenced = d->referenced = true;
	if (c->kind == DECL_ENUMERATOR)
		return enumerator(p, c, loc);
	if (c->kind == DECL_TYPEDEF) {
		diag(p->ds, DIAG_UNEXPECTED_TYPE, loc, c->name->name);
		return expr_error(p, loc);
	}
	if (type_strip(c->type).t->kind == TY_ERROR)
		return expr_error(p, loc);
	e = expr_new(p, EX_DECL, d->type, loc);
	e->u.decl = c;
	if (type_is_array(c->type) || type_is_func(c->type)) /* may be more complete there */
		e->type = c->type;
	e->is_lvalue = !type_is_func(c->type);
	if (d->name)
		e->range.end = loc + d->name->len;
	return e;
}

static struct expr *undeclared(struct parser *p, struct ident *id, src_loc loc)
{
	parse_all_names(p);
	struct ident *other = suggest_name(p, id, SUGGEST_VALUE);

	if (!other) {
		diag(p->ds, DIAG_UNDECLARED, loc, id->name);
		return expr_error(p, loc);
	}
	diag(p->ds, DIAG_UNDECLARED_SUGGEST, loc, id->name, other->name);
	diag_fixit(p->ds, loc, id->len, other->name);
	struct decl *d = scope_find(other);

	if (d)
		diag(p->ds, DIAG_NOTE_DECLARED_HERE, d->loc, other->name);
	return expr_error(p, loc);
}

struct expr *sema_name(struct parser *p, struct ident *id, src_loc loc, bool called)
{
	struct decl *d = sema_find(p, id);
	const struct builtin_row *row;

	if (!d && !called && parse_shelved_enums(p))
		d = sema_find(p, id);
	if (d)
		return sema_decl_ref(p, d, loc);
	row = builtin_find(id->name);
	if (row && id->name[0] == '_') {
		diag(p->ds, DIAG_BUILTIN_NOT_CALLED, loc);
		return expr_error(p, loc);
	}
	if (called && !strncmp(id->name, "__builtin_", 10)) {
		diag(p->ds, DIAG_BUILTIN_UNKNOWN, loc, id->name);
		return expr_error(p, loc);
	}
	if (row && called && !parse_is_c89(p)) {
		diag(p->ds, DIAG_UNDECLARED_LIBRARY, loc, id->name);
		diag(p->ds, DIAG_NOTE_INCLUDE_STRING, loc, id->name);
		return expr_error(p, loc);
	}
	if (!called)
		return undeclared(p, id, loc);
	d = sema_implicit_function(p, id, loc);
	return d ? sema_decl_ref(p, d, loc) : expr_error(p, loc);
}
