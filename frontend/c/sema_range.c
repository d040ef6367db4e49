/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What values an integer expression can have, as far as its form shows: so that warnings about
 * signs and sizes stay quiet where nothing can go wrong. Looks at most MAX_LOOK levels down.
 */
#include "sema.h"

enum { MAX_LOOK = 12 };

static struct int_range range_of(struct parser *p, struct expr *e, int look);

static struct int_range of_type(struct parser *p, const struct expr *e)
{
	const struct field *f = e->is_lvalue ? expr_bitfield(e) : NULL;
	bool is_bool = type_strip(e->type).t->kind == TY_BOOL;
	unsigned bits = f ? f->bit_width : is_bool ? 1 : type_bits(&p->types, e->type);

	return (struct int_range){bits, !type_is_signed(e->type)};
}

static struct int_range of_constant(const struct expr *e)
{
	uint64_t x = e->u.value.lo;
	bool negative = e->u.value.hi >> 63;

	if (negative)
		return (struct int_range){~x ? log2_floor(~x) + 2 : 1, false};
	return (struct int_range){e->u.value.hi ? 128 : x ? log2_floor(x) + 1 : 0, true};
}

static unsigned max_width(struct int_range a, struct int_range b)
{
	unsigned aw = a.width + (a.nonnegative && !b.nonnegative);
	unsigned bw = b.width + (b.nonnegative && !a.nonnegative);

	return aw > bw ? aw : bw;
}

static struct int_range join(struct int_range a, struct int_range b)
{
	return (struct int_range){max_width(a, b), a.nonnegative && b.nonnegative};
}

static struct int_range of_shift_right(struct int_range l, const struct expr *count)
{
	if (count->kind == EX_INT && count->u.value.lo < 128)
		l.width = l.width > count->u.value.lo ? l.width - (unsigned)count->u.value.lo
						      : !l.nonnegative;
	return l;
}

static struct int_range of_binary(struct parser *p, const struct expr *e, int look)
{
	struct int_range all = of_type(p, e), l, r;

	if (e->op >= OPR_EQ)
		return (struct int_range){1, true};
	l = range_of(p, e->u.b.l, look);
	if (e->op == OPR_SHR)
		return of_shift_right(l, e->u.b.r);
	r = range_of(p, e->u.b.r, look);
	switch (e->op) {
	case OPR_AND:
		if (l.nonnegative && (!r.nonnegative || l.width < r.width))
			return l;
		return r.nonnegative ? r : join(l, r);
	case OPR_OR:
	case OPR_XOR: return join(l, r);
	case OPR_DIV: return l.nonnegative && r.nonnegative ? l : all;
	case OPR_MOD: return l.nonnegative ? (r.nonnegative && r.width < l.width ? r : l) : all;
	default: return all;
	}
}

static struct int_range of_cast(struct parser *p, const struct expr *e, int look)
{
	struct int_range all = of_type(p, e), in;

	if (!type_is_integer(e->u.cast.a->type) || e->u.cast.kind == CAST_BOOL)
		return all;
	in = range_of(p, e->u.cast.a, look);
	if (e->u.cast.kind == CAST_LVALUE)
		return in;
	if (in.width + (in.nonnegative && !all.nonnegative) > all.width)
		return all;
	return in.nonnegative || !all.nonnegative ? in : all;
}

static struct int_range range_of(struct parser *p, struct expr *e, int look)
{
	if (!type_is_integer(e->type) || look > MAX_LOOK)
		return of_type(p, e);
	look++;
	switch (e->kind) {
	case EX_INT: return of_constant(e);
	case EX_BINARY: return of_binary(p, e, look);
	case EX_CAST: return of_cast(p, e, look);
	case EX_LOGICAL: return (struct int_range){1, true};
	case EX_COMMA: return range_of(p, e->u.b.r, look);
	case EX_UNARY: return e->op == OPR_LNOT ? (struct int_range){1, true} : of_type(p, e);
	case EX_COND:
		if (!e->u.cond.t)
			return of_type(p, e);
		return join(range_of(p, e->u.cond.t, look), range_of(p, e->u.cond.f, look));
	default: return of_type(p, e);
	}
}

struct int_range sema_int_range(struct parser *p, struct expr *e)
{
	return range_of(p, e, 0);
}
