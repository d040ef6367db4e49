/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parser's inside: what parse_*.c and sema_*.c share. Parsing is recursive descent with one
 * current token, p->tok; a parse_X() is called with its first token current and leaves the first
 * token after it current. It calls sema_X() with the parts; sema makes typed nodes and diagnoses.
 *
 * Nobody returns NULL for "error": a bad expression is EX_ERROR, a bad type TY_ERROR, and both were
 * diagnosed. When nothing sensible can follow (nesting too deep, too many errors) every further
 * token is TOK_EOF, so that all loops end: a loop over tokens must stop at TOK_EOF.
 */
#ifndef FRONTEND_C_PARSE_H
#define FRONTEND_C_PARSE_H

#include "ast.h"
#include "literal.h"
#include "pp.h"
#include "scope.h"
#include "unit.h"

/* As clang's -fbracket-depth. One level is one ( [ { or an operator's operand in recursion. */
#define PARSE_MAX_DEPTH 256

/* The function whose body is being parsed. */
struct function {
	struct decl *decl;
	struct qtype ret;
	struct map labels;              /* ident -> struct label * */
	VEC(struct label *) label_list; /* in order of appearance */
	struct stmt *loop;              /* innermost statement that `continue` leaves to */
	struct stmt *sw;                /* innermost switch */
	uint32_t breakable;             /* > 0: `break` is allowed */
};

struct parser {
	struct frontend *fe;
	struct arena *arena; /* unit */
	struct diags *ds;
	struct pp *pp;
	struct idents *ids;
	const struct frontend_opts *opts;
	struct ast *ast;
	struct types types;
	struct scopes scopes;
	struct function *fn; /* NULL at file scope */

	struct token tok; /* current */
	src_loc prev_end; /* one past the token before it: where a missing ';' belongs */
	src_loc prev_loc; /* begin of the token before it */
	uint32_t depth;   /* of nesting, parse_enter() */
	uint16_t height;  /* of the highest expression made lately: expr_above() */
	uint32_t dead;    /* > 0: in an operand that is never evaluated, such as 1/0 in 0 && 1/0 */
	bool stopped;     /* only TOK_EOF from now on */
	uint32_t unevaluated; /* > 0: in sizeof, typeof, ...: names are not `referenced` */
	uint32_t pack;        /* #pragma pack; 0: none */
	VEC(uint32_t) pack_stack;
	VEC(const struct attrs *) pushed_attrs; /* record_attrs outside of each attribute push */
	const struct attrs *record_attrs; /* #pragma clang attribute push, for records; NULL */
	uint32_t in_body;                 /* > 0: between a record's braces */
	struct map attr_names;            /* ident -> row of parse_attr.c + 1, as met */
	VEC(struct ident *) weak_names;   /* #pragma weak */
	struct map linkage;      /* ident -> decl with linkage that is declared in blocks only */
	VEC(struct type *) lazy; /* records whose members are not parsed yet */
	VEC(struct ident *) late_names; /* in strings: what they mean, the unit's end knows */
	uint32_t late_done;             /* of them */
	VEC(struct decl *) lazy_fns;    /* functions whose body was put off */
	VEC(struct type *) shelved;     /* enums of which nothing was read */
	struct decl *spare_params;      /* of prototypes; linked by `lowered` */
	struct lazy_names *names; /* whose declarations are not parsed yet (parse_lazy.c); NULL */
	uint32_t next_serial;
	uint32_t suggestions; /* made so far: suggest.c has a limit */
	bool c23;             /* opts->std is FE_GNU23 or FE_C23 */
};

/* Where statements and expressions lie. Nothing that outlives a body may point to one in it. */
static inline struct arena *parse_nodes(struct parser *p)
{
	return p->fn ? &p->fe->bodies : p->arena;
}

/* ---- tokens and recovery: parse.c ---- */

/* Make the next token current. Pragmas that belong to the parser as a whole are dealt with here;
 * those of loops come as TOK_PRAGMA. */
void parse_next(struct parser *p);
/* The n-th token after the current one (peek(p, 1) is the next); n >= 1. */
const struct token *parse_peek(struct parser *p, unsigned n);
static inline bool parse_at(const struct parser *p, enum tok kind)
{
	return p->tok.kind == kind;
}
/* Take the token if it is of this kind. */
static inline bool parse_accept(struct parser *p, enum tok kind)
{
	if (p->tok.kind != kind)
		return false;
	parse_next(p);
	return true;
}
/* Take the token, or report "expected 'X'" there and take nothing. */
bool parse_expect(struct parser *p, enum tok kind);
/* ')' ']' '}': a miss adds the note "to match this '('" and skips to it if it comes soon. */
bool parse_expect_close(struct parser *p, enum tok kind, src_loc open);
/* After a mistake that was reported: take the closing bracket if it comes before anything that ends
 * the statement or the line. */
bool parse_skip_close(struct parser *p, enum tok kind);
/* ';' after `what` ("expression", "return statement"): a miss is reported after the token before,
 * with a fix-it, and skips to behind the next ';' unless the next token starts a line. */
bool parse_expect_semi(struct parser *p, const char *what);
/* Skip to a token of kind a or b (or '}' or ';' at this level of brackets, or the end), not over
 * it. Brackets in between are skipped in pairs. */
void parse_skip_to(struct parser *p, enum tok a, enum tok b);
/* One level deeper; false when it is too deep (diagnosed, p->stopped). Pair it with parse_leave in
 * either case. */
bool parse_enter(struct parser *p);
void parse_leave(struct parser *p);
/* An identifier, or NULL (diagnosed). *loc may be NULL. */
struct ident *parse_ident(struct parser *p, src_loc *loc);
/* Adjacent string literals, at least one; false: diagnosed. */
bool parse_string(struct parser *p, struct lit_string *out);
/* The same where only a plain string will do (asm, attributes, section names): its text, or NULL.
 */
const char *parse_plain_string(struct parser *p);
static inline struct src_range parse_range_from(const struct parser *p, src_loc begin)
{
	return (struct src_range){begin, p->prev_end};
}

/* ---- declarations: parse_decl.c, parse_type.c, parse_attr.c, parse_init.c ---- */

/* Does the current token begin a type name? (keyword, typedef name, attribute before one) */
bool parse_at_type(struct parser *p);
bool parse_is_type(struct parser *p, const struct token *t);
/* ... a declaration in a block? (also _Static_assert, __extension__ or [[...]] before one). A
 * typedef name before ':' is a label, not a declaration. */
bool parse_at_declaration(struct parser *p);
/* 6.7.10, with its ';'. */
void parse_static_assert(struct parser *p);
/* 6.7.7 type-name. */
struct qtype parse_type_name(struct parser *p);
/* ... of sizeof: an array's length may be variable. The type then is of arrays of one element,
 * *count what its size is to be multiplied with; NULL otherwise. */
struct qtype parse_sized_type_name(struct parser *p, struct expr **count);
/* 6.7 declaration in a block or a for's head, with its ';': ST_DECL statements linked by next, or
 * NULL when it declares nothing that lives. */
struct stmt *parse_block_declaration(struct parser *p);
/*
 * 6.7.9 `{ ... }` for an object of this type, with '{' current. An array's size is completed in
 * *type. is_static: all values must be constants.
 */
struct init *parse_braced_init(struct parser *p, struct qtype *type, bool is_static);
/* All __attribute__((...)) and [[...]] from here on, merged into `into` (made when NULL and there
 * are any). */
struct attrs *parse_attributes(struct parser *p, struct attrs *into);
/* The whole unit. */
void parse_unit(struct parser *p);

/* ---- declarations' meaning: sema_decl.c ---- */

/* A new unnamed object of the current scope (compound literal); static at file scope. */
struct decl *sema_unnamed_var(struct parser *p, struct qtype type, struct init *init, src_loc loc);
/* The name was called but not declared: int name() (C89, with a warning), else an error and NULL.
 */
struct decl *sema_implicit_function(struct parser *p, struct ident *name, src_loc loc);
/* A declaration of a library function the compiler knows: made at file scope on first need. */
struct decl *sema_builtin_function(
	struct parser *p, struct ident *name, struct qtype type, src_loc loc);
/* __func__: the static const char array of the current function. */
struct decl *sema_function_name(struct parser *p, src_loc loc);
/* Before scope_pop: warn of what was not used in the scope. */
void sema_leave_scope(struct parser *p);
/* Is the place in the main source file, not in a header? */
bool sema_in_main_file(struct parser *p, src_loc loc);
/* Parse all bodies of records and enums that were put off. */
void sema_complete_all(struct parser *p);
/* Parse what was put off that declares this name: an enum with an enumerator of it, or a function.
 * True: it has a meaning now. */
bool parse_lazy_name(struct parser *p, const struct ident *name);
/* Parse all of them, so that a misspelt name finds its neighbours. */
void parse_all_names(struct parser *p);
/* Parse what was shelved. False: nothing was. */
bool parse_shelved_enums(struct parser *p);
/* scope_find(), for a name that is not known to be one of an inner scope, or a type's. */
static inline struct decl *sema_find(struct parser *p, const struct ident *name)
{
	if (!scope_find(name) && p->names)
		parse_lazy_name(p, name);
	return scope_find(name);
}
/* Does the name stand for a type? */
static inline bool sema_is_typedef(struct parser *p, const struct ident *name)
{
	const struct decl *d = sema_find(p, name);

	return d && d->kind == DECL_TYPEDEF;
}
/* The same for a name that is about to be declared: only at file scope can it clash with one. */
static inline struct decl *sema_find_here(struct parser *p, const struct ident *name)
{
	return scope_depth(&p->scopes) ? scope_find(name) : sema_find(p, name);
}
/* The type must be complete: else "incomplete type" at loc with a note where it was declared. */
bool sema_require_complete(struct parser *p, struct qtype type, src_loc loc);
/* A new declaration, unbound. */
struct decl *sema_new_decl(
	struct parser *p, enum decl_kind kind, struct ident *name, struct qtype type, src_loc loc);

/* ---- misspelt names: suggest.c ---- */

enum suggest { SUGGEST_VALUE, SUGGEST_TYPE, SUGGEST_TAG };
/* A visible name of this kind that the user may have meant, by edit distance; NULL: none is close,
 * or too many were asked for (each costs a look at every name). */
struct ident *suggest_name(struct parser *p, const struct ident *wrong, enum suggest kind);
/* Is it a slip of the pen for `return` and the like? */
bool suggest_is_keyword(struct parser *p, const struct ident *wrong);
/* The same among a record's members. */
struct ident *suggest_member(struct parser *p, struct record *r, const struct ident *wrong);

/* ---- expressions: parse_expr.c, sema_expr.c ---- */

/* 6.5.17. The value is as written: lvalues not read, arrays not decayed (sema_rvalue does that). */
struct expr *parse_expr(struct parser *p);
/* 6.5.16, as above. */
struct expr *parse_assign_expr(struct parser *p);
/* 6.6 constant-expression that must be an integer: EX_INT of its type, or EX_ERROR (diagnosed). */
struct expr *parse_const_expr(struct parser *p);
/* Lvalue conversion, array and function decay (6.3.2.1). */
struct expr *sema_rvalue(struct parser *p, struct expr *e);

enum assign_context { ASSIGN_SET, ASSIGN_INIT, ASSIGN_PASS, ASSIGN_RETURN };
/* 6.5.16.1: e (not yet an rvalue) as a value of type `to`, with a cast where needed, or EX_ERROR.
 */
struct expr *sema_assign_convert(
	struct parser *p, struct qtype to, struct expr *e, enum assign_context why);
struct expr *expr_new(struct parser *p, enum expr_kind kind, struct qtype type, src_loc loc);
struct expr *expr_error(struct parser *p, src_loc loc);
struct expr *expr_int(struct parser *p, uint64_t value, struct qtype type, src_loc loc);
/* The current token is __auto_type's or typeof's operand's end: type of an expression as it would
 * be deduced: rvalue, no qualifiers. */
struct qtype sema_deduced_type(struct parser *p, struct expr *e);
/* constexpr.h: may e be an initialiser of static storage (6.6p7: integer, address +- constant,
 * string, zero pointer)? Folds it in place where it is an integer; false is not yet diagnosed. */
bool sema_static_constant(struct parser *p, struct expr **e);

/* ---- statements: parse_stmt.c ---- */

/*
 * '{' ... '}' of a function, with '{' current: p->fn is set and the scope of the parameters is
 * open; the body's outermost block shares it. Checks labels at the end.
 */
struct stmt *parse_function_body(struct parser *p);

/* Of the language standards, one with implicit int and implicit functions. */
bool parse_is_c89(const struct parser *p);

#endif
