/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The preprocessor: translation phases 1 to 4. pp_next() hands the parser the unit's tokens;
 *strings are concatenated and constants evaluated by literal.h, when the parser wants them.
 *
 *	pp_new(...); pp_start(pp, path);
 *	while ((t = pp_next(pp)).kind != TOK_EOF) ...
 *
 * Lookahead is unlimited and free of side effects but one: directives up to the token that was
 *looked at have been carried out.
 */
#ifndef FRONTEND_C_PP_H
#define FRONTEND_C_PP_H

#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"
#include "lex.h"

struct frontend_opts;
struct pp;

/* Everything lives in the arena. opts and ds outlive the preprocessor. */
struct pp *pp_new(
	struct arena *a, struct diags *ds, struct idents *ids, const struct frontend_opts *opts);
/* Set up predefined macros, -D, -U, -include, and enter the main file. False: it cannot be read. */
bool pp_start(struct pp *pp, const char *path);

/* ---- tokens ---- */

/* The next token to *t; TOK_EOF at the end, again and again. */
void pp_take(struct pp *pp, struct token *t);
static inline struct token pp_next(struct pp *pp)
{
	struct token t;

	pp_take(pp, &t);
	return t;
}
/* The n-th token from here: 0 is what pp_next returns next. Good until the next call. */
const struct token *pp_peek(struct pp *pp, unsigned n);
/* Give a token back: the next pp_next returns it. */
void pp_push_back(struct pp *pp, struct token t);
/* The tokens' spelling, joined with the blanks they were written with. NUL-terminated, in the
 * arena. */
char *pp_spell(struct pp *pp, const struct token *toks, uint32_t n);

/* ---- pragmas ---- */

/* The pragmas that are the parser's. Every other one is dealt with here, or warned about. */
enum pragma_kind {
	PRAGMA_UNROLL,          /* #pragma unroll [N], unroll(N), GCC unroll N */
	PRAGMA_NOUNROLL,        /* #pragma nounroll */
	PRAGMA_CLANG_LOOP,      /* #pragma clang loop unroll(...) unroll_count(...) ... */
	PRAGMA_CLANG_ATTRIBUTE, /* #pragma clang attribute push(...), push, pop */
	PRAGMA_PACK,            /* #pragma pack(...) */
	PRAGMA_WEAK,            /* #pragma weak NAME [= NAME] */
	PRAGMA_VISIBILITY,      /* #pragma GCC visibility push(...), pop */
	PRAGMA_OTHER,           /* with pp_keep_pragmas: all the others */
};

/* TOK_PRAGMA's payload, of #pragma and of _Pragma. */
struct pragma {
	enum pragma_kind kind;
	src_loc loc;              /* of what follows "pragma" */
	const struct token *toks; /* what follows the words that name the pragma; macros expanded */
	uint32_t n;
	const struct token *all; /* everything after "pragma", as written */
	uint32_t n_all;
};
/*
 * Read a list of tokens through pp_next, so that any parser function can be used on them; at its
 * end comes TOK_EOF until pp_tokens_end, which returns to where pp_tokens_begin was called (tokens
 * that were not read are dropped). Nests.
 */
void pp_tokens_begin(struct pp *pp, const struct token *toks, uint32_t n);
void pp_tokens_end(struct pp *pp);

/* ---- record bodies that are read when needed ---- */

/* A `{ ... }` that was skipped. */
struct pp_body {
	src_loc loc;    /* of its `{` */
	uint32_t size;  /* bytes, both braces included */
	uint32_t epoch; /* names the set of macro definitions in force there */
};
/*
 * `brace` is a `{`, either the token that pp_next returned last or the next one, and nothing beyond
 * it has been looked at. Skip to behind the matching `}` without making tokens. False, with nothing
 * consumed, when that would lose something: the braces hold a directive, an enum or a tagged record
 * with a body, braces of any other meaning, or came out of a macro.
 */
bool pp_skip_braces(struct pp *pp, const struct token *brace, struct pp_body *out);
/*
 * The same for a function's body, with anything but directives other than #if and its kin in it,
 * in a header that was found in an include directory. Not if it uses a macro whose braces do not
 * match; alone: or if no `;` follows.
 */
bool pp_skip_code(struct pp *pp, const struct token *brace, bool alone, struct pp_body *out);
/*
 * The same where the braces come out of a macro: the tokens up to the matching `}` are taken, for
 * pp_tokens_begin(). False: they do not come out of one.
 */
bool pp_take_code(struct pp *pp, const struct token *brace, const struct token **toks, uint32_t *n);
/* struct NAME ; or struct NAME { ... } ; and nothing else, or a union. */
struct pp_tagged {
	struct ident *tag;
	src_loc loc; /* of the tag */
	bool has_body;
	struct pp_body body; /* as pp_skip_braces() gives it */
};
/*
 * `first` is the token that pp_next returned last, `struct` or `union`. Skip to behind the `;` of
 * the declaration when it is of this form and pp_skip_braces() would skip its body.
 */
bool pp_skip_tagged(struct pp *pp, const struct token *first, struct pp_tagged *out);
/* A skipped enum body. */
struct pp_enum_name {
	uint32_t hash; /* ident_hash() */
	uint32_t len;
	const char *text; /* not NUL-terminated */
};
struct pp_enum {
	struct pp_body body;
	unsigned pos,
		neg; /* bits that the largest and the smallest value need, neg with its sign */
	VEC(struct pp_enum_name) names;
};
/*
 * The same for an enum whose values are all missing or plain numbers, and none of whose names is a
 * macro or means anything yet. out->names is used again.
 */
bool pp_skip_enum(struct pp *pp, const struct token *brace, struct pp_enum *out);
/* A skipped declaration. */
struct pp_decl {
	struct pp_body text; /* from its first token to its `;` or `}` */
	uint32_t hash;       /* ident_hash() of the one name that it declares */
};
/*
 * `first` is the token that pp_next returned last. Skip the declaration that it begins, if it is a
 * function's, with `bodies` a static function's definition, a constant pointer's to a function (a
 * helper), or a typedef, in a header that was found in an include directory; and its name means
 * nothing yet; and nothing else comes of it (an attribute that keeps it, a tag that is not known).
 * False: nothing was consumed.
 */
bool pp_skip_decl(struct pp *pp, const struct token *first, bool bodies, struct pp_decl *out);
/*
 * Read what was skipped, then TOK_EOF until pp_replay_end; macros are those that
 * were in force where it stands. It may be called anywhere between two tokens, and nests. The
 * caller sees to it that names mean what they mean at file scope.
 */
void pp_replay_begin(struct pp *pp, const struct pp_body *body);
void pp_replay_end(struct pp *pp);

/* ---- other users ---- */

/* -E: hand out every pragma as TOK_PRAGMA, and comments as TOK_COMMENT if opts->keep_comments. */
void pp_keep_pragmas(struct pp *pp);
/* -E: called where a file is entered (reason 1) or returned to (2); line is what comes next. */
typedef void pp_file_fn(void *ctx, src_loc loc, int reason);
void pp_on_file(struct pp *pp, pp_file_fn *fn, void *ctx);
/* The files read so far. */
const struct pp_dep {
	const char *path;
	bool system;
} * pp_deps(struct pp *pp, uint32_t *n);
/* -dM: a #define for each macro in force. */
void pp_dump_macros(struct pp *pp, FILE *out);

#endif
