/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Initialisers (C11 6.7.9). A list in braces is read with a cursor that stands at a member or an
 * element; designators move it. Where braces are left out, the aggregate's members are read from
 * the list of the aggregate around it, by a cursor of its own, until it is full, a designator
 * comes, or the list ends. Whether an expression is the first value of such members or initialises
 * the whole record is known only after it was read: until it is placed it is r->pending.
 */
#include "init.h"

struct cursor {
	struct record *record; /* NULL: an array */
	struct qtype type;
	uint64_t base; /* offset of the aggregate */
	uint64_t index;
	uint64_t n;   /* elements, or UINT64_MAX; or fields */
	uint64_t max; /* one more than the largest index that was initialised */
	bool elided;  /* no braces of its own */
	bool designated;
};

static void read_slot(struct init_reader *r, struct slot *s);

static struct cursor cursor_at(struct init_reader *r, const struct slot *s)
{
	struct type *t = type_strip(s->type).t;
	struct cursor c = {.type = s->type, .base = s->offset};

	if (s->field && s->field->is_bitfield)
		return c;
	if (t->kind == TY_ARRAY) {
		c.n = t->u.array.incomplete ? UINT64_MAX : t->u.array.n;
	} else if (t->kind == TY_RECORD && type_complete(&r->p->types, s->type)) {
		c.record = t->u.record;
		c.n = c.record->fields.n;
	}
	return c;
}

static struct slot field_slot(const struct cursor *c, struct field *f)
{
	uint64_t offset = f->is_bitfield ? c->base : c->base + f->bit_offset / 8;

	return (struct slot){f->type, offset, f, false, c->record->fields.n == 1};
}

/* Where the cursor stands; false: behind the end. */
static bool cursor_slot(struct init_reader *r, struct cursor *c, struct slot *s)
{
	if (!c->record) {
		struct qtype elem;

		if (c->index >= c->n)
			return false;
		elem = type_pointee(c->type);
		*s = (struct slot){elem, c->base + c->index * type_size(&r->p->types, elem), NULL,
			false, false};
		return true;
	}
	while (c->index < c->n) {
		struct field *f = &c->record->fields.p[c->index];

		if (f->name || !f->is_bitfield) {
			*s = field_slot(c, f);
			return true;
		}
		c->index++;
	}
	return false;
}

static void cursor_advance(struct cursor *c)
{
	c->index = c->record && c->record->is_union ? c->n : c->index + 1;
	c->max = max_u64(c->max, c->index);
}

static struct expr *take(struct init_reader *r)
{
	struct expr *e = r->pending ? r->pending : parse_assign_expr(r->p);

	r->pending = NULL;
	return e;
}

/* ---- designators ---- */

static bool is_designator(struct parser *p, const struct token *t, const struct token *next)
{
	return t->kind == TOK_DOT || t->kind == TOK_LBRACKET ||
	       (t->kind == TOK_IDENT && next->kind == TOK_COLON);
}

static bool at_designator(struct parser *p)
{
	return is_designator(p, &p->tok, parse_peek(p, 1));
}

/* A comma and another value for a list without braces of its own; the comma is taken. */
static bool more(struct init_reader *r)
{
	struct parser *p = r->p;
	struct token next;

	if (r->pending)
		return true;
	if (!parse_at(p, TOK_COMMA))
		return false;
	next = *parse_peek(p, 1);
	if (next.kind == TOK_RBRACE || next.kind == TOK_EOF ||
		is_designator(p, &next, parse_peek(p, 2)))
		return false;
	parse_next(p);
	return true;
}

/* Go on behind what was just initialised, as long as there are values. */
static void read_rest(struct init_reader *r, struct cursor *c, bool first)
{
	struct slot s;

	for (; cursor_slot(r, c, &s); cursor_advance(c), first = false) {
		if (!first && !more(r))
			return;
		read_slot(r, &s);
	}
}

/* Another member of a union is initialised: the one before is forgotten. */
static void choose_union_member(struct init_reader *r, const struct cursor *c)
{
	struct field *f = &c->record->fields.p[c->index];
	uint64_t key = map_key(c->record) ^ c->base * 0x9e3779b97f4a7c15ull;
	uint64_t *slot;

	if (!c->record->is_union)
		return;
	slot = map_put(r->p->arena, &r->unions, key);
	if (*slot && *slot != map_key(f)) {
		struct slot whole = {c->type, c->base, NULL, false, false};

		init_erase(r, &whole);
	}
	*slot = map_key(f);
}

static void read_designated(struct init_reader *r, struct cursor *c);

/* The rest of a designator that goes to members of anonymous members, and on. */
static void read_at_path(struct init_reader *r, struct cursor *c, struct field **path, unsigned n)
{
	struct slot s;

	if (n) {
		c->index = (uint64_t)(path[0] - c->record->fields.p);
		choose_union_member(r, c);
	}
	if (!cursor_slot(r, c, &s))
		return;
	if (n > 1 || parse_at(r->p, TOK_DOT) || parse_at(r->p, TOK_LBRACKET)) {
		struct cursor sub = cursor_at(r, &s);

		if (n > 1)
			read_at_path(r, &sub, path + 1, n - 1);
		else
			read_designated(r, &sub);
		read_rest(r, &sub, false);
	} else {
		parse_accept(r->p, TOK_ASSIGN);
		read_slot(r, &s);
	}
	cursor_advance(c);
}

/* After a wrong designator: its value is read and forgotten. */
static void drop_value(struct init_reader *r)
{
	while (parse_at(r->p, TOK_DOT) || parse_at(r->p, TOK_LBRACKET))
		parse_skip_to(r->p, TOK_ASSIGN, TOK_COMMA);
	parse_accept(r->p, TOK_ASSIGN);
	discard_initializer(r->p);
}

static void unknown_member(
	struct init_reader *r, const struct cursor *c, const struct ident *name, src_loc loc)
{
	struct parser *p = r->p;
	const char *type = type_name(p->arena, c->type);
	struct ident *like;

	if (type_strip(c->type).t->kind == TY_ERROR)
		return;
	if (!c->record) {
		diag(p->ds, DIAG_INIT_FIELD_NON_RECORD, loc, type);
		return;
	}
	like = suggest_member(p, c->record, name);
	if (!like) {
		diag(p->ds, DIAG_INIT_NO_FIELD, loc, name->name, type);
		return;
	}
	diag(p->ds, DIAG_INIT_NO_FIELD_SUGGEST, loc, name->name, type, like->name);
	diag_fixit(p->ds, loc, name->len, like->name);
}

/* . identifier, or GNU identifier : */
static void read_member_designator(struct init_reader *r, struct cursor *c)
{
	struct field *path[PARSE_MAX_DEPTH];
	struct parser *p = r->p;
	bool old_style = !parse_accept(p, TOK_DOT);
	src_loc loc;
	struct ident *name = parse_ident(p, &loc);
	unsigned n = 0;

	if (old_style) {
		diag(p->ds, DIAG_INIT_OLD_DESIGNATOR, loc);
		parse_next(p);
	}
	if (name && c->record)
		n = record_find(&p->types, c->record, name, path, PARSE_MAX_DEPTH);
	if (n) {
		read_at_path(r, c, path, n);
		return;
	}
	if (name)
		unknown_member(r, c, name, loc);
	drop_value(r);
}

static bool check_index(
	struct init_reader *r, const struct cursor *c, const struct expr *e, uint64_t *index)
{
	struct parser *p = r->p;

	if (e->kind == EX_ERROR)
		return false;
	*index = e->u.value.lo;
	if (type_strip(c->type).t->kind != TY_ARRAY)
		diag(p->ds, DIAG_INIT_INDEX_NON_ARRAY, e->loc, type_name(p->arena, c->type));
	else if (type_is_signed(e->type) && (int64_t)*index < 0)
		diag(p->ds, DIAG_INIT_INDEX_NEGATIVE, e->loc, (long long)*index);
	else if (*index >= min_u64(c->n, 1ull << 56))
		diag(p->ds, DIAG_INIT_INDEX_LARGE, e->loc, (long long)*index,
			(unsigned long long)c->n);
	else
		return true;
	return false;
}

/* [ constant ], or GNU [ constant ... constant ] */
static void read_index_designator(struct init_reader *r, struct cursor *c)
{
	struct parser *p = r->p;
	src_loc open = p->tok.loc;
	uint64_t lo = 0, hi = 0;
	uint32_t first = r->entries.n;
	bool ok;

	parse_next(p);
	ok = check_index(r, c, parse_const_expr(p), &lo);
	hi = lo;
	if (parse_accept(p, TOK_ELLIPSIS))
		ok &= check_index(r, c, parse_const_expr(p), &hi);
	parse_expect_close(p, TOK_RBRACKET, open);
	if (ok && hi < lo) {
		diag(p->ds, DIAG_INIT_RANGE_EMPTY, open, (long long)lo, (long long)hi);
		ok = false;
	}
	if (!ok) {
		drop_value(r);
		return;
	}
	c->index = lo;
	read_at_path(r, c, NULL, 0);
	if (hi > lo) {
		uint64_t size = type_size(&p->types, type_pointee(c->type));

		init_repeat(r, first, lo, hi, size, open);
		c->index = hi;
		cursor_advance(c);
	}
}

/* designator: moves the cursor, reads the value, and leaves the cursor behind it. */
static void read_designated(struct init_reader *r, struct cursor *c)
{
	c->designated = true;
	if (!parse_enter(r->p))
		drop_value(r);
	else if (parse_at(r->p, TOK_LBRACKET))
		read_index_designator(r, c);
	else
		read_member_designator(r, c);
	parse_leave(r->p);
}

/* ---- lists ---- */

static const char *kind_text(const struct cursor *c)
{
	return !c->record ? "array" : c->record->is_union ? "union" : "struct";
}

static void drop_excess(struct init_reader *r, struct cursor *c, bool *told)
{
	struct parser *p = r->p;

	if (!*told && type_strip(c->type).t->kind != TY_ERROR)
		diag(p->ds, DIAG_INIT_EXCESS, r->pending ? r->pending->loc : p->tok.loc,
			kind_text(c));
	*told = true;
	if (r->pending)
		r->pending = NULL;
	else
		discard_initializer(p);
}

/* -Wmissing-field-initializers; { 0 } is the idiom for "all of it". */
static void check_missing(struct init_reader *r, struct cursor *c, uint32_t values, src_loc loc)
{
	struct slot s;

	if (c->record && !c->record->is_union && !c->designated && values > 1 &&
		cursor_slot(r, c, &s) && s.field->name &&
		!(type_strip(s.type).t->kind == TY_ARRAY &&
			type_strip(s.type).t->u.array.incomplete))
		diag(r->p->ds, DIAG_INIT_MISSING_FIELD, loc, s.field->name->name);
}

/* What stands in the braces, with '{' taken, and the '}'. */
static void read_list(struct init_reader *r, struct cursor *c, src_loc open)
{
	struct parser *p = r->p;
	bool told = false;
	uint32_t outer = r->values;
	struct slot s;

	r->values = 0;
	while (r->pending || (!parse_at(p, TOK_RBRACE) && !parse_at(p, TOK_EOF))) {
		if (!r->pending && at_designator(p)) {
			read_designated(r, c);
		} else if (cursor_slot(r, c, &s)) {
			read_slot(r, &s);
			cursor_advance(c);
		} else {
			drop_excess(r, c, &told);
		}
		r->values++;
		if (!r->pending && !parse_accept(p, TOK_COMMA))
			break;
	}
	check_missing(r, c, r->values, p->tok.loc);
	r->values = outer;
	parse_expect_close(p, TOK_RBRACE, open);
}

/* { value } for a scalar */
static void read_scalar_braces(struct init_reader *r, const struct slot *s, src_loc open)
{
	struct parser *p = r->p;
	struct slot inner = *s;

	if (!parse_at(p, TOK_RBRACE)) {
		if (parse_at(p, TOK_LBRACE))
			diag(p->ds, DIAG_INIT_SCALAR_BRACES, p->tok.loc);
		if (at_designator(p)) {
			struct cursor none = {.type = s->type};

			read_designated(r, &none);
		} else {
			read_slot(r, &inner);
		}
		if (parse_accept(p, TOK_COMMA) && !parse_at(p, TOK_RBRACE)) {
			diag(p->ds, DIAG_INIT_EXCESS, p->tok.loc, "scalar");
			parse_skip_to(p, TOK_RBRACE, TOK_RBRACE);
		}
	} else {
		r->init->zero_rest = true;
	}
	parse_expect_close(p, TOK_RBRACE, open);
}

/* { "text" } */
static bool read_braced_string(struct init_reader *r, struct slot *s, src_loc open)
{
	struct parser *p = r->p;
	struct expr *e;

	if (!parse_at(p, TOK_STRING))
		return false;
	e = parse_assign_expr(p);
	if (!init_is_string(r, s, e)) {
		r->pending = e;
		return false;
	}
	r->top_n = init_enter_string(r, s, e);
	parse_accept(p, TOK_COMMA);
	parse_expect_close(p, TOK_RBRACE, open);
	return true;
}

/* { initializer-list }, with '{' current */
static void read_braces(struct init_reader *r, struct slot *s)
{
	struct parser *p = r->p;
	struct type *t = type_strip(s->type).t;
	src_loc open = p->tok.loc;

	parse_next(p);
	if (t->kind != TY_ARRAY && t->kind != TY_RECORD && t->kind != TY_ERROR) {
		read_scalar_braces(r, s, open);
		return;
	}
	init_erase(r, s);
	r->init->zero_rest = true;
	if (t->kind == TY_ARRAY && read_braced_string(r, s, open))
		return;
	struct cursor c = cursor_at(r, s);

	read_list(r, &c, open);
	if (s->top)
		r->top_n = c.max;
}

static bool is_unsized(const struct slot *s)
{
	const struct type *t = type_strip(s->type).t;

	return t->kind == TY_ARRAY && t->u.array.incomplete;
}

/* Not for { 0 }, nor for a record's only member. */
static void warn_missing_braces(struct init_reader *r, const struct slot *s, const struct expr *e)
{
	bool zero = !r->values && e->kind == EX_INT && !e->u.value.lo && !e->u.value.hi;

	if ((zero && parse_at(r->p, TOK_RBRACE)) || s->only)
		return;
	diag(r->p->ds, DIAG_INIT_MISSING_BRACES, e->loc);
	diag_fixit(r->p->ds, e->loc, 0, "{");
}

/* 6.7.9p13, p20: a value for the whole record, or for the first of its members */
static void read_aggregate(struct init_reader *r, struct slot *s)
{
	struct parser *p = r->p;
	struct expr *e = take(r);
	struct cursor c;

	if (init_is_string(r, s, e)) {
		uint64_t n = init_enter_string(r, s, e);

		r->top_n = s->top ? n : r->top_n;
		return;
	}
	if (e->kind == EX_ERROR || (type_is_array(s->type) && init_splice(r, s, e)))
		return;
	if (type_is_record(s->type) &&
		(s->top || type_compatible(&p->types, e->type, s->type, false))) {
		init_enter(r, s, e);
		return;
	}
	if (s->top) {
		const struct type *elem = type_strip(type_pointee(s->type)).t;
		bool text = elem->kind >= TY_CHAR && elem->kind <= TY_UCHAR;

		diag(p->ds, DIAG_INIT_ARRAY, e->loc, text ? " or string literal" : "");
		return;
	}
	warn_missing_braces(r, s, e);
	r->pending = e;
	c = cursor_at(r, s);
	read_rest(r, &c, true);
}

/* initializer: an expression, or a list in braces */
static void read_slot(struct init_reader *r, struct slot *s)
{
	struct parser *p = r->p;
	enum type_kind k = type_strip(s->type).t->kind;
	bool braces = !r->pending && parse_at(p, TOK_LBRACE);

	if (!s->top && is_unsized(s) && (!r->is_static || !(braces || parse_at(p, TOK_STRING)))) {
		diag(p->ds, DIAG_INIT_FLEXIBLE, p->tok.loc);
		r->pending = NULL;
		if (!parse_at(p, TOK_COMMA) && !parse_at(p, TOK_RBRACE))
			discard_initializer(p);
		return;
	}
	if (!parse_enter(p))
		r->pending = NULL;
	else if (braces)
		read_braces(r, s);
	else if (k == TY_ARRAY || k == TY_RECORD)
		read_aggregate(r, s);
	else
		init_enter(r, s, take(r));
	parse_leave(p);
}

/* ---- entry points ---- */

void discard_initializer(struct parser *p)
{
	uint32_t depth = 0;

	if (!parse_at(p, TOK_LBRACE)) {
		parse_assign_expr(p);
		return;
	}
	do {
		depth += parse_at(p, TOK_LBRACE);
		depth -= parse_at(p, TOK_RBRACE);
		parse_next(p);
	} while (depth && !parse_at(p, TOK_EOF));
}

static struct init *read_object(struct parser *p, struct qtype *type, bool is_static)
{
	struct init *init = arena_new(p->arena, struct init);
	struct init_reader r = {.p = p, .init = init, .is_static = is_static};
	struct slot top = {.type = *type, .top = true};

	init->loc = p->tok.loc;
	read_slot(&r, &top);
	init_finish(&r);
	if (is_unsized(&top)) {
		struct type *t = type_strip(*type).t;

		type->quals |= type_strip(*type).quals;
		type->t = type_array(&p->types, t->u.array.elem, r.top_n);
	}
	return init;
}

struct init *parse_braced_init(struct parser *p, struct qtype *type, bool is_static)
{
	return read_object(p, type, is_static);
}

/* An initialiser may stand here, and is the first. */
static void check_initialised(
	struct parser *p, struct decl *d, const struct declspec *spec, src_loc loc)
{
	struct decl *v = d->canonical;

	if (spec->storage == STORE_EXTERN && d->scope)
		diag(p->ds, DIAG_EXTERN_LOCAL_INIT, loc);
	else if (spec->storage == STORE_EXTERN)
		diag(p->ds, DIAG_EXTERN_INIT, loc);
	if (v->u.var.init) {
		diag(p->ds, DIAG_REDEFINITION, loc, d->name->name);
		diag(p->ds, DIAG_NOTE_PREVIOUS, v->u.var.init->loc);
	}
	v->is_defined = true;
}

void parse_initializer(struct parser *p, struct decl *d, const struct declspec *spec, src_loc loc)
{
	struct decl *v = d->canonical;

	check_initialised(p, d, spec, loc);
	if (!type_is_array(v->type) && !sema_check_complete(p, v->type, loc, DIAG_INCOMPLETE_VAR)) {
		v->type = type_q(p->types.basic[TY_ERROR]);
		discard_initializer(p);
		return;
	}
	v->u.var.init = read_object(p, &v->type, v->is_global);
	d->type = v->type;
}

struct decl *parse_auto_initializer(
	struct parser *p, const struct declspec *spec, struct declarator *d)
{
	struct expr *e = parse_assign_expr(p);
	struct init *init = arena_new(p->arena, struct init);
	struct init_reader r = {.p = p, .init = init};
	struct slot top = {.top = true};
	uint32_t quals = d->type.quals;
	struct decl *v;

	init->loc = e->loc;
	d->type = sema_deduced_type(p, e);
	d->type.quals |= quals;
	v = sema_declare(p, spec, d, false);
	r.is_static = v->is_global;
	top.type = d->type;
	if (e->kind != EX_ERROR)
		init_enter(&r, &top, e);
	init_finish(&r);
	if (v->kind == DECL_VAR) {
		v->canonical->is_defined = true;
		v->canonical->u.var.init = init;
	}
	return v;
}
