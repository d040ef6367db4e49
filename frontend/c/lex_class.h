/* SPDX-License-Identifier: BSD-2-Clause */
/* What the lexer's first look at a byte says: tables of 256 entries, for lex.c. */
#ifndef FRONTEND_C_LEX_CLASS_H
#define FRONTEND_C_LEX_CLASS_H

#include "lex.h"

enum { I = 1, D = 2, Q = 4 }; /* name, digit, may end or change a quoted run */
static const unsigned char cls[256] = {
	['a' ... 'z'] = I,
	['A' ... 'Z'] = I,
	['_'] = I,
	['$'] = I,
	['0' ... '9'] = D,
	['"'] = Q,
	['\''] = Q,
	['\\'] = Q,
	['\n'] = Q,
	['?'] = Q,
	[0] = Q,
};

/* What a token's first byte says. From F_SPACE on it may be no token at all. */
enum first {
	F_OTHER,
	F_NAME,
	F_SINGLE, /* a punctuator that is never part of a longer one */
	F_PUNCT,
	F_DIGIT,
	F_DOT,
	F_QUOTE,
	F_LESS,
	F_SPACE,
	F_NEWLINE,
	F_NUL,
	F_BACKSLASH,
	F_QUESTION,
	F_SLASH,
};
static const unsigned char first_class[256] = {
	[' '] = F_SPACE,
	['\t'] = F_SPACE,
	['\v'] = F_SPACE,
	['\f'] = F_SPACE,
	['\r'] = F_SPACE,
	['\n'] = F_NEWLINE,
	[0] = F_NUL,
	['\\'] = F_BACKSLASH,
	['?'] = F_QUESTION,
	['/'] = F_SLASH,
	['a' ... 'z'] = F_NAME,
	['A' ... 'Z'] = F_NAME,
	['_'] = F_NAME,
	['$'] = F_NAME,
	['0' ... '9'] = F_DIGIT,
	['.'] = F_DOT,
	['"'] = F_QUOTE,
	['\''] = F_QUOTE,
	['<'] = F_LESS,
	['{'] = F_SINGLE,
	['}'] = F_SINGLE,
	['['] = F_SINGLE,
	[']'] = F_SINGLE,
	['('] = F_SINGLE,
	[')'] = F_SINGLE,
	[';'] = F_SINGLE,
	[','] = F_SINGLE,
	['~'] = F_SINGLE,
	['@'] = F_SINGLE,
	[':'] = F_PUNCT,
	['+'] = F_PUNCT,
	['-'] = F_PUNCT,
	['*'] = F_PUNCT,
	['%'] = F_PUNCT,
	['&'] = F_PUNCT,
	['|'] = F_PUNCT,
	['^'] = F_PUNCT,
	['!'] = F_PUNCT,
	['>'] = F_PUNCT,
	['='] = F_PUNCT,
	['#'] = F_PUNCT,
};
static const unsigned char single[128] = {
	['{'] = TOK_LBRACE,
	['}'] = TOK_RBRACE,
	['['] = TOK_LBRACKET,
	[']'] = TOK_RBRACKET,
	['('] = TOK_LPAREN,
	[')'] = TOK_RPAREN,
	[';'] = TOK_SEMI,
	[','] = TOK_COMMA,
	['~'] = TOK_TILDE,
	['@'] = TOK_AT,
};

#endif
