/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Declarations of functions and types' names that need not be parsed before their name is used. A
 * header of helpers has two hundred, the kernel's have thousands; a program uses a few.
 *
 *	specifiers [*] NAME ( ... ) decoration ;
 *	static specifiers [*] NAME ( ... ) decoration { ... }
 *	specifiers [*] ( * const NAME ) ( ... ) = ( void * ) number ;
 *	typedef specifiers [*] NAME [ [ ... ] | ( ... ) ] ;
 *	typedef specifiers [*] ( * NAME ) ( ... ) ;
 *
 * Specifiers and decoration are words; of macros, only those that expand to specifiers and to
 * attributes from which nothing follows. Anything else is for the parser.
 */
#include <string.h>

#include "pp_impl.h"

enum { MACRO_LEVELS = 4 };

struct scan {
	struct pp *pp;
	struct lexer *lx;
	const char *p;
	const char *name; /* the declared one, NULL before it */
	uint32_t name_len;
	const char *last; /* the plain word that was read last, NULL: none */
	uint32_t last_len;
	bool is_static, is_pointer, is_typedef, is_typed;
};

static bool is_decoration(struct pp *pp, struct macro *m, unsigned levels);

/* Words by which an attribute has an effect even when nothing uses what it is on. */
static bool keeps(const struct ident *id)
{
	static const char *const words[] = {"used", "retain", "section", "alias", "constructor",
		"destructor", "weak", "weakref", "overloadable"};
	const char *s = id->name;
	size_t n = id->len;

	if (n > 4 && !memcmp(s, "__", 2) && !memcmp(s + n - 2, "__", 2)) {
		s += 2;
		n -= 4;
	}
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strlen(words[i]) == n && !memcmp(s, words[i], n))
			return true;
	return false;
}

/* A word of a decorating macro outside of attributes. */
static bool is_specifier(struct pp *pp, struct macro *m, const struct token *t, unsigned levels)
{
	struct macro *inner = tok_is_name(t) ? pp_macro(pp, t->id) : NULL;

	if (inner && inner != m)
		return levels && is_decoration(pp, inner, levels - 1);
	return t->kind == TOK_INLINE || t->kind == TOK_EXTERN || t->kind == TOK_CONST ||
	       t->kind == TOK_VOLATILE;
}

/* Does m expand to specifiers and attributes, none of which keeps what it is on? */
static bool is_decoration(struct pp *pp, struct macro *m, unsigned levels)
{
	unsigned depth = 0;

	pp_read_macro(pp, m);
	if (m->function || m->builtin)
		return false;
	for (uint32_t i = 0; i < m->n_body; i++) {
		const struct token *t = &m->body[i];

		if (depth) {
			depth += (t->kind == TOK_LPAREN) - (t->kind == TOK_RPAREN);
			if (tok_is_name(t) && (keeps(t->id) || pp_macro(pp, t->id)))
				return false;
		} else if (t->kind == TOK_ATTRIBUTE && i + 1 < m->n_body &&
			   t[1].kind == TOK_LPAREN) {
			depth = 1;
			i++;
		} else if (!is_specifier(pp, m, t, levels)) {
			return false;
		}
	}
	return !depth;
}

/* A word that no macro is behind may stand here, and what does it say? */
static bool take_word(struct scan *s, const struct ident *id, const char *begin, uint32_t len)
{
	switch (id ? id->keyword : 0) {
	case 0:
		if (s->name)
			return false;
		s->is_typed |= s->last != NULL; /* by the word before */
		s->last = begin;
		s->last_len = len;
		return true;
	case TOK_STATIC: s->is_static = true; return !s->name;
	case TOK_TYPEDEF: s->is_typedef = true; return !s->name;
	case TOK_STRUCT:
	case TOK_UNION:
	case TOK_ENUM: {
		const char *tag = lex_skip_space(s->lx, s->p), *end = tag;

		while (lex_is_name(*end))
			end++;
		id = ident_find(
			s->pp->ids, tag, (size_t)(end - tag), ident_hash(tag, (size_t)(end - tag)));
		s->p = end;
		s->is_typed = true;
		return id && id->tag && !id->macro && !s->name;
	}
	case TOK_VOID:
	case TOK_CHAR:
	case TOK_SHORT:
	case TOK_INT:
	case TOK_LONG:
	case TOK_SIGNED:
	case TOK_UNSIGNED:
	case TOK_BOOL: s->is_typed = true; /* fall through */
	case TOK_CONST:
	case TOK_VOLATILE:
	case TOK_INLINE:
	case TOK_EXTERN:
		s->is_typed |= s->last != NULL;
		s->last = NULL;
		return !s->name;
	default: return false;
	}
}

static bool scan_word(struct scan *s)
{
	const char *begin = s->p;

	while (lex_is_name(*s->p))
		s->p++;
	size_t len = (size_t)(s->p - begin);
	const struct ident *id = ident_find(s->pp->ids, begin, len, ident_hash(begin, len));

	if (id && id->flags & ID_CHECKED)
		return false;
	struct macro *m = id && id->macro ? pp_macro(s->pp, id) : NULL;

	if (m)
		return is_decoration(s->pp, m, MACRO_LEVELS);
	return take_word(s, id, begin, (uint32_t)len);
}

/* At a `(`: to behind the matching one. */
static bool skip_parens(struct scan *s)
{
	static const char stops[] = "(){};#%\\\"'/";
	unsigned depth = 0;

	for (const char *after;; s->p++) {
		s->p += strcspn(s->p, stops);
		if (s->p >= s->lx->end)
			return false;
		if (*s->p == '(') {
			depth++;
		} else if (*s->p == ')') {
			if (!--depth) {
				s->p++;
				return true;
			}
		} else if (*s->p == '/' && (after = lex_comment_end(s->lx, s->p))) {
			s->p = after - 1;
		} else {
			return false;
		}
	}
}

static bool take_text(struct scan *s, const char *text, size_t len)
{
	s->p = lex_skip_space(s->lx, s->p);
	if (strncmp(s->p, text, len) != 0 || (lex_is_name(text[len - 1]) && lex_is_name(s->p[len])))
		return false;
	s->p += len;
	return true;
}

/* Is `text` next? Behind it then. */
#define take(s, text) take_text(s, text, sizeof(text) - 1)

/* ( * const NAME ) */
static bool scan_pointer(struct scan *s)
{
	if (!take(s, "(") || !take(s, "*"))
		return false;
	take(s, "const");
	s->p = lex_skip_space(s->lx, s->p);
	s->name = s->p;
	while (lex_is_name(*s->p))
		s->p++;
	s->name_len = (uint32_t)(s->p - s->name);
	s->is_pointer = true;
	return take(s, ")") && take(s, "(") && (s->p--, skip_parens(s));
}

/* A `(`: of the parameters, behind the name, or round a pointer's name. */
static bool scan_paren(struct scan *s)
{
	if (s->name)
		return false;
	if (*lex_skip_space(s->lx, s->p + 1) == '*')
		return scan_pointer(s);
	s->name = s->last;
	s->name_len = s->last_len;
	return s->name && skip_parens(s);
}

/* = ( void * ) number ; */
static bool scan_address(struct scan *s)
{
	if (!s->is_pointer || s->is_typedef || !take(s, "=") || !take(s, "(") || !take(s, "void") ||
		!take(s, "*") || !take(s, ")"))
		return false;
	s->p = lex_skip_space(s->lx, s->p);
	if (*s->p < '0' || *s->p > '9')
		return false;
	while (lex_is_name(*s->p))
		s->p++;
	return take(s, ";");
}

/* A definition's body, at its `{`. */
static bool scan_body(struct scan *s)
{
	const char *end = s->is_static && s->name && !s->is_pointer && !s->is_typedef
				  ? lex_match_brace(s->lx, s->p + 1, true)
				  : NULL;

	if (!end || pp_has_uneven(s->pp, s->p, end))
		return false;
	s->p = end;
	return true;
}

/* The name is what it seems, and new. */
static bool check_name(const struct scan *s, uint32_t *hash)
{
	*hash = ident_hash(s->name, s->name_len);
	return pp_is_plain(ident_find(s->pp->ids, s->name, s->name_len, *hash));
}

/* The word read last is the name that a typedef declares. */
static bool name_typedef(struct scan *s)
{
	if (s->name || !s->is_typedef || !s->is_typed || !s->last)
		return false;
	s->name = s->last;
	s->name_len = s->last_len;
	return true;
}

/* [ ... ] */
static bool scan_array(struct scan *s)
{
	s->p += strcspn(s->p, "]{}();#%\\\"'/\n");
	return *s->p == ']' && ++s->p;
}

/* Up to the end of the declaration. */
static bool scan_decl(struct scan *s)
{
	for (;;) {
		s->p = lex_skip_space(s->lx, s->p);
		switch (*s->p) {
		case '*': s->p++; break;
		case '(':
			if (!scan_paren(s))
				return false;
			break;
		case '=': return scan_address(s);
		case '{': return scan_body(s);
		case '[':
			if (!(s->name ? s->is_typedef : name_typedef(s)) || !scan_array(s))
				return false;
			break;
		case ';': s->p++; return s->name || name_typedef(s);
		default:
			if (!lex_is_name(*s->p) || !scan_word(s))
				return false;
		}
	}
}

const char *pp_scan_decl(struct pp *pp, uint32_t len, bool bodies, uint32_t *hash)
{
	struct lexer *lx = &pp->file->lx;
	struct scan s = {.pp = pp, .lx = lx, .p = lx->p - len};
	bool quiet = lx->quiet;

	lx->quiet = true;
	bool ok = scan_decl(&s) && s.p <= lx->end && (bodies || s.p[-1] == ';') &&
		  check_name(&s, hash);

	lx->quiet = quiet;
	return ok ? s.p : NULL;
}
