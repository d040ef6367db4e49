/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pragmas that change what declarations mean: pack, clang attribute push and pop, weak. They
 * are carried out when they become the current token; those of loops are left to the statement
 * parser.
 */
#include "decl.h"

/* ---- #pragma pack ---- */

static bool pack_value(struct parser *p, const struct token *t)
{
	struct lit_number n;

	if (!literal_number(p->ds, t, &n) || n.value > 16 || (n.value && !is_pow2(n.value))) {
		diag(p->ds, DIAG_PRAGMA_PACK_VALUE, t->loc);
		return false;
	}
	p->pack = (uint32_t)n.value;
	return true;
}

static bool is_word(const struct token *t, const char *word)
{
	return tok_is_name(t) && !strcmp(t->id->name, word);
}

/* Nothing to pop to is as without any #pragma pack. */
static void pack_pop(struct parser *p, const struct pragma *pr)
{
	if (p->pack_stack.n)
		p->pack = vec_pop(&p->pack_stack);
	else
		diag(p->ds, DIAG_PRAGMA_PACK_EMPTY, pr->loc);
}

/* ( ), ( n ), ( push ), ( push , n ), ( pop ), each with a name that we do not keep */
static void pragma_pack(struct parser *p, const struct pragma *pr)
{
	const struct token *t = pr->toks, *end = t + pr->n;

	if (pr->n < 2 || t->kind != TOK_LPAREN || end[-1].kind != TOK_RPAREN) {
		diag(p->ds, DIAG_PRAGMA_PACK_BAD, pr->loc);
		return;
	}
	t++;
	end--;
	if (t == end) {
		p->pack = 0;
		return;
	}
	if (is_word(t, "push"))
		vec_push(p->arena, &p->pack_stack, p->pack);
	else if (is_word(t, "pop"))
		pack_pop(p, pr);
	else if (t->kind != TOK_NUMBER)
		diag(p->ds, DIAG_PRAGMA_PACK_BAD, pr->loc);
	for (; t < end; t++)
		if (t->kind == TOK_NUMBER)
			pack_value(p, t);
}

/* ---- #pragma clang attribute ---- */

/* ( attributes [, apply_to = ...] ): only records are of interest, and none of the others' rules
 * takes one of the attributes that matter. */
static const struct attrs *parse_pushed(struct parser *p, const struct token *toks, uint32_t n)
{
	struct token saved = p->tok;
	src_loc end = p->prev_end, begin = p->prev_loc;
	const struct attrs *a = NULL;

	pp_tokens_begin(p->pp, toks, n);
	parse_next(p);
	if (parse_accept(p, TOK_LPAREN))
		a = parse_attributes(p, NULL);
	pp_tokens_end(p->pp);
	p->prev_end = end;
	p->prev_loc = begin;
	if (!p->stopped)
		p->tok = saved;
	return a;
}

static void pragma_attribute(struct parser *p, const struct pragma *pr)
{
	const struct token *t = pr->toks;

	if (pr->n && is_word(t, "push")) {
		const struct attrs *a = pr->n > 1 ? parse_pushed(p, t + 1, pr->n - 1) : NULL;

		if (pr->n > 1 && !a)
			diag(p->ds, DIAG_PRAGMA_ATTR_BAD, pr->loc);
		vec_push(p->arena, &p->pushed_attrs, p->record_attrs);
		p->record_attrs = attrs_merge(p, attrs_merge(p, NULL, p->record_attrs), a);
	} else if (pr->n && is_word(t, "pop")) {
		if (p->pushed_attrs.n)
			p->record_attrs = vec_pop(&p->pushed_attrs);
		else
			diag(p->ds, DIAG_PRAGMA_ATTR_EMPTY, pr->loc);
	} else {
		diag(p->ds, DIAG_PRAGMA_ATTR_BAD, pr->loc);
	}
}

/* ---- the others ---- */

/* NAME, or NAME = alias, which the object format has no need of */
static void pragma_weak(struct parser *p, const struct pragma *pr)
{
	struct decl *d;

	if (!pr->n || !tok_is_name(pr->toks))
		return;
	vec_push(p->arena, &p->weak_names, pr->toks->id);
	d = sema_find(p, pr->toks->id);
	if (d && (d->kind == DECL_VAR || d->kind == DECL_FUNC)) {
		static const struct attrs weak = {.weak = true};

		d->canonical->attrs = attrs_merge(p, d->canonical->attrs, &weak);
	}
}

bool pragma_is_weak(struct parser *p, const struct ident *name)
{
	vec_for (w, &p->weak_names)
		if (*w == name)
			return true;
	return false;
}

bool pragma_global(struct parser *p, const struct pragma *pragma)
{
	switch (pragma->kind) {
	case PRAGMA_UNROLL:
	case PRAGMA_NOUNROLL:
	case PRAGMA_CLANG_LOOP: return !p->fn;
	case PRAGMA_CLANG_ATTRIBUTE: pragma_attribute(p, pragma); return true;
	case PRAGMA_PACK: pragma_pack(p, pragma); return true;
	case PRAGMA_WEAK: pragma_weak(p, pragma); return true;
	case PRAGMA_VISIBILITY:
	case PRAGMA_OTHER: return true;
	}
	return true;
}

void pragma_apply_record(struct parser *p, struct record *r)
{
	r->pack = p->pack;
	if (p->record_attrs) {
		r->preserve_access_index = p->record_attrs->preserve_access_index;
		r->preserve_static_offset = p->record_attrs->preserve_static_offset;
		r->is_packed = p->record_attrs->packed;
	}
}

void pragma_finish(struct parser *p)
{
	if (p->pushed_attrs.n)
		diag(p->ds, DIAG_PRAGMA_ATTR_OPEN, p->tok.loc);
}
