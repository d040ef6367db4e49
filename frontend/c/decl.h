/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files about declarations share. A declaration is parsed to specifiers (struct declspec)
 * and declarators (struct declarator); sema_declare() makes the struct decl.
 */
#ifndef FRONTEND_C_DECL_H
#define FRONTEND_C_DECL_H

#include "parse.h"

/* Where specifiers stand: what else than a type may be among them. */
enum spec_place { SPEC_FILE, SPEC_BLOCK, SPEC_PARAM, SPEC_MEMBER, SPEC_TYPE_NAME };

struct declspec {
	src_loc loc;       /* of the first token */
	struct qtype type; /* TY_ERROR when diagnosed */
	enum storage storage;
	src_loc storage_loc;
	bool is_inline, is_auto_type, is_constexpr;
	bool sized;          /* of sizeof: its arrays may be of variable length */
	bool has_tag;        /* a struct, union or enum specifier: may stand without a declarator */
	bool ended;          /* it had a body and a declaration follows: only the ';' is missing */
	bool missing;        /* no type was written: int */
	struct attrs *attrs; /* of the declaration; NULL */
};

/* One step from the declared name towards the specifiers' type. */
enum chunk_kind { CHUNK_POINTER, CHUNK_ARRAY, CHUNK_FUNC };
struct chunk {
	enum chunk_kind kind;
	src_loc loc;
	uint32_t quals;      /* POINTER: its own; ARRAY: those in the brackets of a parameter */
	struct attrs *attrs; /* POINTER: type tags, address space */
	uint64_t n;          /* ARRAY: elements */
	struct expr *count;  /* ARRAY: the elements of one whose length is variable */
	bool incomplete, is_vla, is_static, is_star;
	struct decl **params; /* FUNC */
	uint32_t n_params;
	bool variadic, no_proto, old_style;
};

struct declarator {
	struct ident *name; /* NULL: abstract */
	src_loc loc;        /* of the name, or where it would be */
	struct qtype type;
	bool sized;               /* as in the specifiers */
	struct attrs *attrs;      /* the specifiers' and its own; NULL */
	const struct chunk *func; /* when it declares a function: its own parameters */
	VEC(struct chunk) chunks; /* from the name outwards */
	struct chunk few[3];      /* where they are while they are few: do not copy a declarator */
};

/* ---- parse_spec.c ---- */

void parse_declspecs(struct parser *p, enum spec_place place, struct declspec *out);
/* Is this a declaration specifier's first token? */
bool parse_is_spec(struct parser *p, const struct token *t);

/* ---- parse_declarator.c ---- */

/* With name: a name must come (file, block); without: it may (parameter) or must not (type name).
 */
void parse_declarator(
	struct parser *p, const struct declspec *spec, enum spec_place place, struct declarator *d);
/* It was no definition's: the decls of its parameters can serve again. */
void declarator_done(struct parser *p, struct declarator *d);

/* ---- parse_old_style.c ---- */

/* The declarations between an identifier list and '{': the parameters and d->type get their types.
 */
void parse_old_style(struct parser *p, struct declarator *d);

/* ---- parse_type.c, parse_enum.c ---- */

/* struct-or-union-specifier, enum-specifier; the keyword is current. */
struct qtype parse_record(struct parser *p, enum spec_place place);
struct qtype parse_enum(struct parser *p, enum spec_place place);
/* { ... }, with '{' current; and what follows from it. first: ast->tagged.n before. */
void parse_record_body(struct parser *p, struct record *r);
void parse_record_end(struct parser *p, struct record *r, uint32_t first);
void parse_enum_body(struct parser *p, struct type *t);

/* ---- parse_lazy.c ---- */

/* Bits that the largest and the smallest value of an enum need; neg with its sign. */
struct enum_range {
	unsigned pos, neg;
};

/* '{' is current: put the body off if nothing is lost by it; true when behind it. */
bool parse_defer_record(struct parser *p, struct type *t);
/* Its body, which was skipped, waits. */
void parse_record_later(struct parser *p, struct type *t, const struct pp_body *body);
/* struct NAME ; or struct NAME { ... } ; as pp_skip_tagged() says: true when behind it. */
bool parse_defer_tagged(struct parser *p);
void sema_tagged(struct parser *p, const struct pp_tagged *t, bool is_union);
/* The same for an enum; parse_deferred_enum follows when its type is set. */
bool parse_defer_enum(struct parser *p, struct type *t, struct enum_range *range);
void parse_deferred_enum(struct parser *p, struct type *t);
/* The same for one whose names cannot be seen in its text: it is parsed when its tag is named, or a
 * name that nothing else declares. */
bool parse_shelve_enum(struct parser *p, struct type *t, enum spec_place place);
void parse_shelved_enum(struct parser *p, struct type *t);
/* The same for the body of a function that need not be there unless something refers to it. */
bool parse_defer_body(struct parser *p, struct decl *f, struct qtype ret);
/* The current token begins a declaration: put it off, as pp_skip_decl() says, or false. */
bool parse_defer_decl(struct parser *p);
/* At the end of the unit: parse the bodies of functions that something refers to. */
void parse_lazy_bodies(struct parser *p);
/* types.complete, types.values: parse a body that was put off. */
void parse_lazy_record(void *parser, struct record *r);
void parse_lazy_enum(void *parser, struct type *t);
/*
 * The tag's type as it is meant at this point. body: it is defined here, so that an outer scope's
 * does not count; a forward declaration `struct s;` likewise. TY_ERROR: it is a tag of another
 * kind.
 */
struct type *sema_tag(struct parser *p, enum type_kind kind, bool is_union, struct ident *tag,
	src_loc loc, bool define, enum spec_place place);
const char *tag_kind_name(const struct type *t);
src_loc tag_loc(const struct type *t);
/* "A definition of it is here." */
void sema_note_tag(struct parser *p, const struct type *t);

/* ---- parse_attr.c, pragma.c ---- */

/* Both together: a new one, or that which is not NULL. */
struct attrs *attrs_merge(struct parser *p, struct attrs *a, const struct attrs *b);
/* Does an attribute list begin here? */
bool parse_at_attribute(struct parser *p);
/* _Alignas( type or constant ). */
struct attrs *parse_alignas(struct parser *p, struct attrs *into);
/* Apply what attributes say about a type: tags, address space, mode. */
struct qtype attrs_apply_type(
	struct parser *p, const struct attrs *a, struct qtype type, src_loc loc);
/* A pragma that is not a statement's: carried out, true. */
bool pragma_global(struct parser *p, const struct pragma *pragma);
/* Give a new record what the pragmas in force say. */
void pragma_apply_record(struct parser *p, struct record *r);
bool pragma_is_weak(struct parser *p, const struct ident *name);
void pragma_finish(struct parser *p);

/* ---- parse_decl.c ---- */

/* A declaration or definition at file scope. */
void parse_file_declaration(struct parser *p);
/* '{' is current: the body of f, which returns ret, at file scope. */
void parse_body(struct parser *p, struct decl *f, struct qtype ret);

/* ---- parse_init.c ---- */

/* Read an initialiser of something unknown. */
void discard_initializer(struct parser *p);
/* After '=': the initialiser of d, declared at loc, whose type it may complete. */
void parse_initializer(struct parser *p, struct decl *d, const struct declspec *spec, src_loc loc);
/* The same for __auto_type: declares the variable with the type of its initialiser. */
struct decl *parse_auto_initializer(
	struct parser *p, const struct declspec *spec, struct declarator *d);

/* ---- sema_decl.c ---- */

/* One declarator of a declaration at file or block scope: the decl, canonical or (block-scope
 * extern) of its own. define: a function's body follows. */
struct decl *sema_declare(
	struct parser *p, const struct declspec *spec, struct declarator *d, bool define);
/* After the initialiser or its absence: the type must be complete by now. */
void sema_finish_declared(struct parser *p, struct decl *d);
struct decl *sema_param(struct parser *p, const struct declspec *spec, struct declarator *d);
/* Arrays and functions become pointers (6.7.6.3p7). */
struct qtype sema_adjust_param(struct parser *p, struct qtype t, uint32_t quals);
void sema_finish_unit(struct parser *p);
/* `type` has no incomplete part; else report `id` ("variable has incomplete type '%s'"). */
bool sema_check_complete(struct parser *p, struct qtype type, src_loc loc, enum diag_id id);

#endif
