/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evaluation of constant expressions. eval() walks down a left spine collecting its nodes,
 * evaluates the leaf, and comes back up with apply(); right operands and leaves recurse, which
 * expr.height bounds. eval_place() gives the address of an lvalue.
 */
#include <math.h>

#include "const_arith.h"
#include "sema.h"

struct ev {
	struct parser *p;
	bool needed; /* a constant is wanted: __builtin_constant_p says no rather than nothing */
	bool folded; /* something the standard does not have in an integer constant expression */
	uint32_t steps;
	uint32_t depth; /* of constants defined by other constants */
};

enum { MAX_CONST_CHAIN = 64 };

static bool eval(struct ev *ev, struct expr *e, struct const_value *v);
static bool eval_place(struct ev *ev, struct expr *e, struct const_value *v);

void const_wrap(struct parser *p, struct const_value *v, struct qtype type)
{
	unsigned bits = type_bits(&p->types, type);
	u128 x = const_bits(v);

	if (bits && bits < 128) {
		x <<= 128 - bits;
		x = type_is_signed(type) ? (u128)((s128)x >> (128 - bits)) : x >> (128 - bits);
	}
	const_set(v, x);
}

static void set_int(struct const_value *v, uint64_t x)
{
	const_set(v, x);
}

static void add_offset(struct const_value *v, uint64_t bytes)
{
	if (v->kind == CV_ADDR)
		v->offset = (int64_t)((uint64_t)v->offset + bytes);
	else
		set_int(v, v->lo + bytes);
}

/* Is the value zero? Of an address: no, unless a weak symbol may be missing. False: not known. */
static bool truth(const struct const_value *v, bool *out)
{
	if (v->kind == CV_INT)
		*out = const_bits(v) != 0;
	else if (v->kind == CV_FLOAT)
		*out = v->f != 0;
	else if (v->base->kind == EX_DECL && v->base->u.decl->canonical &&
		 v->base->u.decl->canonical->attrs && v->base->u.decl->canonical->attrs->weak)
		return false;
	else
		*out = true;
	return true;
}

static bool eval_truth(struct ev *ev, struct expr *e, bool *out)
{
	struct const_value v;

	return eval(ev, e, &v) && truth(&v, out);
}

/* ---- reading constant objects ---- */

static bool read_string(const struct ev *ev, const struct expr *s, int64_t offset, uint64_t size,
	struct const_value *v)
{
	uint64_t x = 0;

	if (offset < 0 || size > 8 || (uint64_t)offset + size > s->u.string.size)
		return false;
	for (uint64_t i = 0; i < size; i++)
		x |= (uint64_t)(unsigned char)s->u.string.bytes[(uint64_t)offset + i]
		     << 8 * (ev->p->opts->big_endian ? size - 1 - i : i);
	set_int(v, x);
	return true;
}

static bool read_init(struct ev *ev, struct init *init, struct const_value *v)
{
	if (!init->items.n) {
		set_int(v, 0);
		return init->zero_rest;
	}
	return init->items.n == 1 && eval(ev, init->items.p[0].value, v);
}

/* A scalar constant's value may be read; GNU C's folding, not the standard's. */
static bool read_decl(struct ev *ev, struct decl *d, struct const_value *v)
{
	d = d->canonical ? d->canonical : d;
	struct qtype q = type_strip(d->type);

	if (d->kind != DECL_VAR || !(q.quals & QUAL_CONST) || (q.quals & QUAL_VOLATILE) ||
		!d->u.var.init || (d->attrs && (d->attrs->weak || d->attrs->section)) ||
		ev->depth >= MAX_CONST_CHAIN)
		return false;
	ev->depth++;
	bool ok = read_init(ev, d->u.var.init, v);

	ev->depth--;
	return ok;
}

static bool read_place(struct ev *ev, struct expr *place, struct const_value *v)
{
	const struct decl *root = place->kind == EX_DECL ? place->u.decl : NULL;
	struct qtype type = type_strip(place->type);
	struct const_value at = {0};

	if (expr_bitfield(place) || (type.quals & QUAL_VOLATILE) || !type_is_scalar(type))
		return false;
	ev->folded = true;
	if (root) /* also of a local constant, whose address is none */
		return read_decl(ev, place->u.decl, v);
	if (!eval_place(ev, place, &at) || at.kind != CV_ADDR || at.base->kind != EX_STRING ||
		!read_string(ev, at.base, at.offset, type_size(&ev->p->types, type), v))
		return false;
	if (v->kind == CV_INT && type_is_integer(type))
		const_wrap(ev->p, v, type);
	return true;
}

/* ---- places ---- */

static bool symbol_place(struct expr *e, struct const_value *v)
{
	const struct decl *d = e->u.decl;

	v->kind = CV_ADDR;
	v->base = e;
	v->offset = 0;
	return d->kind == DECL_FUNC || (d->kind == DECL_VAR && d->is_global);
}

/* The address of an lvalue or function: absolute (CV_INT) or symbolic. */
static bool eval_place(struct ev *ev, struct expr *e, struct const_value *v)
{
	switch (e->kind) {
	case EX_STRING:
		v->kind = CV_ADDR;
		v->base = e;
		v->offset = 0;
		return true;
	case EX_DECL:
	case EX_COMPOUND: return symbol_place(e, v);
	case EX_DEREF: return eval(ev, e->u.a, v);
	case EX_MEMBER:
		if (!eval_place(ev, e->u.member.base, v) || e->u.member.field->is_bitfield)
			return false;
		add_offset(v, e->u.member.field->bit_offset / 8);
		return true;
	case EX_COND: {
		bool c;

		if (!eval_truth(ev, e->u.cond.c, &c) || !e->u.cond.t)
			return false;
		return eval_place(ev, c ? e->u.cond.t : e->u.cond.f, v);
	}
	default: return false;
	}
}

/* ---- operators ---- */

static bool addresses_compare(enum expr_op op, const struct const_value *l,
	const struct const_value *r, struct const_value *v)
{
	bool same = l->kind == CV_ADDR && r->kind == CV_ADDR &&
		    (l->base == r->base ||
			    (l->base->kind == EX_DECL && r->base->kind == EX_DECL &&
				    l->base->u.decl->canonical == r->base->u.decl->canonical));
	bool nonzero;

	if (same) {
		u128 x;

		const_int_op(op, (u128)(s128)l->offset, (u128)(s128)r->offset, 64, true, &x);
		const_set(v, x);
		return true;
	}
	if (op != OPR_EQ && op != OPR_NE)
		return false;
	/* an address against null; two objects differ */
	if (l->kind == CV_INT       ? const_bits(l) != 0 || !truth(r, &nonzero)
		: r->kind == CV_INT ? const_bits(r) != 0 || !truth(l, &nonzero)
				    : l->base->kind == EX_STRING || r->base->kind == EX_STRING ||
					      l->offset || r->offset)
		return false;
	set_int(v, op == OPR_NE);
	return true;
}

static bool address_difference(const struct const_value *l, const struct const_value *r,
	uint64_t scale, struct const_value *v)
{
	int64_t d;

	if (l->kind != r->kind || !scale)
		return false;
	if (l->kind == CV_ADDR) {
		if (l->base != r->base &&
			(l->base->kind != EX_DECL || r->base->kind != EX_DECL ||
				l->base->u.decl->canonical != r->base->u.decl->canonical))
			return false;
		d = (int64_t)((uint64_t)l->offset - (uint64_t)r->offset);
	} else {
		d = (int64_t)(l->lo - r->lo);
	}
	const_set(v, (u128)(s128)(d / (int64_t)scale));
	return true;
}

/* l op r where an operand is a pointer, or an integer made from an address. */
static bool address_op(struct ev *ev, const struct expr *e, const struct const_value *l,
	const struct const_value *r, struct const_value *v)
{
	struct qtype lt = e->u.b.l->type;
	uint64_t scale = 1;

	if (e->op >= OPR_EQ && e->op <= OPR_GE)
		return addresses_compare(e->op, l, r, v);
	if (type_is_pointer(lt))
		scale = type_size(&ev->p->types, type_pointee(lt));
	if (e->op == OPR_SUB && (type_is_pointer(e->u.b.r->type) || r->kind == CV_ADDR))
		return address_difference(l, r, scale, v);
	if (e->op == OPR_ADD && r->kind == CV_ADDR && !type_is_pointer(lt)) {
		*v = *r;
		add_offset(v, l->lo);
		return l->kind == CV_INT;
	}
	if ((e->op != OPR_ADD && e->op != OPR_SUB) || r->kind != CV_INT)
		return false;
	*v = *l;
	add_offset(v, e->op == OPR_ADD ? r->lo * scale : -(r->lo * scale));
	return true;
}

static bool apply_binary(
	struct ev *ev, const struct expr *e, const struct const_value *l, struct const_value *v)
{
	struct qtype type = e->u.b.l->type; /* of the operands; a shift's result has its left's */
	struct const_value r;
	u128 x = 0;

	if (!eval(ev, e->u.b.r, &r))
		return false;
	if (l->kind == CV_FLOAT || r.kind == CV_FLOAT) {
		if (l->kind != r.kind || !const_float_op(e->op, l->f, r.f, v))
			return false;
		if (type_strip(e->type).t->kind == TY_FLOAT)
			v->f = (float)v->f;
		return true;
	}
	if (l->kind == CV_ADDR || r.kind == CV_ADDR || type_is_pointer(type) ||
		type_is_pointer(e->u.b.r->type)) {
		ev->folded = true;
		return address_op(ev, e, l, &r, v);
	}
	if (const_int_op(e->op, const_bits(l), const_bits(&r), type_bits(&ev->p->types, type),
		    type_is_signed(type), &x) == ARITH_UNDEFINED)
		return false;
	const_set(v, x);
	const_wrap(ev->p, v, e->type);
	return true;
}

static bool apply_logical(
	struct ev *ev, const struct expr *e, const struct const_value *l, struct const_value *v)
{
	bool b;

	if (!truth(l, &b))
		return false;
	if (b == (e->op == OPR_LAND) && !eval_truth(ev, e->u.b.r, &b))
		return false;
	set_int(v, b);
	return true;
}

/* Truncated towards zero; what the type cannot hold becomes its nearest value, as with clang. */
static void float_to_int(double f, unsigned bits, bool is_signed, struct const_value *v)
{
	double limit = ldexp(1, (int)(bits - is_signed));
	u128 max = bits - is_signed == 128 ? ~(u128)0 : ((u128)1 << (bits - is_signed)) - 1;

	if (f != f)
		const_set(v, 0);
	else if (f >= limit)
		const_set(v, max);
	else if (f <= (is_signed ? -limit : 0))
		const_set(v, is_signed ? ~max : 0);
	else
		const_set(v, f < 0 ? (u128)(s128)f : (u128)f);
}

static void to_float(struct const_value *v, bool is_signed)
{
	v->f = is_signed ? (double)(s128)const_bits(v) : (double)const_bits(v);
	v->kind = CV_FLOAT;
}

static bool cast_float(struct ev *ev, const struct expr *e, struct const_value *v)
{
	struct qtype from = e->u.cast.a->type;

	if (e->u.cast.a->kind != EX_FLOAT)
		ev->folded = true;
	if (v->kind == CV_INT)
		to_float(v, type_is_signed(from));
	if (v->kind != CV_FLOAT)
		return false;
	if (type_is_float(e->type)) {
		if (type_strip(e->type).t->kind == TY_FLOAT)
			v->f = (float)v->f;
		return true;
	}
	if (type_strip(e->type).t->kind == TY_BOOL) {
		set_int(v, v->f != 0);
		return true;
	}
	float_to_int(v->f, type_bits(&ev->p->types, e->type), type_is_signed(e->type), v);
	const_wrap(ev->p, v, e->type);
	return true;
}

/* v: the operand's value, becomes the result. */
static bool apply_cast(struct ev *ev, const struct expr *e, struct const_value *v)
{
	bool b;

	switch (e->u.cast.kind) {
	case CAST_NONE: return true;
	case CAST_FLOAT: return cast_float(ev, e, v);
	case CAST_BOOL:
		if (!truth(v, &b))
			return false;
		set_int(v, b);
		return true;
	case CAST_INT_PTR:
	case CAST_PTR_INT: ev->folded = true; /* fall through */
	case CAST_INT:
		if (v->kind == CV_ADDR)
			return type_size(&ev->p->types, e->type) == 8;
		if (type_is_integer(e->type))
			const_wrap(ev->p, v, e->type);
		else
			set_int(v, v->lo);
		return v->kind == CV_INT;
	default: return false;
	}
}

static bool apply_unary(struct ev *ev, const struct expr *e, struct const_value *v)
{
	bool b;

	if (e->op == OPR_LNOT) {
		if (!truth(v, &b))
			return false;
		set_int(v, !b);
		return true;
	}
	if (v->kind == CV_FLOAT) {
		v->f = e->op == OPR_NEG ? -v->f : v->f;
		return e->op != OPR_NOT;
	}
	if (v->kind != CV_INT)
		return false;
	u128 x = const_bits(v);

	const_set(v, e->op == OPR_NEG ? -x : e->op == OPR_NOT ? ~x : x);
	const_wrap(ev->p, v, e->type);
	return true;
}

/* ---- builtins ---- */

static bool eval_constant_p(struct ev *ev, struct expr *e, struct const_value *v)
{
	struct expr *a = e->u.call.args[0];
	struct ev inner = {
		.p = ev->p, .needed = ev->needed, .depth = ev->depth, .steps = ev->steps};
	bool yes = eval(&inner, a, v) &&
		   (v->kind != CV_ADDR || (v->base->kind == EX_STRING && !v->offset));

	ev->steps = inner.steps;
	set_int(v, yes);
	return yes || ev->needed;
}

/* The bytes from a constant address to the NUL, or to the end of the literal. */
static const char *const_chars(struct ev *ev, struct expr *e, uint64_t *size)
{
	struct const_value v;

	if (!eval(ev, e, &v) || v.kind != CV_ADDR || v.base->kind != EX_STRING ||
		v.base->u.string.char_size != 1 || v.offset < 0 ||
		(uint64_t)v.offset >= v.base->u.string.size)
		return NULL;
	*size = v.base->u.string.size - (uint64_t)v.offset;
	return v.base->u.string.bytes + v.offset;
}

static bool eval_string_builtin(struct ev *ev, struct expr *e, struct const_value *v)
{
	uint64_t n0, n1, limit = UINT64_MAX;
	struct expr **args = e->u.call.args;
	const char *s0 = const_chars(ev, args[0], &n0), *s1;
	struct const_value n;

	if (!s0)
		return false;
	if (e->u.call.builtin == BI_STRLEN) {
		set_int(v, strnlen(s0, n0));
		return true;
	}
	s1 = const_chars(ev, args[1], &n1);
	if (!s1)
		return false;
	if (e->u.call.builtin != BI_STRCMP) {
		if (!eval(ev, args[2], &n) || n.kind != CV_INT)
			return false;
		limit = n.lo;
	}
	limit = min_u64(limit, min_u64(n0, n1));
	int c = e->u.call.builtin == BI_MEMCMP ? memcmp(s0, s1, limit) : strncmp(s0, s1, limit);

	const_set(v, (u128)(s128)((c > 0) - (c < 0)));
	return true;
}

static bool eval_builtin(struct ev *ev, struct expr *e, struct const_value *v)
{
	struct expr **args = e->u.call.args;
	uint32_t n = e->u.call.n;
	struct const_value b = {0};
	uint64_t out;

	if (!(builtin_row(e->u.call.builtin)->flags & BF_FOLD) || !n)
		return false;
	switch (e->u.call.builtin) {
	case BI_CONSTANT_P: return eval_constant_p(ev, e, v);
	case BI_EXPECT:
	case BI_EXPECT_WITH_PROBABILITY:
	case BI_UNPREDICTABLE: return eval(ev, args[0], v);
	case BI_STRLEN:
	case BI_STRCMP:
	case BI_STRNCMP:
	case BI_MEMCMP: ev->folded = true; return eval_string_builtin(ev, e, v);
	default: break;
	}
	if (!eval(ev, args[0], v) || v->kind != CV_INT || (n > 1 && !eval(ev, args[1], &b)))
		return false;
	if (e->u.call.builtin == BI_ATOMIC_LOCK_FREE) {
		set_int(v, is_pow2(v->lo) && v->lo <= 8);
		return true;
	}
	if (!const_bit_builtin(
		    e->u.call.builtin, v->lo, b.lo, type_bits(&ev->p->types, args[0]->type), &out))
		return false;
	set_int(v, out);
	const_wrap(ev->p, v, e->type);
	return true;
}

/* ---- the walk ---- */

/* c ?: f */
static bool eval_elvis(struct ev *ev, struct expr *e, struct const_value *v)
{
	bool c;

	if (!eval(ev, e->u.cond.c, v) || !truth(v, &c))
		return false;
	if (!c)
		return eval(ev, e->u.cond.f, v);
	if (v->kind == CV_INT && type_is_integer(e->type))
		const_wrap(ev->p, v, e->type);
	if (v->kind == CV_INT && type_is_float(e->type))
		to_float(v, type_is_signed(e->u.cond.c->type));
	return true;
}

static bool eval_cond(struct ev *ev, struct expr *e, struct const_value *v)
{
	for (;;) { /* the chain of last operands */
		bool c;

		if (!e->u.cond.t)
			return eval_elvis(ev, e, v);
		if (!eval_truth(ev, e->u.cond.c, &c))
			return false;
		struct expr *arm = c ? e->u.cond.t : e->u.cond.f;

		if (arm->kind != EX_COND)
			return eval(ev, arm, v);
		e = arm;
	}
}

static bool eval_leaf(struct ev *ev, struct expr *e, struct const_value *v)
{
	switch (e->kind) {
	case EX_INT:
		v->kind = CV_INT;
		v->lo = e->u.value.lo;
		v->hi = e->u.value.hi;
		return true;
	case EX_FLOAT:
		v->kind = CV_FLOAT;
		v->f = e->u.f;
		return true;
	case EX_CAST: /* what the spine leaves: reading, decay */
		if (e->u.cast.kind == CAST_LVALUE)
			return read_place(ev, e->u.cast.a, v);
		return eval_place(ev, e->u.cast.a, v);
	case EX_UNARY: return eval(ev, e->u.a, v) && apply_unary(ev, e, v);
	case EX_ADDR: ev->folded = true; return eval_place(ev, e->u.a, v);
	case EX_COND: return eval_cond(ev, e, v);
	case EX_BUILTIN: return eval_builtin(ev, e, v);
	default: return false;
	}
}

static struct expr *spine_child(struct expr *e)
{
	switch (e->kind) {
	case EX_BINARY:
	case EX_LOGICAL:
	case EX_COMMA: return e->u.b.l;
	case EX_CAST:
		switch (e->u.cast.kind) {
		case CAST_LVALUE:
		case CAST_ARRAY:
		case CAST_FUNC:
		case CAST_VOID:
		case CAST_UNION: return NULL;
		default: return e->u.cast.a;
		}
	default: return NULL;
	}
}

static bool apply(struct ev *ev, struct expr *e, struct const_value *v)
{
	struct const_value l = *v;

	switch (e->kind) {
	case EX_BINARY: return apply_binary(ev, e, &l, v);
	case EX_LOGICAL: return apply_logical(ev, e, &l, v);
	case EX_COMMA: ev->folded = true; return eval(ev, e->u.b.r, v);
	default: return apply_cast(ev, e, v);
	}
}

static bool eval(struct ev *ev, struct expr *e, struct const_value *v)
{
	enum { FEW = 16 };
	struct expr *few[FEW], **spine = few, *leaf = e, *child;
	uint32_t n = 0;

	while ((child = spine_child(leaf))) {
		n++;
		leaf = child;
	}
	ev->steps += n + 1;
	if (ev->steps > CONST_MAX_STEPS || expr_is_error(leaf))
		return false;
	*v = (struct const_value){0};
	if (!eval_leaf(ev, leaf, v))
		return false;
	if (n > FEW)
		spine = arena_array(ev->p->arena, struct expr *, n);
	leaf = e;
	for (uint32_t i = n; i-- > 0; leaf = spine_child(leaf))
		spine[i] = leaf;
	for (uint32_t i = 0; i < n; i++)
		if (!apply(ev, spine[i], v))
			return false;
	return true;
}

bool const_eval(struct parser *p, struct expr *e, bool needed, struct const_value *out)
{
	struct ev ev = {.p = p, .needed = needed};
	bool ok = eval(&ev, e, out);

	out->folded = ev.folded;
	return ok;
}

bool const_int(struct parser *p, struct expr *e, uint64_t *out)
{
	struct const_value v;

	if (!const_eval(p, e, false, &v) || v.kind != CV_INT)
		return false;
	*out = v.lo;
	return true;
}

bool const_is_false(struct parser *p, struct expr *e)
{
	struct const_value v;
	bool b;

	return const_eval(p, e, false, &v) && truth(&v, &b) && !b;
}

bool const_is_true(struct parser *p, struct expr *e)
{
	struct const_value v;
	bool b;

	return const_eval(p, e, false, &v) && truth(&v, &b) && b;
}

const char *const_text(struct arena *a, const struct const_value *v, bool is_signed)
{
	char buf[64], *s = buf + sizeof(buf);
	u128 x = const_bits(v);
	bool negative = is_signed && (s128)x < 0;

	*--s = 0;
	x = negative ? -x : x;
	do
		*--s = (char)('0' + (int)(x % 10));
	while (x /= 10);
	if (negative)
		*--s = '-';
	return arena_strdup(a, s);
}
