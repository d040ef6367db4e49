/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A growing array in an arena: VEC(T) has p (the items), n (how many) and cap. All zero is empty.
 * Growing copies, so a pointer to an item is good only until the next push.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <string.h>

#include "arena.h"

#define VEC(type)                \
	struct {                 \
		type *p;         \
		uint32_t n, cap; \
	}

/* Make room for `more` further items. */
#define vec_reserve(arena, v, more)                                                         \
	((v)->n + (more) > (v)->cap ? ((v)->p = vec_grow_((arena), (v)->p, sizeof(*(v)->p), \
					       (v)->n, &(v)->cap, (more)))                  \
				    : (v)->p)
#define vec_push(arena, v, item) (vec_reserve((arena), (v), 1), (v)->p[(v)->n++] = (item))
#define vec_last(v)              ((v)->p[(v)->n - 1])
#define vec_pop(v)               ((v)->p[--(v)->n])
/* it: a pointer to each item in turn */
#define vec_for(it, v)                                                                 \
	for (__typeof__((v)->p + 0) it = (v)->p, it##_end = (v)->n ? it + (v)->n : it; \
		it != it##_end; ++it)

void *vec_grow_(struct arena *a, void *p, size_t item, uint32_t n, uint32_t *cap, uint32_t more);

#endif
