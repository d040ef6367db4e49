/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C types to BTF, in two steps: visiting collects the entries that are needed (lower_btf.c),
 * emitting gives them to libbpf in the order of their ids (btf_emit.c). Entries refer to each other
 * by key, so that cycles and types that turn out to be forward declarations need no patching.
 */
#ifndef FRONTEND_C_LOWER_BTF_H
#define FRONTEND_C_LOWER_BTF_H

#include "ast.h"
#include "ir/ir.h"
#include "unit.h"

enum btf_entry_kind {
	BE_BASIC,   /* t: integer or floating type */
	BE_ENUM,    /* t */
	BE_PTR,     /* to ref */
	BE_TYPEDEF, /* t, of ref */
	BE_CONST,   /* of ref */
	BE_VOLATILE,
	BE_RESTRICT,
	BE_TYPE_TAG,  /* t: the tag; of ref */
	BE_ARRAY,     /* t; elements ref */
	BE_SIZE_TYPE, /* the index type of all arrays */
	BE_RECORD,    /* t */
	BE_FWD,       /* t */
	BE_PROTO,     /* t; fn: names of the parameters, or NULL */
	BE_FUNC,      /* sym; ref: its BE_PROTO */
	BE_VAR,       /* sym; ref */
	BE_DECL_TAG   /* text; of ref; member or parameter `component`, or -1 */
};

typedef uint64_t btf_key; /* 0: void */

struct btf_entry {
	uint8_t kind; /* enum btf_entry_kind */
	struct type *t;
	btf_key ref;
	struct decl *fn;
	struct ir_sym *sym;
	const char *text;
	int component;
};

struct btf_maker {
	struct arena *arena;
	struct types *ts;
	VEC(struct btf_entry) entries; /* the n-th has id n + 1 */
	struct map ids;                /* btf_key -> id */
	VEC(struct type *) todo;   /* records and function types whose parts were not visited yet */
	VEC(struct type *) pruned; /* records that something points to only */
	uint64_t n_keys;           /* for entries that nothing else refers to by type */
	struct btf *btf;
};

/* The key of a type as visiting enters it; 0 for void. */
btf_key btf_type_key(struct qtype q);
/* Of what a pointer points to: its type tags come before the qualifiers. */
btf_key btf_pointee_key(struct qtype q);
struct qtype btf_member_type(const struct field *f);
static inline uint32_t btf_id(const struct btf_maker *m, btf_key k)
{
	const uint64_t *id = k ? map_get(&m->ids, k) : NULL;

	return id ? (uint32_t)*id : 0;
}

/* btf_emit.c: entries to m->btf. False with errno set when libbpf refuses. */
bool btf_emit(struct btf_maker *m);

#endif
