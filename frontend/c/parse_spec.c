/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Declaration specifiers (C11 6.7 to 6.7.5): storage class, function specifiers, qualifiers and the
 * words that make up a type, in any order. The words of basic types are counted, then combined.
 */
#include "decl.h"

/* What was seen so far. */
struct words {
	struct declspec *out;
	enum spec_place place;
	int base;           /* enum type_kind of the word that says most, -1: none */
	struct qtype given; /* a type by itself: record, enum, typedef name, typeof; t NULL: none */
	uint8_t n_long, n_short, n_signed, n_unsigned;
	uint32_t quals;
	const char *last; /* spelling of the last type word, for diagnostics */
};

static bool any_type(const struct words *w)
{
	return w->base >= 0 || w->given.t || w->n_long || w->n_short || w->n_signed ||
	       w->n_unsigned;
}

static bool is_spec_kind(enum tok k)
{
	switch (k) {
	case TOK_AUTO:
	case TOK_CHAR_T:
	case TOK_CONST:
	case TOK_DOUBLE:
	case TOK_ENUM:
	case TOK_EXTERN:
	case TOK_FLOAT:
	case TOK_INLINE:
	case TOK_INT:
	case TOK_LONG:
	case TOK_REGISTER:
	case TOK_RESTRICT:
	case TOK_SHORT:
	case TOK_SIGNED:
	case TOK_STATIC:
	case TOK_STRUCT:
	case TOK_TYPEDEF:
	case TOK_UNION:
	case TOK_UNSIGNED:
	case TOK_VOID:
	case TOK_VOLATILE:
	case TOK_ALIGNAS:
	case TOK_ATOMIC:
	case TOK_BOOL:
	case TOK_COMPLEX:
	case TOK_IMAGINARY:
	case TOK_NORETURN:
	case TOK_THREAD_LOCAL:
	case TOK_CONSTEXPR:
	case TOK_INT128:
	case TOK_FLOAT16:
	case TOK_FLOAT128:
	case TOK_AUTO_TYPE:
	case TOK_TYPEOF:
	case TOK_TYPEOF_UNQUAL:
	case TOK_NONNULL: return true;
	default: return false;
	}
}

bool parse_is_spec(struct parser *p, const struct token *t)
{
	if (t->kind == TOK_IDENT)
		return sema_is_typedef(p, t->id);
	return is_spec_kind(t->kind);
}

bool parse_is_type(struct parser *p, const struct token *t)
{
	switch (t->kind) {
	case TOK_IDENT: return sema_is_typedef(p, t->id);
	case TOK_AUTO:
	case TOK_EXTERN:
	case TOK_INLINE:
	case TOK_REGISTER:
	case TOK_STATIC:
	case TOK_TYPEDEF:
	case TOK_NORETURN:
	case TOK_THREAD_LOCAL:
	case TOK_CONSTEXPR: return false;
	case TOK_ATTRIBUTE: return true;
	default: return is_spec_kind(t->kind);
	}
}

bool parse_at_type(struct parser *p)
{
	return parse_is_type(p, &p->tok);
}

/* ---- storage class and function specifiers ---- */

static const char *storage_name(enum storage s)
{
	static const char *const names[] = {"", "static", "extern", "auto", "register", "typedef"};

	return names[s];
}

static void set_storage(struct parser *p, struct words *w, enum storage s)
{
	struct declspec *out = w->out;

	if (w->place == SPEC_MEMBER || w->place == SPEC_TYPE_NAME) {
		diag(p->ds, DIAG_STORAGE_HERE, p->tok.loc);
	} else if (w->place == SPEC_PARAM && s != STORE_REGISTER && s != STORE_AUTO) {
		diag(p->ds, DIAG_PARAM_STORAGE, p->tok.loc);
	} else if (out->storage == s) {
		diag(p->ds, DIAG_DUPLICATE_SPEC, p->tok.loc, storage_name(s));
	} else if (out->storage) {
		diag(p->ds, DIAG_TWO_STORAGE, p->tok.loc, storage_name(out->storage));
	} else {
		out->storage = s;
		out->storage_loc = p->tok.loc;
	}
}

static struct attrs *own_attrs(struct parser *p, struct words *w)
{
	if (!w->out->attrs)
		w->out->attrs = arena_new(p->arena, struct attrs);
	return w->out->attrs;
}

/* True: the token was one of these. */
static bool storage_word(struct parser *p, struct words *w)
{
	switch (p->tok.kind) {
	case TOK_TYPEDEF: set_storage(p, w, STORE_TYPEDEF); break;
	case TOK_EXTERN: set_storage(p, w, STORE_EXTERN); break;
	case TOK_STATIC: set_storage(p, w, STORE_STATIC); break;
	case TOK_AUTO: set_storage(p, w, STORE_AUTO); break;
	case TOK_REGISTER: set_storage(p, w, STORE_REGISTER); break;
	case TOK_CONSTEXPR: w->out->is_constexpr = true; break;
	case TOK_THREAD_LOCAL: diag(p->ds, DIAG_THREAD_LOCAL, p->tok.loc); break;
	case TOK_INLINE: w->out->is_inline = true; break;
	case TOK_NORETURN: own_attrs(p, w)->noreturn = true; break;
	default: return false;
	}
	parse_next(p);
	return true;
}

/* ---- words of types ---- */

static void type_word(struct parser *p, struct words *w, enum type_kind k)
{
	if (w->base >= 0 || w->given.t)
		diag(p->ds, DIAG_BAD_TYPE_SPECS, p->tok.loc, w->last);
	else
		w->base = k;
	w->last = tok_name(p->tok.kind);
}

static void count_word(struct parser *p, struct words *w, uint8_t *count, unsigned max)
{
	if (w->given.t)
		diag(p->ds, DIAG_BAD_TYPE_SPECS, p->tok.loc, w->last);
	else if (*count >= max && max == 2)
		diag(p->ds, DIAG_TOO_MANY_LONG, p->tok.loc);
	else if (*count >= max)
		diag(p->ds, DIAG_DUPLICATE_SPEC, p->tok.loc, tok_name(p->tok.kind));
	else
		++*count;
	w->last = tok_name(p->tok.kind);
}

static bool basic_word(struct parser *p, struct words *w)
{
	switch (p->tok.kind) {
	case TOK_VOID: type_word(p, w, TY_VOID); break;
	case TOK_CHAR_T: type_word(p, w, TY_CHAR); break;
	case TOK_INT: type_word(p, w, TY_INT); break;
	case TOK_FLOAT: type_word(p, w, TY_FLOAT); break;
	case TOK_DOUBLE: type_word(p, w, TY_DOUBLE); break;
	case TOK_BOOL: type_word(p, w, TY_BOOL); break;
	case TOK_INT128: type_word(p, w, TY_INT128); break;
	case TOK_FLOAT16: type_word(p, w, TY_FLOAT16); break;
	case TOK_FLOAT128: type_word(p, w, TY_FLOAT128); break;
	case TOK_LONG: count_word(p, w, &w->n_long, 2); break;
	case TOK_SHORT: count_word(p, w, &w->n_short, 1); break;
	case TOK_SIGNED: count_word(p, w, &w->n_signed, 1); break;
	case TOK_UNSIGNED: count_word(p, w, &w->n_unsigned, 1); break;
	case TOK_COMPLEX:
	case TOK_IMAGINARY: diag(p->ds, DIAG_COMPLEX, p->tok.loc); break;
	default: return false;
	}
	parse_next(p);
	return true;
}

static bool qualifier_word(struct parser *p, struct words *w)
{
	switch (p->tok.kind) {
	case TOK_CONST: w->quals |= QUAL_CONST; break;
	case TOK_VOLATILE: w->quals |= QUAL_VOLATILE; break;
	case TOK_RESTRICT: w->quals |= QUAL_RESTRICT; break;
	case TOK_NONNULL:
	case TOK_EXTENSION: break;
	default: return false;
	}
	parse_next(p);
	return true;
}

static void give_type(struct parser *p, struct words *w, struct qtype t, src_loc loc)
{
	if (any_type(w))
		diag(p->ds, DIAG_BAD_TYPE_SPECS, loc, w->last);
	else
		w->given = t;
	w->last = "type-name";
}

/* typeof ( expression or type-name ) */
static struct qtype parse_typeof(struct parser *p)
{
	bool unqual = p->tok.kind == TOK_TYPEOF_UNQUAL;
	struct qtype t = type_q(p->types.basic[TY_ERROR]);

	parse_next(p);
	src_loc open = p->tok.loc;

	if (!parse_expect(p, TOK_LPAREN))
		return t;
	if (parse_enter(p)) {
		p->unevaluated++;
		t = parse_at_type(p) ? parse_type_name(p) : parse_expr(p)->type;
		p->unevaluated--;
	}
	parse_leave(p);
	parse_expect_close(p, TOK_RPAREN, open);
	return unqual ? type_unqual(t) : t;
}

/* _Atomic, or _Atomic ( type-name ) */
static void parse_atomic(struct parser *p, struct words *w)
{
	src_loc loc = p->tok.loc, open;
	struct qtype t;

	parse_next(p);
	if (!parse_at(p, TOK_LPAREN)) {
		w->quals |= QUAL_ATOMIC;
		return;
	}
	open = p->tok.loc;
	parse_next(p);
	t = parse_type_name(p);
	parse_expect_close(p, TOK_RPAREN, open);
	if (type_is_array(t) || type_is_func(t))
		diag(p->ds, DIAG_ATOMIC_TYPE, loc, type_name(p->arena, t));
	t.quals |= QUAL_ATOMIC;
	give_type(p, w, t, loc);
}

/* After a body, on a new line, something that can only begin another declaration. */
static bool missing_semi(struct parser *p, const struct words *w, uint32_t tags_before)
{
	enum tok k = p->tok.kind;

	return p->ast->tagged.n > tags_before && p->tok.flags & TF_BOL &&
	       (w->place == SPEC_FILE || w->place == SPEC_BLOCK || w->place == SPEC_MEMBER) &&
	       k != TOK_CONST && k != TOK_VOLATILE && k != TOK_ATTRIBUTE &&
	       parse_is_spec(p, &p->tok);
}

static void tag_type(struct parser *p, struct words *w)
{
	uint32_t before = p->ast->tagged.n;
	src_loc loc = p->tok.loc;
	bool is_enum = parse_at(p, TOK_ENUM);
	struct qtype t = is_enum ? parse_enum(p, w->place) : parse_record(p, w->place);

	w->out->has_tag = true;
	give_type(p, w, t, loc);
	if (!missing_semi(p, w, before))
		return;
	w->out->ended = true;
	diag(p->ds, DIAG_EXPECTED_AFTER, p->prev_end, ";", tag_kind_name(t.t));
	diag_fixit(p->ds, p->prev_end, 0, ";");
}

/* Types that come as a whole. */
static bool whole_type(struct parser *p, struct words *w)
{
	src_loc loc = p->tok.loc;

	switch (p->tok.kind) {
	case TOK_STRUCT:
	case TOK_UNION:
	case TOK_ENUM: tag_type(p, w); return true;
	case TOK_TYPEOF:
	case TOK_TYPEOF_UNQUAL: give_type(p, w, parse_typeof(p), loc); return true;
	case TOK_ATOMIC: parse_atomic(p, w); return true;
	case TOK_AUTO_TYPE:
		w->out->is_auto_type = true;
		give_type(p, w, type_q(p->types.basic[TY_ERROR]), loc);
		parse_next(p);
		return true;
	default: return false;
	}
}

/* ---- names of types ---- */

static void unknown_type(struct parser *p)
{
	struct ident *id = p->tok.id;
	struct type *tag = scope_find_tag(id);
	struct ident *like;

	if (tag) {
		const char *kind = tag_kind_name(tag);

		diag(p->ds, DIAG_MUST_USE_TAG, p->tok.loc, kind, id->name);
		diag_fixit(p->ds, p->tok.loc, 0, arena_printf(p->arena, "%s ", kind));
		return;
	}
	like = suggest_name(p, id, SUGGEST_TYPE);
	if (!like) {
		diag(p->ds, DIAG_UNKNOWN_TYPE, p->tok.loc, id->name);
		return;
	}
	diag(p->ds, DIAG_UNKNOWN_TYPE_SUGGEST, p->tok.loc, id->name, like->name);
	diag_fixit(p->ds, p->tok.loc, id->len, like->name);
	diag(p->ds, DIAG_NOTE_DECLARED_HERE, scope_find(like)->loc, like->name);
}

/* No type yet, and a name that is none: is it meant as one? `foo x`, `foo *`, not `foo(`, `foo;`.
 */
static bool meant_as_type(struct parser *p, enum spec_place place)
{
	switch (parse_peek(p, 1)->kind) {
	case TOK_IDENT: return true;
	case TOK_STAR: return true;
	case TOK_RPAREN:
	case TOK_COMMA: return place != SPEC_BLOCK;
	case TOK_CONST:
	case TOK_VOLATILE:
	case TOK_RESTRICT: return true;
	case TOK_LPAREN:
	case TOK_SEMI:
	case TOK_ASSIGN:
	case TOK_LBRACKET:
	case TOK_EOF: return place == SPEC_TYPE_NAME || place == SPEC_MEMBER;
	default: return place != SPEC_FILE && place != SPEC_BLOCK;
	}
}

static bool name_word(struct parser *p, struct words *w)
{
	struct decl *d;

	if (!parse_at(p, TOK_IDENT) || any_type(w))
		return false;
	d = sema_find(p, p->tok.id);
	if (d && d->kind == DECL_TYPEDEF) {
		w->given = type_q(d->u.sugar);
		d->referenced = true;
	} else if (meant_as_type(p, w->place)) {
		unknown_type(p);
		w->given = type_q(scope_find_tag(p->tok.id) ? scope_find_tag(p->tok.id)
							    : p->types.basic[TY_ERROR]);
	} else {
		return false;
	}
	w->last = "type-name";
	parse_next(p);
	return true;
}

/* ---- putting the words together ---- */

static enum type_kind int_kind(const struct words *w)
{
	unsigned u = w->n_unsigned;

	if (w->n_long)
		return (w->n_long == 2 ? TY_LLONG : TY_LONG) + u;
	return (w->n_short ? TY_SHORT : TY_INT) + u;
}

static const char *basic_name(struct parser *p, enum type_kind k)
{
	return type_name(p->arena, type_q(p->types.basic[k]));
}

static void check_words(struct parser *p, const struct words *w, enum type_kind k)
{
	bool is_int = w->base < 0 || w->base == TY_INT;
	bool sign_ok = is_int || w->base == TY_CHAR || w->base == TY_INT128;
	bool length_ok = is_int || (w->base == TY_DOUBLE && w->n_long == 1 && !w->n_short);

	if (is_int && !(w->n_signed && w->n_unsigned) && !(w->n_long && w->n_short))
		return;
	if ((w->n_signed || w->n_unsigned) && !sign_ok)
		diag(p->ds, DIAG_BAD_SIGN, w->out->loc, basic_name(p, k));
	if (w->n_signed && w->n_unsigned)
		diag(p->ds, DIAG_BAD_TYPE_SPECS, w->out->loc, "signed");
	if ((w->n_long || w->n_short) && (!length_ok || (w->n_long && w->n_short)))
		diag(p->ds, DIAG_BAD_LENGTH, w->out->loc, w->n_short ? "short" : "long",
			basic_name(p, k));
	if (w->base == TY_FLOAT16 || w->base == TY_FLOAT128)
		diag(p->ds, DIAG_NO_FLOAT128, w->out->loc, basic_name(p, k));
}

static struct qtype combine(struct parser *p, const struct words *w)
{
	enum type_kind k = w->base < 0 ? TY_INT : (enum type_kind)w->base;

	check_words(p, w, k);
	if (k == TY_INT)
		k = int_kind(w);
	else if (k == TY_CHAR && w->n_signed)
		k = TY_SCHAR;
	else if (k == TY_CHAR && w->n_unsigned)
		k = TY_UCHAR;
	else if (k == TY_INT128 && w->n_unsigned)
		k = TY_UINT128;
	else if (k == TY_DOUBLE && w->n_long)
		k = TY_LDOUBLE;
	return type_q(p->types.basic[k]);
}

bool parse_is_c89(const struct parser *p)
{
	return p->opts->std == FE_GNU89 || p->opts->std == FE_C89;
}

static void missing_type(struct parser *p, struct words *w)
{
	struct declspec *out = w->out;

	if (p->c23 && out->storage == STORE_AUTO) {
		out->is_auto_type = true;
		out->type = type_q(p->types.basic[TY_ERROR]);
		return;
	}
	out->missing = true;
	out->type = type_q(p->types.basic[TY_INT]);
	if (w->place == SPEC_TYPE_NAME || w->place == SPEC_MEMBER || !parse_at(p, TOK_IDENT)) {
		bool nothing = out->loc == p->tok.loc && !parse_at(p, TOK_LPAREN);

		diag(p->ds, nothing ? DIAG_EXPECTED_TYPE : DIAG_MISSING_TYPE, p->tok.loc);
		out->type = type_q(p->types.basic[nothing ? TY_ERROR : TY_INT]);
	} else {
		diag(p->ds, parse_is_c89(p) ? DIAG_IMPLICIT_INT : DIAG_MISSING_TYPE, p->tok.loc);
	}
}

static void finish_spec(struct parser *p, struct words *w)
{
	struct declspec *out = w->out;

	if (w->given.t)
		out->type = w->given;
	else if (any_type(w))
		out->type = combine(p, w);
	else
		missing_type(p, w);
	if (w->quals & QUAL_RESTRICT && !type_is_pointer(out->type) &&
		out->type.t->kind != TY_ERROR) {
		diag(p->ds, DIAG_RESTRICT_NON_POINTER, out->loc, type_name(p->arena, out->type));
		w->quals &= ~(uint32_t)QUAL_RESTRICT;
	}
	out->type.quals |= w->quals;
	if (out->attrs)
		out->type = attrs_apply_type(p, out->attrs, out->type, out->loc);
}

/* declaration-specifiers, specifier-qualifier-list: with attributes anywhere among them. */
void parse_declspecs(struct parser *p, enum spec_place place, struct declspec *out)
{
	struct words w = {.out = out, .place = place, .base = -1};

	*out = (struct declspec){.loc = p->tok.loc};
	while (!out->ended) {
		if (parse_at_attribute(p))
			out->attrs = parse_attributes(p, out->attrs);
		else if (parse_at(p, TOK_ALIGNAS))
			out->attrs = parse_alignas(p, out->attrs);
		else if (!qualifier_word(p, &w) && !basic_word(p, &w) && !name_word(p, &w) &&
			 !storage_word(p, &w) && !whole_type(p, &w))
			break;
	}
	finish_spec(p, &w);
}
