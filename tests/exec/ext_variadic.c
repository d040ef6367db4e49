// expect: 1010
#include "exec.h"
volatile u32 seed = 5;
static u32 calls;
static u32 next(u32 k)
{
	calls += k;
	return seed + k;
}
/* Arguments beyond the named ones are evaluated, and that is all. */
static always_inline void check(const char *fmt, ...)
{
}
static noinline u32 first(u32 a, ...)
{
	return a * 7;
}
ENTRY
{
	check("%d %d %d %d %d %d", next(1), next(2), next(3), seed, seed, seed);
	return first(next(10), next(20), 1, 2, 3, 4, 5, 6) + first(next(30), seed) + calls * 10;
}
