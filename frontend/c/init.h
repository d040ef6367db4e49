/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An initialiser while it is read: parse_init.c walks braces, designators and the type in step, and
 * enters each value with the place it goes to; sema_init.c converts and checks the values, and in
 * the end sorts them and drops those that later ones override.
 */
#ifndef FRONTEND_C_INIT_H
#define FRONTEND_C_INIT_H

#include "decl.h"

/* A subobject that can be initialised. */
struct slot {
	struct qtype type;
	uint64_t offset;     /* bytes; of a bit-field: of its record */
	struct field *field; /* NULL: an element, or the whole object */
	bool top;            /* the whole object */
	bool only;           /* the only member of its record */
};

struct init_entry {
	struct init_item item; /* value NULL: only overrides what is in the range */
	uint64_t begin, end;   /* bits */
	uint32_t seq;
	bool dead;
};

struct init_reader {
	struct parser *p;
	struct init *init;
	bool is_static; /* values must be constants */
	struct expr
		*pending; /* an expression that was read before it was clear what it initialises */
	VEC(struct init_entry) entries;
	uint64_t end;      /* of what was entered so far, in bits */
	bool disordered;   /* something was entered before that end */
	struct map unions; /* (union, place) -> the field that was designated last */
	uint32_t values;   /* read before in the innermost braces */
	uint64_t top_n;    /* elements of an array of unknown size, when it is the object */
};

/* Convert e to the slot's type, check it, and enter it. */
void init_enter(struct init_reader *r, const struct slot *s, struct expr *e);
/* A string literal for a character array, which may be one of unknown size: the size it gets. */
bool init_is_string(struct init_reader *r, const struct slot *s, const struct expr *e);
uint64_t init_enter_string(struct init_reader *r, const struct slot *s, struct expr *e);
/* All that was entered in the slot's place before is overridden. */
void init_erase(struct init_reader *r, const struct slot *s);
/* What was entered since `first` for element lo is entered for all up to hi, too. */
void init_repeat(struct init_reader *r, uint32_t first, uint64_t lo, uint64_t hi, uint64_t size,
	src_loc loc);
/* The items of a compound literal that initialises the slot; false: it is none of the same type. */
bool init_splice(struct init_reader *r, const struct slot *s, const struct expr *e);
/* Fill init->items. */
void init_finish(struct init_reader *r);

#endif
