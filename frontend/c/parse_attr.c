/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attributes: __attribute__((...)), [[...]], _Alignas. They are gathered into a struct attrs and
 * mean nothing here; who declares the thing they stand at looks at what is of interest. attr.def
 * lists them; the names are looked up by their ident.
 */
#include "decl.h"

/* clang's: 1 << 32 at most; the object formats take less. */
#define ALIGN_MAX         (1u << 28)
/* __attribute__((aligned)) without a number */
#define ALIGN_DEFAULT     16
#define ADDRESS_SPACE_MAX 0x7fffff

enum attr_action { ATTR_FLAG, ATTR_TEXT, ATTR_CALL, ATTR_NONE };

struct attr_row {
	const char *name;
	uint8_t len; /* of the name */
	enum attr_action action;
	size_t member; /* offset in struct attrs */
	void (*call)(struct parser *p, struct attrs *a, src_loc loc);
};

/* ---- arguments: '(' is current and ')' becomes current ---- */

static void skip_args(struct parser *p)
{
	if (parse_at(p, TOK_LPAREN)) {
		src_loc open = p->tok.loc;

		parse_next(p);
		while (!parse_at(p, TOK_RPAREN) && !parse_at(p, TOK_EOF)) {
			parse_skip_to(p, TOK_RPAREN, TOK_RPAREN);
			if (parse_at(p, TOK_RBRACE) || parse_at(p, TOK_SEMI))
				break;
		}
		parse_expect_close(p, TOK_RPAREN, open);
	}
}

/* ( string ), or the string in more parentheses */
static const char *text_arg(struct parser *p, const char *name)
{
	src_loc open = p->tok.loc;
	const char *text;
	unsigned more = 0;

	if (!parse_accept(p, TOK_LPAREN)) {
		diag(p->ds, DIAG_ATTR_ARGS, p->tok.loc, name, "one argument");
		return NULL;
	}
	while (parse_accept(p, TOK_LPAREN))
		more++;
	if (!parse_at(p, TOK_STRING)) {
		diag(p->ds, DIAG_ATTR_ARG_STRING, p->tok.loc, name);
		parse_skip_to(p, TOK_RPAREN, TOK_RPAREN);
	}
	text = parse_at(p, TOK_STRING) ? parse_plain_string(p) : NULL;
	while (more--)
		parse_expect_close(p, TOK_RPAREN, open);
	parse_expect_close(p, TOK_RPAREN, open);
	return text;
}

/* ( identifier ) */
static struct ident *name_arg(struct parser *p, const char *name, src_loc *loc)
{
	struct ident *id = NULL;
	src_loc open = p->tok.loc;

	if (!parse_accept(p, TOK_LPAREN)) {
		diag(p->ds, DIAG_ATTR_ARGS, p->tok.loc, name, "one argument");
		return NULL;
	}
	*loc = p->tok.loc;
	if (tok_is_name(&p->tok)) {
		id = p->tok.id;
		parse_next(p);
	} else {
		diag(p->ds, DIAG_EXPECTED_IDENT, p->tok.loc);
	}
	parse_expect_close(p, TOK_RPAREN, open);
	return id;
}

static void raise_align(struct parser *p, struct attrs *a, const struct expr *e)
{
	uint64_t n = e->u.value.lo;

	if (e->kind != EX_INT)
		return;
	if (!is_pow2(n))
		diag(p->ds, DIAG_ATTR_ALIGN, e->loc);
	else if (n > ALIGN_MAX)
		diag(p->ds, DIAG_ATTR_ALIGN_BIG, e->loc, ALIGN_MAX);
	else
		a->align = (uint32_t)max_u64(a->align, n);
}

static void attr_aligned(struct parser *p, struct attrs *a, src_loc loc)
{
	src_loc open = p->tok.loc;

	if (!parse_accept(p, TOK_LPAREN)) {
		a->align = (uint32_t)max_u64(a->align, ALIGN_DEFAULT);
		return;
	}
	raise_align(p, a, parse_const_expr(p));
	parse_expect_close(p, TOK_RPAREN, open);
}

/* (opt) with a message that may be absent */
static void attr_deprecated(struct parser *p, struct attrs *a, src_loc loc)
{
	a->deprecated = true;
	if (parse_at(p, TOK_LPAREN))
		a->deprecated_message = text_arg(p, "deprecated");
}

static void attr_nodiscard(struct parser *p, struct attrs *a, src_loc loc)
{
	a->warn_unused_result = true;
	skip_args(p);
}

static void attr_cleanup(struct parser *p, struct attrs *a, src_loc loc)
{
	struct ident *id = name_arg(p, "cleanup", &loc);
	struct decl *d = id ? sema_find(p, id) : NULL;

	if (!id)
		return;
	if (!d || !type_is_func(d->type)) {
		diag(p->ds, DIAG_ATTR_CLEANUP_UNKNOWN, loc, id->name);
		return;
	}
	if (type_strip(d->type).t->u.func.n != 1)
		diag(p->ds, DIAG_ATTR_CLEANUP, loc);
	a->cleanup = d->canonical;
	d->canonical->referenced = true;
}

static void attr_alias(struct parser *p, struct attrs *a, src_loc loc)
{
	const char *text = text_arg(p, "alias");

	if (!text)
		return;
	a->alias = text;
	vec_push(p->arena, &p->late_names, ident_gets(p->ids, text));
}

static void attr_address_space(struct parser *p, struct attrs *a, src_loc loc)
{
	src_loc open = p->tok.loc;
	const struct expr *e;

	if (!parse_expect(p, TOK_LPAREN))
		return;
	e = parse_const_expr(p);
	if (e->kind == EX_INT && e->u.value.lo > ADDRESS_SPACE_MAX)
		diag(p->ds, DIAG_ATTR_ADDRESS_SPACE, e->loc, ADDRESS_SPACE_MAX);
	else if (e->kind == EX_INT)
		a->address_space = (uint32_t)e->u.value.lo;
	parse_expect_close(p, TOK_RPAREN, open);
}

/* The unsigned type would do as well: mode keeps the sign of what it is applied to. */
static void attr_mode(struct parser *p, struct attrs *a, src_loc loc)
{
	static const struct {
		const char *name;
		enum type_kind kind;
	} modes[] = {{"QI", TY_SCHAR}, {"byte", TY_SCHAR}, {"HI", TY_SHORT}, {"SI", TY_INT},
		{"DI", TY_LONG}, {"word", TY_LONG}, {"pointer", TY_LONG}, {"TI", TY_INT128}};
	struct ident *id = name_arg(p, "mode", &loc);

	for (size_t i = 0; id && i < ARRAY_LEN(modes); i++) {
		size_t n = strlen(modes[i].name);
		bool dressed = id->len == n + 4 && !strncmp(id->name, "__", 2);

		if (!strncmp(id->name + (dressed ? 2 : 0), modes[i].name, n) &&
			id->len == n + (dressed ? 4 : 0)) {
			a->mode = modes[i].kind;
			return;
		}
	}
	if (id)
		diag(p->ds, DIAG_ATTR_MODE, loc, id->name);
}

static void attr_decl_tag(struct parser *p, struct attrs *a, src_loc loc)
{
	const char *text = text_arg(p, "btf_decl_tag");

	if (text)
		vec_push(p->arena, &a->decl_tags, text);
}

static void attr_type_tag(struct parser *p, struct attrs *a, src_loc loc)
{
	const char *text = text_arg(p, "btf_type_tag");

	if (text)
		vec_push(p->arena, &a->type_tags, text);
}

static void attr_visibility(struct parser *p, struct attrs *a, src_loc loc)
{
	const char *text = text_arg(p, "visibility");

	if (text)
		a->hidden = !strcmp(text, "hidden") || !strcmp(text, "internal");
}

static void attr_vector(struct parser *p, struct attrs *a, src_loc loc)
{
	diag(p->ds, DIAG_VECTOR_TYPE, loc);
	skip_args(p);
}

/* ---- the table ---- */

static const struct attr_row rows[] = {
#define FLAG(name, member) \
	{#name, sizeof(#name) - 1, ATTR_FLAG, offsetof(struct attrs, member), NULL},
#define TEXT(name, member) \
	{#name, sizeof(#name) - 1, ATTR_TEXT, offsetof(struct attrs, member), NULL},
#define CALL(name, fn) {#name, sizeof(#name) - 1, ATTR_CALL, 0, attr_##fn},
#define NONE(name)     {#name, sizeof(#name) - 1, ATTR_NONE, 0, NULL},
#include "attr.def"
};

/* The row of `name` or `__name__`; ARRAY_LEN(rows): none. */
static size_t find_row(const struct ident *id)
{
	const char *name = id->name;
	size_t n = id->len, i = 0;

	if (n > 4 && !memcmp(name, "__", 2) && !memcmp(name + n - 2, "__", 2)) {
		name += 2;
		n -= 4;
	}
	while (i < ARRAY_LEN(rows) && (rows[i].len != n || memcmp(rows[i].name, name, n)))
		i++;
	return i;
}

/* The same, found once: a header has thousands of attributes, and few names of them. */
static const struct attr_row *row_of(struct parser *p, const struct ident *id)
{
	uint64_t *slot = map_put(p->arena, &p->attr_names, map_key(id));

	if (!*slot)
		*slot = find_row(id) + 1;
	return *slot > ARRAY_LEN(rows) ? NULL : &rows[*slot - 1];
}

static void apply_row(struct parser *p, const struct attr_row *row, struct attrs *a, src_loc loc)
{
	char *base = (char *)a + row->member;
	const char *text;

	switch (row->action) {
	case ATTR_FLAG:
		if (parse_at(p, TOK_LPAREN)) {
			diag(p->ds, DIAG_ATTR_ARGS, loc, row->name, "no arguments");
			skip_args(p);
		}
		*(bool *)base = true;
		break;
	case ATTR_TEXT:
		text = text_arg(p, row->name);
		if (text)
			*(const char **)base = text;
		break;
	case ATTR_CALL: row->call(p, a, loc); break;
	case ATTR_NONE: skip_args(p); break;
	}
}

/* attribute: name, name ( arguments ), or nothing */
static void parse_attribute(struct parser *p, struct attrs *a)
{
	struct token name = p->tok;
	const struct attr_row *row;

	if (!tok_is_name(&name)) {
		if (!parse_at(p, TOK_COMMA) && !parse_at(p, TOK_RPAREN) &&
			!parse_at(p, TOK_RBRACKET)) {
			diag(p->ds, DIAG_EXPECTED_IDENT, p->tok.loc);
			parse_skip_to(p, TOK_COMMA, TOK_RPAREN);
		}
		return;
	}
	parse_next(p);
	while (parse_accept(p, TOK_COLONCOLON) && tok_is_name(&p->tok)) { /* gnu::, clang:: */
		name = p->tok;
		parse_next(p);
	}
	row = row_of(p, name.id);
	if (row) {
		apply_row(p, row, a, name.loc);
	} else {
		diag(p->ds, DIAG_ATTR_UNKNOWN, name.loc, name.id->name);
		skip_args(p);
	}
}

static void parse_list(struct parser *p, struct attrs *a)
{
	do {
		parse_attribute(p, a);
	} while (parse_accept(p, TOK_COMMA));
}

/* __attribute__ (( list )) */
static void parse_gnu(struct parser *p, struct attrs *a)
{
	src_loc outer, inner;

	parse_next(p);
	outer = p->tok.loc;
	if (!parse_expect(p, TOK_LPAREN))
		return;
	inner = p->tok.loc;
	if (parse_expect(p, TOK_LPAREN)) {
		parse_list(p, a);
		parse_expect_close(p, TOK_RPAREN, inner);
	}
	parse_expect_close(p, TOK_RPAREN, outer);
}

/* [[ list ]] */
static void parse_brackets(struct parser *p, struct attrs *a)
{
	src_loc outer = p->tok.loc, inner;

	parse_next(p);
	inner = p->tok.loc;
	parse_next(p);
	parse_list(p, a);
	parse_expect_close(p, TOK_RBRACKET, inner);
	parse_expect_close(p, TOK_RBRACKET, outer);
}

bool parse_at_attribute(struct parser *p)
{
	return parse_at(p, TOK_ATTRIBUTE) ||
	       (parse_at(p, TOK_LBRACKET) && parse_peek(p, 1)->kind == TOK_LBRACKET);
}

/* What is added must not show in `into`, which other declarators may share. */
struct attrs *parse_attributes(struct parser *p, struct attrs *into)
{
	if (!parse_at_attribute(p))
		return into;
	into = into ? arena_dup(p->arena, into, sizeof(*into)) : arena_new(p->arena, struct attrs);
	into->decl_tags.cap = into->decl_tags.n;
	into->type_tags.cap = into->type_tags.n;
	while (parse_at_attribute(p)) {
		if (parse_at(p, TOK_ATTRIBUTE))
			parse_gnu(p, into);
		else
			parse_brackets(p, into);
	}
	return into;
}

struct attrs *parse_alignas(struct parser *p, struct attrs *into)
{
	src_loc open;

	into = into ? into : arena_new(p->arena, struct attrs);
	parse_next(p);
	open = p->tok.loc;
	if (!parse_expect(p, TOK_LPAREN))
		return into;
	if (parse_at_type(p)) {
		uint32_t align = type_align(&p->types, parse_type_name(p));

		into->align = (uint32_t)max_u64(into->align, align);
	} else {
		const struct expr *e = parse_const_expr(p);

		if (e->kind != EX_INT || e->u.value.lo) /* 0 has no effect */
			raise_align(p, into, e);
	}
	parse_expect_close(p, TOK_RPAREN, open);
	return into;
}

static const char *either(const char *a, const char *b)
{
	return b ? b : a;
}

struct attrs *attrs_merge(struct parser *p, struct attrs *a, const struct attrs *b)
{
	struct attrs *m;

	if (!b)
		return a;
	m = arena_dup(p->arena, b, sizeof(*b));
	if (!a)
		return m;
#define FLAG(name, member) m->member |= a->member;
#define TEXT(name, member) m->member = either(a->member, b->member);
#include "attr.def"
	m->hidden |= a->hidden;
	m->deprecated |= a->deprecated;
	m->deprecated_message = either(a->deprecated_message, b->deprecated_message);
	m->asm_name = either(a->asm_name, b->asm_name);
	m->align = (uint32_t)max_u64(a->align, b->align);
	m->cleanup = b->cleanup ? b->cleanup : a->cleanup;
	m->mode = b->mode ? b->mode : a->mode;
	m->address_space = b->address_space ? b->address_space : a->address_space;
	m->decl_tags.cap = m->decl_tags.n;
	m->type_tags.cap = m->type_tags.n;
	vec_for (t, &a->decl_tags)
		vec_push(p->arena, &m->decl_tags, *t);
	vec_for (t, &a->type_tags)
		vec_push(p->arena, &m->type_tags, *t);
	return m;
}

/* ---- types ---- */

static struct qtype apply_mode(struct parser *p, int mode, struct qtype t, src_loc loc)
{
	static const uint8_t unsigned_of[TY_COUNT] = {[TY_SCHAR] = TY_UCHAR,
		[TY_SHORT] = TY_USHORT,
		[TY_INT] = TY_UINT,
		[TY_LONG] = TY_ULONG,
		[TY_INT128] = TY_UINT128};

	if (!type_is_integer(t)) {
		diag(p->ds, DIAG_ATTR_MODE_TYPE, loc);
		return t;
	}
	return (struct qtype){
		p->types.basic[type_is_signed(t) ? (uint8_t)mode : unsigned_of[mode]], t.quals};
}

struct qtype attrs_apply_type(struct parser *p, const struct attrs *a, struct qtype t, src_loc loc)
{
	if (t.t->kind == TY_ERROR)
		return t;
	if (a->mode)
		t = apply_mode(p, a->mode, t, loc);
	vec_for (tag, &a->type_tags) {
		uint32_t quals = t.quals;

		t = type_q(type_tagged(&p->types, *tag, type_q(t.t)));
		t.quals = quals;
	}
	if (a->address_space)
		t.quals = (t.quals & low_mask(QUAL_AS_SHIFT)) | a->address_space << QUAL_AS_SHIFT;
	return t;
}
