/* SPDX-License-Identifier: BSD-2-Clause */
/* Making the nodes of expressions: range, height, and small questions about them. */
#include "sema.h"

struct expr *expr_new(struct parser *p, enum expr_kind kind, struct qtype type, src_loc loc)
{
	struct expr *e = arena_new(parse_nodes(p), struct expr);

	e->kind = (uint8_t)kind;
	e->type = type;
	e->loc = loc;
	e->range = (struct src_range){loc, loc};
	return e;
}

struct expr *expr_error(struct parser *p, src_loc loc)
{
	return expr_new(p, EX_ERROR, type_basic(p, TY_ERROR), loc);
}

struct expr *expr_int(struct parser *p, uint64_t value, struct qtype type, src_loc loc)
{
	struct expr *e = expr_new(p, EX_INT, type, loc);
	bool negative = type_is_signed(type) && (int64_t)value < 0;

	e->u.value.lo = value;
	e->u.value.hi = negative ? ~0ull : 0;
	return e;
}

void expr_above(struct parser *p, struct expr *e, const struct expr *below)
{
	unsigned h = below ? below->height + 1u : 1u;

	if (h > EXPR_MAX_HEIGHT) {
		if (!p->stopped)
			diag(p->ds, DIAG_EXPR_TOO_DEEP, e->loc, EXPR_MAX_HEIGHT);
		p->stopped = true;
		h = EXPR_MAX_HEIGHT;
	}
	if (h > e->height)
		e->height = (uint16_t)h;
	if (e->height > p->height)
		p->height = e->height;
}

static void cover(struct expr *e, const struct expr *part)
{
	if (part && part->range.begin && part->range.begin < e->range.begin)
		e->range.begin = part->range.begin;
	if (part && part->range.end > e->range.end)
		e->range.end = part->range.end;
}

struct expr *expr_unary(
	struct parser *p, enum expr_kind kind, struct expr *a, struct qtype type, src_loc loc)
{
	struct expr *e = expr_new(p, kind, type, loc);

	e->u.a = a;
	cover(e, a);
	expr_above(p, e, a);
	return e;
}

struct expr *expr_binary(struct parser *p, enum expr_kind kind, enum expr_op op, struct expr *l,
	struct expr *r, struct qtype type, src_loc loc)
{
	struct expr *e = expr_new(p, kind, type, loc);

	e->op = (uint8_t)op;
	e->u.b.l = l;
	e->u.b.r = r;
	e->range = (struct src_range){l->range.begin, r->range.end};
	e->height = l->height;
	if (kind == EX_ASSIGN || kind == EX_COMPOUND_ASSIGN)
		expr_above(p, e, l);
	expr_above(p, e, r);
	return e;
}

struct expr *expr_call(struct parser *p, enum expr_kind kind, struct expr *fn, struct expr **args,
	uint32_t n, struct qtype type, src_loc loc)
{
	struct expr *e = expr_new(p, kind, type, loc);

	e->u.call.fn = fn;
	e->u.call.args = args;
	e->u.call.n = n;
	if (fn) {
		cover(e, fn);
		expr_above(p, e, fn);
	}
	for (uint32_t i = 0; i < n; i++)
		expr_above(p, e, args[i]);
	return e;
}

struct expr *expr_cast(struct parser *p, struct expr *e, struct qtype to, enum cast_kind kind)
{
	struct expr *c = expr_unary(p, EX_CAST, e, to, e->loc);

	c->range = e->range;
	c->u.cast.a = e;
	c->u.cast.kind = (uint8_t)kind;
	c->implicit = true;
	return c;
}

const struct expr *expr_bare(const struct expr *e)
{
	while (e->kind == EX_CAST && e->implicit)
		e = e->u.cast.a;
	return e;
}

/* The object that an lvalue's next step down is in, or NULL. */
static const struct expr *step_down(const struct expr *e)
{
	switch (e->kind) {
	case EX_MEMBER: return e->u.member.base;
	case EX_PRESERVE: return e->u.a;
	case EX_CAST: return e->u.cast.kind == CAST_NONE ? e->u.cast.a : NULL;
	case EX_DEREF: break;
	default: return NULL;
	}
	/* a[i] of an array is *(decayed a + i) */
	const struct expr *ptr = e->u.a;

	while (ptr->kind == EX_BINARY)
		ptr = ptr->u.b.l;
	return ptr->kind == EX_CAST && ptr->u.cast.kind == CAST_ARRAY ? ptr->u.cast.a : NULL;
}

struct decl *expr_root(const struct expr *e)
{
	while (e && e->kind != EX_DECL && e->kind != EX_COMPOUND)
		e = step_down(e);
	return e ? e->u.decl : NULL;
}

const struct field *expr_bitfield(const struct expr *e)
{
	for (;;) {
		if (e->kind == EX_MEMBER)
			return e->u.member.field->is_bitfield ? e->u.member.field : NULL;
		if (e->kind == EX_CAST && e->implicit && e->u.cast.kind == CAST_LVALUE)
			e = e->u.cast.a;
		else if (e->kind == EX_ASSIGN)
			e = e->u.b.l;
		else if (e->kind == EX_COMPOUND_ASSIGN)
			e = e->u.assign.l;
		else if (e->kind == EX_INCDEC)
			e = e->u.a;
		else if (e->kind == EX_COMMA)
			e = e->u.b.r;
		else
			return NULL;
	}
}

void sema_range(struct parser *p, const struct expr *e)
{
	diag_range(p->ds, e->range.begin, e->range.end);
}
