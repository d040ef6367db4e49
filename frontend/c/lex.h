/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tokens, and the lexer that cuts one file into them.
 *
 * A token is a value of 24 bytes. Nothing is copied while lexing: names are interned, everything
 * else points at its spelling in the mapped source (or, when a line splice runs through it, in the
 * unit arena). The lexer knows nothing of macros; pp.h is what the parser talks to.
 */
#ifndef FRONTEND_C_LEX_H
#define FRONTEND_C_LEX_H

#include "base/diag.h"
#include "base/str.h"

enum tok {
#define T(name, text)           TOK_##name,
#define P(name, spelling)       TOK_##name,
#define K(name, spelling, when) TOK_##name,
#include "token.def"
	TOK_COUNT
};
/* Every token from TOK_IDENT on carries its ident. */
_Static_assert(TOK_IDENT > TOK_AT && TOK_IDENT < TOK_AUTO, "names come last in token.def");

enum tok_flags {
	TF_BOL = 1,        /* first token on its line */
	TF_SPACE = 2,      /* white space before it */
	TF_NO_EXPAND = 4,  /* a macro's name inside its own expansion: never again a macro */
	TF_PASTE = 8,      /* macro body: ## stands between this token and the next */
	TF_STRINGIFY = 16, /* macro body: # stands before this parameter */
	TF_BAD = 32,       /* string or character constant without its closing quote */
};

struct pragma;

struct token {
	uint16_t kind;  /* enum tok */
	uint16_t flags; /* enum tok_flags */
	src_loc loc;
	union {
		struct ident *id;      /* kind >= TOK_IDENT, and TOK_PARAM */
		const char *text;      /* the spelling: `len` bytes, not NUL-terminated */
		struct pragma *pragma; /* TOK_PRAGMA (pp.h) */
	};
	uint32_t len; /* of the spelling */
};
_Static_assert(sizeof(struct token) == 24, "tokens are compact");

/* A byte that a name or a number can consist of, $ and bytes above 127 left out. */
static inline bool lex_is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}
static inline bool tok_is_name(const struct token *t)
{
	return t->kind >= TOK_IDENT;
}
/* One past the token's last byte. */
static inline src_loc tok_end(const struct token *t)
{
	return t->loc + t->len;
}
/* The spelling, t->len bytes. */
static inline const char *tok_text(const struct token *t)
{
	return tok_is_name(t) || t->kind == TOK_PARAM ? t->id->name : t->text;
}
/* The same kind and the same spelling. */
bool tok_same(const struct token *a, const struct token *b);
/* What diagnostics call this kind of token: "{", "identifier", "while". */
const char *tok_name(enum tok kind);

/* Which tokens there are depends on -std. */
struct lex_lang {
	bool line_comments, trigraphs, digit_separators, u8_chars;
};

/* One file, or a part of one, being read. */
struct lexer {
	const char *p, *end; /* the next byte, and where reading stops; text[size] is NUL */
	const char *text;    /* byte 0 has place `base` */
	src_loc base;
	bool bol;           /* only white space since the last newline */
	bool directive;     /* in a directive: a newline is TOK_EOD and stays unread */
	bool header;        /* the next token may be a header name */
	bool keep_comments; /* hand out comments, but not in directives */
	bool quiet;         /* report nothing */
	bool saw_nul;       /* reported once a file */
	struct lex_lang lang;
	struct idents *ids;
	struct diags *ds;
	struct arena *arena;
};

static inline src_loc lex_loc(const struct lexer *lx, const char *p)
{
	return lx->base + (src_loc)(p - lx->text);
}
/* The next token; TOK_EOF at the end, TOK_EOD before that if in a directive. */
void lex_token(struct lexer *lx, struct token *t);
/* Is the next token a `(`? Nothing is consumed. Looks past newlines unless in a directive. */
bool lex_at_lparen(struct lexer *lx);
/*
 * In a skipped group: go to behind the next `#` that begins a line, without making tokens. False at
 * the end of the text.
 */
bool lex_skip_to_hash(struct lexer *lx);
/* Go to the newline that ends the directive. The rest of the line is not looked into. */
void lex_skip_line(struct lexer *lx);
/*
 * p is behind a `{`. One past the matching `}`; NULL when there is none, or the braces hold
 * a directive (in code: other than #if and its kin round matching braces), or, when this is not
 * code, anything but members and untagged records.
 */
const char *lex_match_brace(struct lexer *lx, const char *p, bool code);
/* The comment that begins at p: one past it (the end when it is not closed). NULL: no comment here.
 */
const char *lex_comment_end(struct lexer *lx, const char *p);
/* Over white space, newlines and comments. */
const char *lex_skip_space(struct lexer *lx, const char *p);
/* p is at a quote: one past the closing one, or the newline or end that ends the attempt. */
const char *lex_skip_quoted(const char *p, const char *end);
/* If p begins a line splice (`\\`, blanks, newline), one past it; otherwise p. */
const char *lex_splice(const char *p, const char *end);
/* Lex `text` as exactly one token into t (its text points into `text`). False if it is not one. */
bool lex_one(struct lexer *proto, const char *text, size_t len, struct token *t);
/* Decode one UTF-8 sequence. Returns its length, 0 when it is malformed. */
unsigned lex_utf8(const char *p, const char *end, uint32_t *cp);
/* Append cp as UTF-8; returns the length (1..4). */
unsigned lex_put_utf8(char *out, uint32_t cp);
/* Characters outside ASCII that names may hold: C11 annex D. */
bool lex_ident_char(uint32_t cp, bool first);
/* \uXXXX or \UXXXXXXXX at p: its length, or 0. */
unsigned lex_ucn(const char *p, const char *end, uint32_t *cp);

#endif
