/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Enum bodies that need not be parsed before one of their names is used. A generated vmlinux.h has
 *tens of thousands of enumerators, of which a program uses a few; what other declarations ask of an
 *enum is its type, and that follows from the range of its values.
 *
 *	{ NAME [= [-] number] , ... }      with comments; anything else is for the parser
 */
#include <string.h>

#include "pp_impl.h"

struct scan {
	struct pp *pp;
	struct lexer *lx;
	const char *p;
	struct pp_enum *out;
	uint64_t next; /* value of an enumerator that has none written */
	bool negative; /* next is below 0 */
	bool wrapped;  /* the largest value has been used */
};

static void skip_space(struct scan *s)
{
	s->p = lex_skip_space(s->lx, s->p);
}

static bool scan_name(struct scan *s)
{
	const char *begin = s->p;

	if (*begin >= '0' && *begin <= '9')
		return false;
	while (lex_is_name(*s->p))
		s->p++;
	size_t len = (size_t)(s->p - begin);
	uint32_t hash = ident_hash(begin, len);

	ident_prefetch(s->pp->ids, hash);
	vec_push(s->pp->arena, &s->out->names, ((struct pp_enum_name){hash, (uint32_t)len, begin}));
	return len;
}

/* Each name stands for itself and for nothing else so far. */
static bool check_names(const struct scan *s)
{
	vec_for (n, &s->out->names)
		if (!pp_is_plain(ident_find(s->pp->ids, n->text, n->len, n->hash)))
			return false;
	return true;
}

static unsigned digit(char c)
{
	return c <= '9' ? (unsigned)(c - '0') : (unsigned)((c | 32) - 'a' + 10);
}

/* A decimal or hexadecimal number, or 0; u and l behind it are left out. */
static bool scan_digits(struct scan *s, uint64_t *value, bool *is_unsigned)
{
	bool hex = s->p[0] == '0' && (s->p[1] | 32) == 'x';
	unsigned base = hex ? 16 : 10;

	s->p += hex ? 2 : 0;
	const char *begin = s->p;

	for (*value = 0; lex_is_name(*s->p) && digit(*s->p) < base; s->p++)
		if (__builtin_mul_overflow(*value, (uint64_t)base, value) ||
			__builtin_add_overflow(*value, (uint64_t)digit(*s->p), value))
			return false;
	if (s->p == begin || (!hex && *begin == '0' && s->p - begin > 1))
		return false;
	*is_unsigned = hex && *value > INT64_MAX;
	for (unsigned n = 0; lex_is_name(*s->p); s->p++, n++) {
		char c = (char)(*s->p | 32);

		if ((c != 'u' && c != 'l') || n == 3 || (c == 'u' && *is_unsigned && !hex))
			return false;
		*is_unsigned |= c == 'u';
	}
	return true;
}

static bool scan_value(struct scan *s)
{
	bool minus = *s->p == '-', is_unsigned;
	uint64_t v;

	if (minus) {
		s->p++;
		skip_space(s);
	}
	if (!scan_digits(s, &v, &is_unsigned) || (!is_unsigned && v > INT64_MAX) ||
		(minus && (is_unsigned || v > INT64_MAX)))
		return false;
	s->negative = minus && v;
	s->next = minus ? -v : v;
	return *s->p != '.' && *s->p != '\'';
}

static void count_value(struct scan *s)
{
	uint64_t v = s->next;
	unsigned bits, *most = s->negative ? &s->out->neg : &s->out->pos;

	if (s->negative)
		bits = ~v ? log2_floor(~v) + 2 : 1;
	else
		bits = v ? log2_floor(v) + 1 : 1;
	*most = bits > *most ? bits : *most;
	s->next++;
	s->wrapped = !s->next && !s->negative;
	s->negative &= s->next != 0;
}

/* NAME [= number], up to what follows it. */
static bool scan_enumerator(struct scan *s)
{
	if (!scan_name(s))
		return false;
	skip_space(s);
	if (*s->p == '=') {
		s->p++;
		skip_space(s);
		if (!scan_value(s))
			return false;
		skip_space(s);
	} else if (s->wrapped) {
		return false;
	}
	count_value(s);
	return true;
}

const char *pp_scan_enum(struct pp *pp, struct pp_enum *out)
{
	struct lexer *lx = &pp->file->lx;
	struct scan s = {.pp = pp, .lx = lx, .p = lx->p, .out = out};
	bool quiet = lx->quiet, more = true;

	out->pos = out->neg = out->names.n = 0;
	lx->quiet = true;
	while (more) {
		skip_space(&s);
		if (*s.p == '}' && out->names.n)
			break;
		more = scan_enumerator(&s);
		if (more && *s.p == ',')
			s.p++;
		else if (*s.p != '}')
			more = false;
	}
	lx->quiet = quiet;
	more = more && *s.p == '}' && s.p < lx->end && !(out->pos > 63 && out->neg);
	return more && check_names(&s) ? s.p + 1 : NULL;
}
