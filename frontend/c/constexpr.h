/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The values of constant expressions (C11 6.6), as clang folds them: integers of up to 128 bits,
 * floating values, and addresses (an object or function, plus an offset). The tree is not changed.
 *
 * Works on any typed tree, also after parsing; walks left spines in a loop, and gives up after
 * CONST_MAX_STEPS nodes so that constants defined by constants cannot take exponential time.
 */
#ifndef FRONTEND_C_CONSTEXPR_H
#define FRONTEND_C_CONSTEXPR_H

#include "ast.h"

struct parser;

#define CONST_MAX_STEPS 2000000

enum const_kind {
	CV_INT,   /* lo, hi: also null and other absolute pointers */
	CV_FLOAT, /* f */
	CV_ADDR,  /* base + offset: a pointer, or an integer of its width made from one */
};

struct const_value {
	uint8_t kind;
	bool folded;     /* not an integer constant expression by the standard's letter (6.6p6) */
	uint64_t lo, hi; /* two's complement, extended to 128 bits by the expression's type */
	double f;
	struct expr *base; /* EX_DECL (object or function), EX_STRING or EX_COMPOUND */
	int64_t offset;    /* bytes */
};

/*
 * True when e has a value now. `needed`: the value is needed as a constant here, so that
 * __builtin_constant_p is answered at once; otherwise only a yes is, and a no stays open.
 */
bool const_eval(struct parser *p, struct expr *e, bool needed, struct const_value *out);
/* The same for an integer (or absolute pointer) that fits 64 bits; low 64 bits in *out. */
bool const_int(struct parser *p, struct expr *e, uint64_t *out);
/* e is a constant whose value is 0, or is not 0; false also when it is no constant. */
bool const_is_false(struct parser *p, struct expr *e);
bool const_is_true(struct parser *p, struct expr *e);
/* Wrap v to the integer type and extend it to 128 bits by its signedness. */
void const_wrap(struct parser *p, struct const_value *v, struct qtype type);
/* 128-bit sign of the value in its type: v < 0. */
static inline bool const_negative(const struct const_value *v)
{
	return v->hi >> 63;
}
/* As C writes the integer, for diagnostics. */
const char *const_text(struct arena *a, const struct const_value *v, bool is_signed);

#endif
