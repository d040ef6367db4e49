/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * struct and union specifiers (C11 6.7.2.1). A body in a header is not parsed where it stands: its
 * braces are skipped, and types.complete comes back for it when somebody needs a member, the size,
 * or completeness. Bodies in the main file are parsed at once, so that all their errors are seen.
 */
#include "decl.h"

const char *tag_kind_name(const struct type *t)
{
	return t->kind == TY_ENUM ? "enum" : t->u.record->is_union ? "union" : "struct";
}

src_loc tag_loc(const struct type *t)
{
	return t->kind == TY_ENUM ? t->u.enumeration->loc : t->u.record->loc;
}

void sema_note_tag(struct parser *p, const struct type *t)
{
	bool complete = t->kind == TY_ENUM ? t->u.enumeration->is_complete
					   : t->u.record->is_complete || t->u.record->lazy;

	if (tag_loc(t) && complete)
		diag(p->ds, DIAG_NOTE_PREVIOUS, tag_loc(t));
	else if (tag_loc(t))
		diag(p->ds, DIAG_NOTE_FORWARD, tag_loc(t),
			type_name(p->arena, type_q((struct type *)t)));
}

static uint32_t tag_scope(const struct type *t)
{
	return t->kind == TY_ENUM ? t->u.enumeration->scope : t->u.record->scope;
}

static struct type *new_tag(
	struct parser *p, enum type_kind kind, bool is_union, struct ident *tag, src_loc loc)
{
	struct type *t = kind == TY_ENUM ? type_enum_new(&p->types, tag)
					 : type_record_new(&p->types, tag, is_union);

	if (kind == TY_ENUM)
		t->u.enumeration->loc = loc;
	else
		t->u.record->loc = loc;
	if (tag)
		scope_bind_tag(&p->scopes, tag, t);
	return t;
}

/*
 * An unknown tag is named in an inner scope. A body that was put off may have declared it at file
 * scope before; this is rare enough to parse them all.
 */
static struct type *tag_from_lazy(struct parser *p, struct ident *tag)
{
	if (scope_depth(&p->scopes) && p->lazy.n)
		sema_complete_all(p);
	return scope_find_tag(tag);
}

struct type *sema_tag(struct parser *p, enum type_kind kind, bool is_union, struct ident *tag,
	src_loc loc, bool define, enum spec_place place)
{
	struct type *t = tag ? scope_find_tag(tag) : NULL;
	bool same_kind;

	if (tag && !t && !define)
		t = tag_from_lazy(p, tag);
	if (t && t->kind == TY_ENUM)
		parse_shelved_enum(p, t);
	if (!t || (define && tag_scope(t) != scope_depth(&p->scopes))) {
		if (tag && place == SPEC_PARAM && !define)
			diag(p->ds, DIAG_VISIBILITY, loc,
				arena_printf(p->arena, "%s %s",
					kind == TY_ENUM ? "enum"
					: is_union      ? "union"
							: "struct",
					tag->name));
		return new_tag(p, kind, is_union, tag, loc);
	}
	same_kind = t->kind == kind && (kind == TY_ENUM || t->u.record->is_union == is_union);
	if (same_kind)
		return t;
	diag(p->ds, DIAG_TAG_KIND, loc, tag->name);
	diag(p->ds, DIAG_NOTE_PREVIOUS_USE, tag_loc(t));
	return define ? new_tag(p, kind, is_union, NULL, loc) : p->types.basic[TY_ERROR];
}

/* ---- members ---- */

/* Bit offsets must fit 64 bits. */
#define RECORD_MAX_BYTES (1ull << 60)

/* What is known of the members read so far. */
struct body {
	struct record *r;
	struct map names; /* ident -> place */
	uint64_t bytes;   /* of the members together */
};

static const char *record_kind(const struct record *r)
{
	return r->is_union ? "union" : "struct";
}

static const char *field_name(const struct field *f)
{
	return f->name ? f->name->name : "(unnamed)";
}

static const char *type_name_of(struct parser *p, const struct record *r)
{
	return arena_printf(p->arena, "%s %s", record_kind(r), r->tag ? r->tag->name : "(unnamed)");
}

static void claim_name(struct parser *p, struct body *b, struct ident *name, src_loc loc,
	const struct record *anonymous)
{
	uint64_t *slot = map_put(p->arena, &b->names, map_key(name));

	if (*slot) {
		if (anonymous)
			diag(p->ds, DIAG_ANON_MEMBER_REDECLARES, loc, record_kind(anonymous),
				name->name);
		else
			diag(p->ds, DIAG_DUPLICATE_MEMBER, loc, name->name);
		diag(p->ds, DIAG_NOTE_PREVIOUS_DECL, (src_loc)*slot);
	}
	*slot = loc;
}

/* The names of an anonymous member's members are the record's. */
static void claim_names(struct parser *p, struct body *b, const struct record *sub)
{
	vec_for (f, &sub->fields) {
		struct type *t = type_strip(f->type).t;

		if (f->name)
			claim_name(p, b, f->name, f->loc, sub);
		else if (t->kind == TY_RECORD && !f->is_bitfield)
			claim_names(p, b, t->u.record);
	}
}

/* 6.7.2.1p4: the width; false: diagnosed, and to be taken as a plain member. */
static bool check_bitfield(struct parser *p, struct field *f, const struct expr *width)
{
	unsigned bits;

	if (width->kind == EX_ERROR || f->type.t->kind == TY_ERROR)
		return false;
	if (!type_is_integer(f->type)) {
		diag(p->ds, DIAG_BITFIELD_TYPE, f->loc, field_name(f),
			type_name(p->arena, f->type));
		return false;
	}
	bits = type_strip(f->type).t->kind == TY_BOOL ? 1 : type_bits(&p->types, f->type);
	if (type_is_signed(width->type) && (int64_t)width->u.value.lo < 0)
		diag(p->ds, DIAG_BITFIELD_NEGATIVE, width->loc, field_name(f),
			(long long)width->u.value.lo);
	else if (width->u.value.lo > bits)
		diag(p->ds, DIAG_BITFIELD_WIDE, f->loc, field_name(f),
			(unsigned long long)width->u.value.lo, bits);
	else if (!width->u.value.lo && f->name)
		diag(p->ds, DIAG_BITFIELD_ZERO, f->loc, field_name(f));
	else
		return true;
	return false;
}

/* A flexible member may only be the last; the one before the new member was not. */
static void check_last_flexible(struct parser *p, struct record *r)
{
	const struct field *last = r->fields.n ? &vec_last(&r->fields) : NULL;
	const struct type *t = last ? type_strip(last->type).t : NULL;

	if (!t || r->is_union)
		return;
	if (t->kind == TY_ARRAY && t->u.array.incomplete)
		diag(p->ds, DIAG_FLEXIBLE_NOT_LAST, last->loc, field_name(last),
			type_name(p->arena, last->type), record_kind(r));
}

static bool is_flexible(const struct qtype q)
{
	const struct type *t = type_strip(q).t;

	return t->kind == TY_ARRAY && t->u.array.incomplete;
}

static void check_member_type(struct parser *p, struct body *b, struct field *f)
{
	struct type *t = type_strip(f->type).t;
	struct qtype elem = f->type;
	bool ok = true;

	if (t->kind == TY_FUNC) {
		diag(p->ds, DIAG_FIELD_FUNC, f->loc, field_name(f));
		ok = false;
	} else if (is_flexible(f->type)) {
		elem = t->u.array.elem;
		b->r->has_flexible = true;
	}
	if (ok && !is_flexible(f->type))
		ok = sema_check_complete(p, elem, f->loc, DIAG_INCOMPLETE_FIELD);
	if (ok && (b->bytes += type_size(&p->types, f->type)) > RECORD_MAX_BYTES) {
		diag(p->ds, DIAG_RECORD_TOO_LARGE, f->loc, type_name_of(p, b->r));
		b->bytes = 0;
		ok = false;
	}
	if (!ok)
		f->type = type_q(p->types.basic[TY_ERROR]);
	else if (t->kind == TY_RECORD && t->u.record->has_flexible)
		b->r->has_flexible = true;
}

/* Attributes of the member, and the number CO-RE counts it by. */
static void add_member(struct parser *p, struct body *b, struct field f)
{
	check_last_flexible(p, b->r);
	if (f.attrs) {
		f.packed = f.attrs->packed;
		f.align = f.attrs->align;
	}
	if (f.name)
		claim_name(p, b, f.name, f.loc, NULL);
	if (b->r->fields.n) {
		const struct field *before = &vec_last(&b->r->fields);

		f.index = before->index + (before->name || !before->is_bitfield);
	}
	vec_push(p->arena, &b->r->fields, f);
}

/* struct-declarator: declarator, or declarator(opt) : constant-expression */
static void parse_member(struct parser *p, struct body *b, const struct declspec *spec)
{
	struct declarator d = {.type = spec->type, .loc = p->tok.loc, .attrs = spec->attrs};
	struct field f;

	if (!parse_at(p, TOK_COLON))
		parse_declarator(p, spec, SPEC_MEMBER, &d);
	f = (struct field){.name = d.name, .type = d.type, .loc = d.loc};
	if (parse_accept(p, TOK_COLON)) {
		struct expr *width = parse_const_expr(p);

		f.is_bitfield = check_bitfield(p, &f, width);
		f.bit_width = f.is_bitfield ? (uint32_t)width->u.value.lo : 0;
		if (!f.is_bitfield && !f.name)
			return;
	} else {
		check_member_type(p, b, &f);
	}
	f.attrs = parse_attributes(p, d.attrs);
	if (f.name || f.is_bitfield)
		add_member(p, b, f);
}

/* `struct { ... };` in a record: an anonymous member. Anything else declares nothing. */
static void add_anonymous(struct parser *p, struct body *b, const struct declspec *spec)
{
	struct type *t = type_strip(spec->type).t;
	struct field f = {.type = spec->type, .loc = spec->loc, .attrs = spec->attrs};

	if (t->kind != TY_RECORD || t->u.record->tag || !spec->has_tag) {
		if (t->kind != TY_ERROR && !(spec->has_tag && t->kind == TY_ENUM))
			diag(p->ds, DIAG_DECLARES_NOTHING, spec->loc);
		return;
	}
	check_member_type(p, b, &f);
	add_member(p, b, f);
	if (type_complete(&p->types, f.type))
		claim_names(p, b, t->u.record);
}

/* struct-declaration */
static void parse_members(struct parser *p, struct body *b)
{
	struct declspec spec;

	parse_accept(p, TOK_EXTENSION);
	if (!parse_is_spec(p, &p->tok) && !parse_at(p, TOK_IDENT) && !parse_at_attribute(p)) {
		diag(p->ds, DIAG_EXPECTED_TYPE, p->tok.loc);
		parse_skip_to(p, TOK_SEMI, TOK_RBRACE);
		parse_accept(p, TOK_SEMI);
		return;
	}
	parse_declspecs(p, SPEC_MEMBER, &spec);
	if (spec.is_auto_type)
		diag(p->ds, DIAG_AUTO_TYPE_HERE, spec.loc);
	if (parse_at(p, TOK_SEMI) || spec.ended) {
		add_anonymous(p, b, &spec);
	} else {
		do {
			parse_member(p, b, &spec);
		} while (parse_accept(p, TOK_COMMA));
	}
	if (spec.ended)
		return;
	if (parse_at(p, TOK_RBRACE)) {
		diag(p->ds, DIAG_MISSING_SEMI_LIST, p->prev_end);
		diag_fixit(p->ds, p->prev_end, 0, ";");
	} else {
		parse_expect_semi(p, "declaration list");
	}
}

/* { struct-declaration-list }, with '{' current */
void parse_record_body(struct parser *p, struct record *r)
{
	struct body b = {.r = r};
	src_loc open = p->tok.loc;

	parse_next(p);
	if (parse_enter(p)) {
		while (!parse_at(p, TOK_RBRACE) && !parse_at(p, TOK_EOF)) {
			if (parse_at(p, TOK_SEMI)) {
				diag(p->ds, DIAG_EXTRA_SEMI_STRUCT, p->tok.loc, record_kind(r));
				parse_next(p);
			} else if (parse_at(p, TOK_STATIC_ASSERT)) {
				parse_static_assert(p);
			} else {
				parse_members(p, &b);
			}
		}
	}
	parse_leave(p);
	parse_expect_close(p, TOK_RBRACE, open);
}

/* All that was defined since `first` inside a relocatable record is relocatable. */
static void inherit_access_index(struct parser *p, const struct record *r, uint32_t first)
{
	for (uint32_t i = first; r->preserve_access_index && i < p->ast->tagged.n; i++) {
		struct type *t = p->ast->tagged.p[i];

		if (t->kind == TY_RECORD)
			t->u.record->preserve_access_index = true;
	}
}

void parse_record_end(struct parser *p, struct record *r, uint32_t first)
{
	inherit_access_index(p, r, first);
	layout_record(&p->types, r);
	r->being_defined = false;
	r->is_complete = true;
}

/* ---- the specifier ---- */

/* A type for a body that may not define the tag's: it was defined before. */
static struct type *redefined(
	struct parser *p, const struct type *old, struct ident *tag, src_loc loc, bool is_union)
{
	if (old->u.record->being_defined)
		diag(p->ds, DIAG_NESTED_REDEFINITION, loc, tag->name);
	else
		diag(p->ds, DIAG_REDEFINITION, loc, tag->name);
	diag(p->ds, DIAG_NOTE_PREVIOUS, old->u.record->loc);
	return type_record_new(&p->types, tag, is_union);
}

static void apply_attrs(struct parser *p, struct record *r, struct attrs *a)
{
	if (!a)
		return;
	r->attrs = attrs_merge(p, r->attrs, a);
	r->is_packed |= a->packed;
	r->preserve_access_index |= a->preserve_access_index;
	r->preserve_static_offset |= a->preserve_static_offset;
	r->transparent_union |= a->transparent_union && r->is_union;
	r->user_align = (uint32_t)max_u64(r->user_align, a->align);
}

static struct type *begin_record(
	struct parser *p, struct ident *tag, src_loc loc, bool is_union, enum spec_place place)
{
	struct type *t = sema_tag(p, TY_RECORD, is_union, tag, loc, true, place);
	struct record *r = t->u.record;

	if (r->is_complete || r->lazy || r->being_defined)
		t = redefined(p, t, tag, loc, is_union);
	r = t->u.record;
	r->loc = loc;
	r->serial = ++p->next_serial;
	pragma_apply_record(p, r);
	vec_push(p->arena, &p->ast->tagged, t);
	return t;
}

static struct type *define_record(struct parser *p, struct ident *tag, src_loc loc, bool is_union,
	struct attrs *before, enum spec_place place)
{
	struct type *t = begin_record(p, tag, loc, is_union, place);
	struct record *r = t->u.record;
	uint32_t first = p->ast->tagged.n;

	apply_attrs(p, r, before);
	if (parse_defer_record(p, t)) {
		apply_attrs(p, r, parse_attributes(p, NULL));
		return t;
	}
	r->being_defined = true;
	p->in_body++;
	parse_record_body(p, r);
	p->in_body--;
	apply_attrs(p, r, parse_attributes(p, NULL));
	parse_record_end(p, r, first);
	return t;
}

void sema_tagged(struct parser *p, const struct pp_tagged *t, bool is_union)
{
	if (t->has_body)
		parse_record_later(
			p, begin_record(p, t->tag, t->loc, is_union, SPEC_FILE), &t->body);
	else
		sema_tag(p, TY_RECORD, is_union, t->tag, t->loc, true, SPEC_FILE);
}

/* struct-or-union attributes(opt) identifier(opt) { ... } attributes(opt), or only the identifier
 */
struct qtype parse_record(struct parser *p, enum spec_place place)
{
	bool is_union = parse_at(p, TOK_UNION), declares;
	struct ident *tag = NULL;
	struct attrs *before;
	src_loc loc;

	parse_next(p);
	before = parse_attributes(p, NULL);
	loc = p->tok.loc;
	if (parse_at(p, TOK_IDENT)) {
		tag = p->tok.id;
		parse_next(p);
	}
	if (parse_at(p, TOK_LBRACE))
		return type_q(define_record(p, tag, loc, is_union, before, place));
	if (!tag) {
		diag(p->ds, DIAG_ANONYMOUS_TAG, loc, is_union ? "union" : "struct");
		return type_q(p->types.basic[TY_ERROR]);
	}
	declares = parse_at(p, TOK_SEMI) && (place == SPEC_FILE || place == SPEC_BLOCK);
	return type_q(sema_tag(p, TY_RECORD, is_union, tag, loc, declares, place));
}
