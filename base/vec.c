/* SPDX-License-Identifier: BSD-2-Clause */
#include "vec.h"

void *vec_grow_(struct arena *a, void *p, size_t item, uint32_t n, uint32_t *cap, uint32_t more)
{
	uint64_t want = max_u64((uint64_t)n + more, (uint64_t)*cap * 2);

	want = max_u64(want, item >= 32 ? 1 : 32 / item); /* most are short */
	if (want > UINT32_MAX)
		ICE("vec: more than 2^32 items");
	if (n && arena_extend(a, p, item * *cap, item * want)) {
		*cap = (uint32_t)want;
		return p;
	}
	void *q = arena_alloc(a, item * want);

	if (n) {
		memcpy(q, p, item * n);
		if (item * *cap >= ARENA_DROP_MIN)
			arena_drop(a, p, item * *cap);
	}
	*cap = (uint32_t)want;
	return q;
}
