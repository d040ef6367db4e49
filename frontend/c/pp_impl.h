/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside the preprocessor: what pp*.c share.
 *
 * Tokens come from a stack. On top are contexts, which are arrays of tokens (a macro's body, an
 * argument); below them are files. Everything that has to read "only this" - an argument that is
 * expanded on its own, a pragma's tokens, a record body that is replayed - raises the floor under
 * which contexts are invisible, and lowers it again.
 *
 *	pp_raw       next token of the stack; directives carried out
 *	pp_expanded  ... with macros expanded
 *	pp_next      ... with strays reported and lookahead
 */
#ifndef FRONTEND_C_PP_IMPL_H
#define FRONTEND_C_PP_IMPL_H

#include "frontend/frontend.h"
#include "pp.h"

enum {
	INCLUDE_DEPTH_MAX = 200,
	MACRO_DEPTH_MAX = 1000, /* arguments within arguments; contexts are not limited by it */
	MACRO_PARAMS_MAX = 4095,
	MACRO_TOKENS_MAX = 16 << 20, /* that one use of a macro may expand to in all */
	UNIT_TOKENS_MAX = 64 << 20,  /* and all uses of a unit */
	CONDITION_DEPTH_MAX = 10000, /* #if within #if */
	EXPR_DEPTH_MAX = 1000,       /* parentheses and operators in #if */
};

typedef VEC(struct token) token_vec;

/* A vector of tokens that is used again and again. */
struct tokbuf {
	struct tokbuf *next;
	token_vec v;
};

enum pp_builtin {
	PB_NONE,
#define B(id, name) PB_##id,
#include "pp_builtin.def"
#undef B
};

/*
 * A definition. It stays when it is undefined or replaced, since a skipped record body may still be
 * read with it: it was in force from epoch `from` to before `until`.
 */
struct macro {
	struct ident *name;
	struct macro *prev; /* the one before it of this name */
	uint32_t from, until;
	src_loc loc, body_loc; /* of the name, of the body's first token */
	uint32_t body_size;    /* bytes, as written */
	uint32_t n_body, n_params;
	struct token *body; /* the first has no TF_SPACE; ## and # are flags (enum tok_flags) */
	struct ident **params;
	uint8_t builtin; /* enum pp_builtin: computed, no body */
	bool function, variadic, named_variadic, has_paste, disabled, predefined;
	bool lazy; /* nothing behind the name, at body_loc, is read yet: pp_read_macro() */
};
enum { EPOCH_LIVE = UINT32_MAX, EPOCH_NOW = UINT32_MAX - 1 };

/* The low byte of ident.flags; the high one names a directive. */
enum ident_flags {
	ID_POISONED = 1,
	ID_VARIADIC = 2, /* __VA_ARGS__, __VA_OPT__ */
	ID_CHECKED = ID_POISONED | ID_VARIADIC,
	ID_PARAM = 4, /* a parameter of the macro whose definition is being read */
};

struct ctx {
	const struct token *p, *end;
	struct macro *macro; /* enabled again when this is left; NULL */
	struct tokbuf *buf;  /* owned; NULL */
	uint32_t shift;      /* added to each place */
};

/* An #if that is open. */
struct cond {
	src_loc loc;
	bool taken; /* a group of it was or is read */
	bool seen_else;
};

enum guard_state {
	GUARD_IN, /* inside #ifndef X, which was the first thing */
	GUARD_NONE,
	GUARD_FIRST, /* nothing but comments so far: a token makes it GUARD_NONE */
	GUARD_AFTER, /* behind the #endif: likewise */
};

struct pp_file {
	struct pp_file *parent;
	struct lexer lx;
	struct source *src;
	const char *dir; /* "" or "path/": where "..." is looked up first */
	int found;       /* index in pp->dirs where it was found; -1: beside its includer */
	VEC(struct cond) conds;
	struct ident *guard;
	uint8_t guard_state;
	bool system, replay, counted; /* counted: in pp->include_depth */
};

/* A directory that #include looks into. path NULL: the built-in headers. */
struct pp_dir {
	const char *path; /* ends in a slash */
	bool system;
};

/* What pp_tokens_begin and pp_replay_begin put aside. */
struct pp_frame {
	struct pp_frame *next;
	token_vec queue;
	uint32_t head, floor, view;
	src_loc file_loc;
	bool no_file;
	struct pp_file *file;
	VEC(struct macro *) disabled; /* replay: macros that were being expanded */
};

struct pp_path {
	struct source *source; /* NULL: not there, or a directory */
	uint32_t misses;       /* a directory: files that were looked for in vain */
	bool absent;           /* a directory: it is not there */
};

struct pp {
	struct arena *arena;
	struct diags *ds;
	struct sources *sources;
	struct idents *ids;
	const struct frontend_opts *opts;
	struct lex_lang lang;

	struct pp_file *file, *free_files;
	unsigned include_depth;
	VEC(struct ctx) ctxs;
	uint32_t floor;     /* contexts below are invisible */
	bool no_file;       /* at the floor: TOK_EOF instead of the file */
	bool in_condition;  /* reading #if: for __has_include and errors */
	bool stopped;       /* after a fatal error: only TOK_EOF */
	uint32_t view;      /* EPOCH_NOW, or the epoch of the body that is replayed */
	uint32_t epoch;     /* of the next definition */
	unsigned depth;     /* of arguments that are being expanded */
	uint32_t spent;     /* tokens of the outermost expansion so far */
	uint64_t spent_all; /* and of all */
	src_loc file_loc;   /* end of the last token read from a file, for __LINE__ */
	struct tokbuf *bufs;
	struct args *free_args;
	struct pp_frame *free_frames, *frame;

	token_vec queue; /* lookahead: [head, n) */
	uint32_t head;
	bool keep_pragmas;
	pp_file_fn *on_file;
	void *on_file_ctx;

	VEC(struct pp_dir) dirs;
	int angled;          /* dirs from here on are for <...> */
	struct idents paths; /* sym: struct pp_path */
	VEC(struct pp_dep) deps;
	struct source *main;
	uint32_t counter;
	VEC(struct ident *) uneven; /* macros whose braces do not match; they stay in it */
	struct map pragmas;         /* _Pragma: text of the string token -> struct pragma_text */
	struct map pushed;          /* push_macro: ident -> struct pushed */
	struct ident *id_defined, *id_va_args, *id_va_opt;
};

/* pp.c */
void pp_raw(struct pp *pp, struct token *t);
void pp_expanded(struct pp *pp, struct token *t);
struct tokbuf *pp_buf_get(struct pp *pp);
void pp_buf_put(struct pp *pp, struct tokbuf *b);
/* Put tokens on the stack. macro is disabled until they are read; buf is given back then. */
void pp_ctx_push(struct pp *pp, const struct token *p, uint32_t n, struct macro *macro,
	struct tokbuf *buf, uint32_t shift);
/* Down to the floor. */
void pp_drop_contexts(struct pp *pp);
/* Is the next token of the stack a `(`? */
bool pp_at_lparen(struct pp *pp);
/* Append the tokens, fully expanded, to out. */
void pp_expand_list(struct pp *pp, const struct token *toks, uint32_t n, token_vec *out);
/* Nothing makes sense from here on. */
void pp_stop(struct pp *pp);

/* Has this spelling, if it was met (id may be NULL), no meaning so far but its own? */
static inline bool pp_is_plain(const struct ident *id)
{
	return !id || (!id->macro && !id->sym && !id->keyword && !(id->flags & ID_CHECKED));
}
/* Is this the name of a macro whose braces do not match? */
bool pp_is_uneven(const struct pp *pp, const char *name, size_t len);
/* Does the text name one, so that its own braces do not count? */
bool pp_has_uneven(const struct pp *pp, const char *p, const char *end);

/* pp_enum.c */
/* The file stands behind an enum's `{`: what pp_skip_enum tells, and one past the `}`, or NULL. */
const char *pp_scan_enum(struct pp *pp, struct pp_enum *out);

/* pp_decl.c */
/* The file stands behind a declaration's first token, of `len` bytes: what pp_skip_decl tells, and
 * one past the end, or NULL. */
const char *pp_scan_decl(struct pp *pp, uint32_t len, bool bodies, uint32_t *hash);

/* pp_macro.c */
/* The definition in force, NULL. */
static inline struct macro *pp_macro(const struct pp *pp, const struct ident *id)
{
	struct macro *m = id->macro;

	while (m && m->from > pp->view)
		m = m->prev;
	return m && m->until > pp->view ? m : NULL;
}
/* t names m, which is enabled. True: it was replaced, read on. False: it stands for itself. */
bool pp_expand(struct pp *pp, struct token *t, struct macro *m);
/* Make string contents from tokens: what # does. */
struct token pp_stringify(struct pp *pp, const struct token *toks, uint32_t n, src_loc loc);

/* pp_define.c */
/* What follows #define and #undef, up to the end of the line. */
void pp_directive_define(struct pp *pp);
void pp_directive_undef(struct pp *pp);
/* Let m have its parameters and body, if they were put off. */
void pp_read_macro(struct pp *pp, struct macro *m);
/* Put m in force; a different earlier definition is warned about. */
void pp_define(struct pp *pp, struct macro *m);
void pp_undef(struct pp *pp, struct ident *id);
/* Read the name after #define, #ifdef and so on; NULL when there is none (diagnosed). */
struct ident *pp_macro_name(struct pp *pp, struct token *t);

/* pp_directive.c */
void pp_setup_directives(struct pp *pp);
/* `hash` began a directive. True: *hash is now a token for the parser (a pragma). */
bool pp_directive(struct pp *pp, struct token *hash);
/* A file ends: its open conditions. */
void pp_end_conditions(struct pp *pp, struct pp_file *f);
/* The rest of a directive should be empty. */
void pp_expect_eod(struct pp *pp, const char *directive);

/* pp_pragma.c */
/* What follows #pragma; true: *t is now the parser's token. */
bool pp_pragma(struct pp *pp, struct token *t, const struct token *toks, uint32_t n);
/* t is _Pragma: see pp_builtin(). */
bool pp_pragma_operator(struct pp *pp, struct token *t);

/* pp_expr.c */
/* The controlling expression of #if, to the end of the line. False on error. */
bool pp_condition(struct pp *pp, bool *value);

/* pp_include.c */
void pp_setup_dirs(struct pp *pp);
void pp_directive_include(struct pp *pp, src_loc loc, bool next, bool import);
/* __has_include: t is the HEADER token. */
bool pp_has_include(struct pp *pp, const struct token *t, bool next);
/* Read the header name of #include or __has_include. False on error, diagnosed. */
bool pp_header_name(struct pp *pp, struct token *t);
/* Start reading a source: as a file of its own, or (push) only that, at places that it already has.
 */
void pp_enter_source(struct pp *pp, struct source *s, src_loc loc, bool system, int found);
void pp_file_push(struct pp *pp, struct source *s, src_loc base);
void pp_file_pop(struct pp *pp);
/* #pragma once in the file that is being read. */
void pp_mark_once(struct pp *pp);
/* #pragma GCC system_header: nothing is warned about in what follows. */
void pp_mark_system(struct pp *pp);
/* The file that was entered last has ended; false when it was the outermost. */
bool pp_leave_file(struct pp *pp);

/* pp_builtin.c */
void pp_define_builtins(struct pp *pp);
/* t names a computed macro. False: *t is now its value, or stands for itself. True: read on. */
bool pp_builtin(struct pp *pp, struct token *t, enum pp_builtin id);

/* pp_predef.c */
/* Define the predefined macros. */
void pp_predefine(struct pp *pp);
/* -D, -U and -include in the order they take effect. */
char *pp_command_line_text(struct pp *pp);

/* The built-in header's text by name ("stddef.h"), NULL. */
const char *pp_builtin_header(const char *name, size_t *size);

#endif
