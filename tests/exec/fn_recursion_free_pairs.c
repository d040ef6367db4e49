// expect: 173193
#include "exec.h"

static noinline u32 even(u32 n)
{
	return n % 2 == 0;
}
static noinline u32 odd(u32 n)
{
	return !even(n);
}
static noinline u32 pick(u32 a, u32 b, u32 c)
{
	return odd(c) ? a : even(a + b) ? b : a + b;
}
volatile u32 n = 6;
ENTRY
{
	u32 r = 0;
	for (u32 i = 0; i < 10; i++)
		r = r * 3 + pick(i, n, i / 2);
	return r;
}
