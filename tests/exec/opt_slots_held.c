// expect: 245106
// bpf-only
// level: 2
#include "exec.h"

/* Locals whose addresses are held by a local: copies of the function share the stack, if they fit
 * at all. */
struct args {
	u32 *table;
	u32 *count;
	u32 from;
};
volatile u32 seed = 3;

static long (*const bpf_loop)(u32, void *, void *, u64) = (void *)181;

static long step(u32 i, struct args *a)
{
	if (i < 12)
		a->table[i] += a->from + i;
	*a->count += 12;
	return 0;
}

static always_inline u32 one(u32 from)
{
	u32 table[24] = {0};
	u32 count = from;
	struct args a = {table, &count, from};

	bpf_loop(12, step, &a, 0);
	return table[11] + count + a.from;
}

ENTRY
{
	u32 s = 0;

	s += one(seed);
	s += one(seed + s) * 2;
	s += one(seed + s) * 3;
	s += one(seed * 2 + s);
	s += one(seed * 3 + s);
	s += one(seed * 5);
	return s;
}
