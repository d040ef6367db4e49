/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of builtins: arguments by the signature of builtins.def, then the row's own check. To add a
 * builtin that a signature describes, a row is enough; a check is one function and one line of the
 * switch in special(). Atomics are in sema_atomic.c.
 */
#include "sema_builtin.h"

/* ---- signatures ---- */

static struct qtype letter_type(struct parser *p, char c, bool is_unsigned)
{
	struct qtype constant = type_basic(p, c == 'P' ? TY_VOID : TY_CHAR);

	switch (c) {
	case 'v': return type_basic(p, TY_VOID);
	case 'b': return type_basic(p, TY_BOOL);
	case 'c': return type_basic(p, is_unsigned ? TY_UCHAR : TY_CHAR);
	case 's': return type_basic(p, is_unsigned ? TY_USHORT : TY_SHORT);
	case 'i': return type_basic(p, is_unsigned ? TY_UINT : TY_INT);
	case 'l': return type_basic(p, is_unsigned ? TY_ULONG : TY_LONG);
	case 'L': return type_basic(p, is_unsigned ? TY_ULLONG : TY_LLONG);
	case 'd': return type_basic(p, TY_DOUBLE);
	case 'z': return type_basic(p, TY_ULONG);
	case 'p': return type_q(type_pointer(&p->types, type_basic(p, TY_VOID)));
	case 'C': return type_q(type_pointer(&p->types, type_basic(p, TY_CHAR)));
	case 'P':
	case 'S': constant.quals = QUAL_CONST; return type_q(type_pointer(&p->types, constant));
	default: ICE("builtins.def: letter '%c'", c);
	}
}

/* The type at *s, which moves behind it. */
static struct qtype signature_type(struct parser *p, const char **s)
{
	bool is_unsigned = **s == 'U';
	struct qtype q;

	*s += is_unsigned;
	q = letter_type(p, *(*s)++, is_unsigned);
	while (**s == '*') {
		q = type_q(type_pointer(&p->types, q));
		++*s;
	}
	return q;
}

static uint32_t signature_count(const char *s, bool *variadic)
{
	uint32_t n = 0;

	*variadic = false;
	for (s = strchr(s, '(') + 1; *s != ')'; s++) {
		if (*s == '.')
			*variadic = true;
		else if (*s != 'U' && *s != '*')
			n++;
	}
	return n;
}

/* ---- names ---- */

/* The declared function is the library's: its type is what the row says. */
static bool matches(struct parser *p, const struct builtin_row *row, const struct decl *d)
{
	const struct type *f = type_strip(d->type).t;
	const char *s = row->signature;
	bool variadic;
	struct qtype ret;

	if (f->kind != TY_FUNC)
		return false;
	ret = signature_type(p, &s);
	if (f->u.func.no_proto)
		return type_compatible(&p->types, ret, f->u.func.ret, false);
	if (f->u.func.n != signature_count(row->signature, &variadic) ||
		f->u.func.variadic != variadic ||
		!type_compatible(&p->types, ret, f->u.func.ret, false))
		return false;
	s++;
	for (uint32_t i = 0; i < f->u.func.n; i++)
		if (!type_compatible(
			    &p->types, signature_type(p, &s), f->u.func.params[i].type, false))
			return false;
	return true;
}

const struct builtin_row *sema_builtin_named(struct parser *p, struct ident *id, struct decl *d)
{
	const struct builtin_row *row;

	if (d &&
		(d->kind != DECL_FUNC || d->is_static || (d->canonical && d->canonical->is_static)))
		return NULL;
	row = builtin_find(id->name);
	if (!row)
		return NULL;
	if (!d)
		return id->name[0] == '_' ? row : NULL;
	return row->signature && matches(p, row, d) ? row : NULL;
}

/* ---- the parts of a call ---- */

bool builtin_count(struct builtin_call *c, uint32_t want)
{
	struct parser *p = c->p;

	if (c->n == want)
		return true;
	if (c->n < want)
		diag(p->ds, DIAG_TOO_FEW_ARGS, c->close, want, c->n);
	else
		diag(p->ds, DIAG_TOO_MANY_ARGS, c->args[want]->loc, want, c->n);
	return false;
}

bool builtin_values(struct builtin_call *c, uint32_t from)
{
	bool ok = true;

	for (uint32_t i = from; i < c->n; i++) {
		c->args[i] = sema_rvalue(c->p, c->args[i]);
		ok &= !expr_is_error(c->args[i]);
	}
	return ok;
}

struct expr *builtin_node(
	struct builtin_call *c, enum builtin id, struct expr **args, uint32_t n, struct qtype type)
{
	struct expr *e = expr_call(c->p, EX_BUILTIN, NULL, args, n, type, c->loc);

	e->u.call.builtin = (uint16_t)id;
	e->range = (struct src_range){c->loc, c->close + 1};
	return e;
}

bool builtin_const_arg(struct builtin_call *c, uint32_t i, uint64_t *out)
{
	struct const_value v;

	if (expr_is_error(c->args[i]))
		return false;
	c->args[i] = sema_rvalue(c->p, c->args[i]);
	if (type_is_integer(c->args[i]->type) && const_eval(c->p, c->args[i], true, &v) &&
		v.kind == CV_INT) {
		*out = v.lo;
		return true;
	}
	diag(c->p->ds, DIAG_ARG_NOT_CONSTANT, c->args[i]->loc, c->row->name);
	sema_range(c->p, c->args[i]);
	return false;
}

/* Arguments converted as the signature says. */
static bool convert_args(struct builtin_call *c)
{
	struct parser *p = c->p;
	const char *s = strchr(c->row->signature, '(') + 1;
	bool variadic, ok = true;
	uint32_t want = signature_count(c->row->signature, &variadic);

	if (c->n < want || !variadic) {
		if (!builtin_count(c, want))
			return false;
	}
	for (uint32_t i = 0; i < c->n; i++) {
		if (i < want)
			c->args[i] = sema_pass(p, signature_type(p, &s), c->args[i], NULL);
		else
			c->args[i] = sema_default_promote(p, c->args[i]);
		ok &= !expr_is_error(c->args[i]);
	}
	return ok;
}

/* ---- checks ---- */

static struct expr *constant_p(struct builtin_call *c)
{
	if (!builtin_count(c, 1) || !builtin_values(c, 0))
		return expr_error(c->p, c->loc);
	return builtin_node(c, BI_CONSTANT_P, c->args, 1, type_basic(c->p, TY_INT));
}

/* An object's place: its size counted from there, as far as the expression shows it. */
struct extent {
	uint64_t size, offset;
};

static bool pointer_extent(struct parser *p, struct expr *e, bool nearest, struct extent *x);

static bool place_extent(struct parser *p, struct expr *e, bool nearest, struct extent *x)
{
	switch (e->kind) {
	case EX_STRING:
	case EX_COMPOUND:
	case EX_DECL:
		if (type_is_func(e->type))
			return false;
		*x = (struct extent){type_size(&p->types, e->type), 0};
		return x->size != 0;
	case EX_MEMBER:
		if (nearest) {
			*x = (struct extent){type_size(&p->types, e->type), 0};
			return x->size != 0;
		}
		if (!place_extent(p, e->u.member.base, nearest, x))
			return false;
		x->offset += e->u.member.field->bit_offset / 8;
		return true;
	case EX_DEREF: return pointer_extent(p, e->u.a, nearest, x);
	default: return false;
	}
}

static bool pointer_extent(struct parser *p, struct expr *e, bool nearest, struct extent *x)
{
	uint64_t i;

	switch (e->kind) {
	case EX_ADDR: return place_extent(p, e->u.a, nearest, x);
	case EX_CAST:
		if (e->u.cast.kind == CAST_ARRAY)
			return place_extent(p, e->u.cast.a, nearest, x);
		return e->u.cast.kind == CAST_NONE && pointer_extent(p, e->u.cast.a, nearest, x);
	case EX_BINARY:
		if (!type_is_pointer(e->type) || !pointer_extent(p, e->u.b.l, nearest, x) ||
			!const_int(p, e->u.b.r, &i))
			return false;
		i *= type_size(&p->types, type_pointee(e->type));
		x->offset += e->op == OPR_ADD ? i : -i;
		return true;
	default: return false;
	}
}

static struct expr *object_size(struct builtin_call *c)
{
	struct parser *p = c->p;
	struct extent x;
	uint64_t mode;

	if (!convert_args(c) || !builtin_const_arg(c, 1, &mode))
		return expr_error(p, c->loc);
	if (mode > 3) {
		diag(p->ds, DIAG_ARG_RANGE, c->args[1]->loc, (long long)mode, 0, 3);
		return expr_error(p, c->loc);
	}
	if (pointer_extent(p, c->args[0], mode & 1, &x)) {
		uint64_t left = x.offset <= x.size ? x.size - x.offset : 0;

		return expr_int(p, left, type_basic(p, TY_ULONG), c->loc);
	}
	return builtin_node(c, c->row->id, c->args, c->n, type_basic(p, TY_ULONG));
}

static struct expr *same_pointer(struct builtin_call *c)
{
	if (!builtin_count(c, 1) || !builtin_values(c, 0))
		return expr_error(c->p, c->loc);
	return c->args[0];
}

static struct expr *overflow(struct builtin_call *c)
{
	struct parser *p = c->p;
	struct expr *out;

	if (!builtin_count(c, 3) || !builtin_values(c, 0))
		return expr_error(p, c->loc);
	for (unsigned i = 0; i < 2; i++) {
		if (!type_is_integer(c->args[i]->type)) {
			diag(p->ds, DIAG_OVERFLOW_OPERAND, c->args[i]->loc,
				sema_quoted(p, c->args[i]->type));
			return expr_error(p, c->loc);
		}
	}
	out = c->args[2];
	if (!type_is_pointer(out->type) || !type_is_integer(type_pointee(out->type)) ||
		type_strip(type_pointee(out->type)).quals & QUAL_CONST) {
		diag(p->ds, DIAG_OVERFLOW_RESULT, out->loc, sema_quoted(p, out->type));
		return expr_error(p, c->loc);
	}
	return builtin_node(c, c->row->id, c->args, 3, type_basic(p, TY_BOOL));
}

/* memcpy_inline: the size must be known here. */
static struct expr *const_size(struct builtin_call *c)
{
	uint64_t size;

	if (!convert_args(c) || !builtin_const_arg(c, 2, &size))
		return expr_error(c->p, c->loc);
	return builtin_node(c, c->row->id, c->args, c->n, type_basic(c->p, TY_VOID));
}

static struct expr *va_list_op(struct builtin_call *c)
{
	uint32_t want = c->row->id == BI_VA_END ? 1 : 2;

	if (!builtin_count(c, want))
		return expr_error(c->p, c->loc);
	if (type_strip(c->args[0]->type).t->kind != TY_VA_LIST && !expr_is_error(c->args[0])) {
		diag(c->p->ds, DIAG_VA_LIST_EXPECTED, c->args[0]->loc,
			sema_quoted(c->p, c->args[0]->type));
		return expr_error(c->p, c->loc);
	}
	return builtin_node(c, c->row->id, c->args, c->n, type_basic(c->p, TY_VOID));
}

/* ---- CO-RE ---- */

static struct expr *preserve(struct builtin_call *c)
{
	struct expr *e;

	if (!builtin_count(c, 1) || !builtin_values(c, 0))
		return expr_error(c->p, c->loc);
	e = expr_unary(c->p, EX_PRESERVE, c->args[0], c->args[0]->type, c->loc);
	e->range = (struct src_range){c->loc, c->close + 1};
	return e;
}

static struct expr *core_node(struct builtin_call *c, enum core_query query, enum type_kind result)
{
	struct expr *e = expr_new(c->p, EX_CORE, type_basic(c->p, result), c->loc);

	e->u.core = arena_new(parse_nodes(c->p), struct core_expr);
	e->u.core->query = (uint8_t)query;
	e->range = (struct src_range){c->loc, c->close + 1};
	return e;
}

static bool core_flag(struct builtin_call *c, uint64_t *flag)
{
	return builtin_count(c, 2) && !expr_is_error(c->args[0]) && builtin_const_arg(c, 1, flag);
}

/* The access: a member, an element of an array, or a variable. */
static bool is_field_access(const struct expr *e)
{
	return e->kind == EX_MEMBER || (e->kind == EX_DEREF && e->u.a->kind == EX_BINARY);
}

static struct expr *core_field(struct builtin_call *c)
{
	uint64_t flag;
	struct expr *e;

	if (!core_flag(c, &flag))
		return expr_error(c->p, c->loc);
	if (!is_field_access(c->args[0])) {
		diag(c->p->ds, DIAG_CORE_NOT_FIELD, c->args[0]->loc);
		sema_range(c->p, c->args[0]);
		return expr_error(c->p, c->loc);
	}
	e = core_node(c, CORE_FIELD_INFO, TY_UINT);
	e->u.core->a = c->args[0];
	e->u.core->flag = flag;
	expr_above(c->p, e, c->args[0]);
	return e;
}

/* __builtin_preserve_type_info(*(T *)0, flag): T is a record, an enum or a typedef's name. */
static struct expr *core_type(struct builtin_call *c)
{
	struct qtype of = c->args[0]->type;
	uint64_t flag;
	struct expr *e;

	if (!core_flag(c, &flag))
		return expr_error(c->p, c->loc);
	if (!type_is_record(of) && of.t->kind != TY_TYPEDEF && type_strip(of).t->kind != TY_ENUM) {
		diag(c->p->ds, DIAG_CORE_TYPE_ARG, c->args[0]->loc, c->row->name);
		sema_range(c->p, c->args[0]);
		return expr_error(c->p, c->loc);
	}
	e = core_node(c, CORE_TYPE_INFO, TY_UINT);
	e->u.core->of = of;
	e->u.core->flag = flag;
	return e;
}

/* The enumerator below casts. */
static struct decl *enumerator_of(const struct expr *e)
{
	while (e->kind == EX_CAST)
		e = e->u.cast.a;
	return e->kind == EX_INT ? e->u.value.enumerator : NULL;
}

/* __builtin_preserve_enum_value(*(enum e *)ENUMERATOR, flag) */
static struct expr *core_enum(struct builtin_call *c)
{
	struct expr *a = c->args[0], *e;
	struct decl *d = a->kind == EX_DEREF ? enumerator_of(a->u.a) : NULL;
	uint64_t flag;

	if (!core_flag(c, &flag))
		return expr_error(c->p, c->loc);
	if (!d || type_strip(a->type).t->kind != TY_ENUM) {
		diag(c->p->ds, DIAG_CORE_TYPE_ARG, a->loc, c->row->name);
		sema_range(c->p, a);
		return expr_error(c->p, c->loc);
	}
	e = core_node(c, CORE_ENUM_VALUE, TY_ULONG);
	e->u.core->of = a->type;
	e->u.core->enumerator = d;
	e->u.core->flag = flag;
	return e;
}

static struct expr *core_btf_id(struct builtin_call *c)
{
	uint64_t flag;
	struct expr *e;

	if (!core_flag(c, &flag))
		return expr_error(c->p, c->loc);
	e = core_node(c, CORE_BTF_TYPE_ID, TY_ULONG);
	e->u.core->of = c->args[0]->type;
	e->u.core->flag = flag;
	return e;
}

/* ---- dispatch ---- */

static struct expr *by_signature(struct builtin_call *c)
{
	const char *s = c->row->signature;
	struct qtype ret = signature_type(c->p, &s);

	if (!convert_args(c))
		return expr_error(c->p, c->loc);
	return builtin_node(c, c->row->id, c->args, c->n, ret);
}

static struct expr *uncallable(struct builtin_call *c)
{
	diag(c->p->ds, DIAG_BUILTIN_NOT_CALLED, c->loc);
	return expr_error(c->p, c->loc);
}

struct expr *sema_builtin_call(struct parser *p, const struct builtin_row *row, struct expr **args,
	uint32_t n, src_loc loc, src_loc close)
{
	struct builtin_call c = {p, row, args, n, loc, close};

	for (uint32_t i = 0; i < n; i++)
		if (expr_is_error(args[i]))
			return expr_error(p, loc);
	switch (row->check) {
	case BC_NONE: return by_signature(&c);
	case BC_CONSTANT_P: return constant_p(&c);
	case BC_OBJECT_SIZE: return object_size(&c);
	case BC_SAME_PTR: return same_pointer(&c);
	case BC_OVERFLOW: return overflow(&c);
	case BC_CONST_SIZE: return const_size(&c);
	case BC_VA_LIST: return va_list_op(&c);
	case BC_UNCALLABLE: return uncallable(&c);
	case BC_PRESERVE: return preserve(&c);
	case BC_CORE_FIELD: return core_field(&c);
	case BC_CORE_TYPE: return core_type(&c);
	case BC_CORE_ENUM: return core_enum(&c);
	case BC_CORE_BTF_ID: return core_btf_id(&c);
	case BC_LOCK_FREE: return by_signature(&c);
	default: return sema_atomic_call(&c);
	}
}
