// expect: 4867
#include "exec.h"

static noinline int f(u8 a, s8 b, u16 c, s16 d, _Bool e)
{
	return a + b * 3 + c * 5 + d * 7 + e * 11;
}
static noinline u8 g(int x)
{
	return x;
}
static noinline s16 h(int x)
{
	return x;
}
volatile int n = 70000;
ENTRY
{
	return f(n, n + 200, n, -n, n) + g(n) + h(n * 3);
}
