/* SPDX-License-Identifier: BSD-2-Clause */
/* Names of the assembler and expressions over them. */
#include <ctype.h>
#include <stdlib.h>

#include "assembler.h"

struct asm_sym *asm_sym_named(struct assembler *as, const char *name, size_t len)
{
	struct ident *id = ident_get(&as->names, name, len);
	struct asm_sym *s = id->sym;

	if (s)
		return s;
	s = id->sym = arena_new(as->arena, struct asm_sym);
	s->name = id->name;
	s->section = ASM_UNDEF;
	s->obj = ASM_UNDEF;
	s->temporary = len > 2 && id->name[0] == '.' && id->name[1] == 'L';
	vec_push(as->arena, &as->syms, s);
	return s;
}

/* "a \"b\"" without its quotes */
static const char *unquote(struct assembler *as, const char *name, size_t *len)
{
	char *out = arena_alloc(as->arena, *len), *to = out;

	for (size_t i = 1; i + 1 < *len; i++) {
		bool escape = name[i] == '\\' && i + 2 < *len;

		i += escape;
		*to++ = escape && name[i] == 'n' ? '\n' : name[i];
	}
	*len = (size_t)(to - out);
	return out;
}

/* "1f", "1b": the next or the latest label 1. */
static struct asm_sym *local_label(struct assembler *as, const char *name, size_t len)
{
	uint64_t number = strtoull(name, NULL, 10), *count;
	struct asm_sym *s;
	char text[48];

	count = map_put(as->arena, &as->local, number);
	snprintf(text, sizeof(text), ".L\x01%llu\x01%llu", (unsigned long long)number,
		(unsigned long long)*count + (name[len - 1] == 'f'));
	s = asm_sym_named(as, text, strlen(text));
	if (*s->name == '.')
		s->name = arena_strndup(as->arena, name, len);
	return s;
}

struct asm_sym *asm_sym_here(struct assembler *as)
{
	struct asm_sym *s = arena_new(as->arena, struct asm_sym);

	s->name = ".";
	s->obj = ASM_UNDEF;
	s->temporary = true;
	s->section = as->section;
	s->place = asm_place_now(as);
	return s;
}

struct asm_sym *asm_sym_get(struct assembler *as, const char *name, size_t len)
{
	if (isdigit((unsigned char)*name))
		return local_label(as, name, len);
	if (len == 1 && *name == '.')
		return asm_sym_here(as);
	if (*name == '"')
		name = unquote(as, name, &len);
	return asm_sym_named(as, name, len);
}

static bool redefined(struct assembler *as, const struct asm_sym *s, src_loc loc)
{
	asm_error(as, DIAG_EASM_REDEFINED, loc, s->name);
	diag(as->ds, DIAG_NOTE_PREVIOUS_DEFINITION, s->defined);
	return false;
}

bool asm_define_label(struct assembler *as, const char *name, size_t len)
{
	src_loc loc = asm_loc(as, name);
	struct asm_sym *s;

	if (isdigit((unsigned char)*name)) {
		for (size_t i = 0; i < len; i++)
			if (!isdigit((unsigned char)name[i]) || len > 9) {
				asm_error(as, DIAG_EASM_LABEL, loc, (int)len, name);
				return false;
			}
		s = local_label(as, arena_printf(as->arena, "%.*sf", (int)len, name), len + 1);
		++*map_put(as->arena, &as->local, strtoull(name, NULL, 10));
	} else {
		s = asm_sym_get(as, name, len);
	}
	if (s->section != ASM_UNDEF)
		return redefined(as, s, loc);
	s->section = as->section;
	s->place = asm_place_now(as);
	s->defined = loc;
	return true;
}

bool asm_define_value(struct assembler *as, const char *name, size_t len, struct asm_expr value)
{
	struct asm_sym *s;

	if (len == 1 && *name == '.') {
		asm_error(as, DIAG_EASM_LABEL, asm_loc(as, name), (int)len, name);
		return false;
	}
	s = asm_sym_get(as, name, len);
	/* a number can be set anew, as in every assembler: what was read before keeps the old one
	 */
	if (s->section != ASM_UNDEF && (s->section != ASM_ABS || s->value.sym || value.sym))
		return redefined(as, s, asm_loc(as, name));
	s->section = ASM_ABS;
	s->value = value;
	s->defined = asm_loc(as, name);
	return true;
}

bool asm_lookup(void *ctx, const char *name, size_t len, int64_t *value)
{
	struct assembler *as = ctx;
	struct ident *id = ident_find(&as->names, name, len, ident_hash(name, len));
	struct asm_sym *s = id ? id->sym : NULL;

	if (!s || s->section != ASM_ABS || s->value.sym)
		return false;
	*value = s->value.v;
	return true;
}

bool asm_known_difference(
	void *ctx, const char *a, size_t a_len, const char *b, size_t b_len, int64_t *value)
{
	struct asm_sym *x = asm_sym_get(ctx, a, a_len), *y = asm_sym_get(ctx, b, b_len);

	if (x->section != y->section || x->section >= ASM_ABS || x->place.parts != y->place.parts)
		return false;
	*value = (int64_t)(x->place.bytes - y->place.bytes);
	return true;
}

struct asm_expr asm_expr_of(
	struct assembler *as, const char *sym, size_t len, int64_t addend, src_loc loc)
{
	struct asm_expr e = {.v = addend, .loc = loc};

	if (sym) {
		e.sym = asm_sym_get(as, sym, len);
		if (!e.sym->used)
			e.sym->used = asm_loc(as, sym);
	}
	return e;
}

bool asm_expr(struct assembler *as, struct atext_reader *r, struct asm_expr *out)
{
	struct atext_expr e;
	const char *at;

	atext_blanks(r);
	at = r->at;
	if (!atext_expr_read(r, true, &e))
		return asm_text_error(as, r);
	*out = asm_expr_of(as, e.sym, e.len, e.v, asm_loc(as, at));
	if (e.sub)
		out->sub = asm_expr_of(as, e.sub, e.sub_len, 0, 0).sym;
	return true;
}

/* One side of an expression: through names of values to a label or nothing. */
static bool resolve_side(struct assembler *as, struct asm_expr *e, struct asm_sym **side, int sign)
{
	unsigned steps = 0;

	while (*side && (*side)->section == ASM_ABS) {
		const struct asm_expr *v = &(*side)->value;

		if (v->sub || ++steps > as->syms.n) {
			asm_error(as, DIAG_EASM_VALUE, e->loc, (*side)->name);
			return false;
		}
		e->v = (int64_t)((uint64_t)e->v + (uint64_t)sign * (uint64_t)v->v);
		*side = v->sym;
	}
	return true;
}

bool asm_expr_resolve(struct assembler *as, struct asm_expr *e)
{
	/* a difference under a name alone: what the name stands for */
	for (unsigned i = 0; e->sym && !e->sub && e->sym->section == ASM_ABS && e->sym->value.sub;
		i++) {
		const struct asm_expr *v = &e->sym->value;

		if (i > as->syms.n)
			break;
		e->v = (int64_t)((uint64_t)e->v + (uint64_t)v->v);
		e->sub = v->sub;
		e->sym = v->sym;
	}
	if (!resolve_side(as, e, &e->sym, 1) || !resolve_side(as, e, &e->sub, -1))
		return false;
	if (e->sub && e->sub == e->sym)
		e->sub = e->sym = NULL;
	if (e->sub && !e->sym) {
		asm_error(as, DIAG_EASM_DIFFERENCE, e->loc, "a number", e->sub->name);
		return false;
	}
	return true;
}
