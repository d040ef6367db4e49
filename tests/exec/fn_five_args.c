// expect: 2286349
#include "exec.h"

static noinline u64 f(u64 a, u32 b, s16 c, u8 d, s64 e)
{
	return a * 2 + b * 3 + c * 5 + d * 7 + e * 11;
}
static noinline u64 g(u32 a, u32 b, u32 c, u32 d, u32 e)
{
	return f(e, d, c, b, a) + f(b, c, d, e, a);
}
volatile u32 n = 70001;
ENTRY
{
	u64 r = g(n, n + 1, n + 2, n + 3, n + 4);
	return FOLD(r);
}
