// expect: 68971
#include "exec.h"

static noinline s32 f(s32 a, s32 b, s32 c)
{
	return a * 100 + b * 10 + c;
}
volatile s32 n = 1;
ENTRY
{
	return f(f(n, 2, 3), f(4, f(5, n, 6), 7), f(8, 9, f(n, n, n)));
}
