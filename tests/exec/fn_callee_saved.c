// expect: 1801
#include "exec.h"

static noinline int id(int x)
{
	return x;
}
volatile int n = 1;
ENTRY
{
	int a = id(n), b = id(n + 1), c = id(n + 2), d = id(n + 3), e = id(n + 4), f = id(n + 5),
	    g = id(n + 6), h = id(n + 7);
	return a + b * 2 + c * 4 + d * 8 + e * 16 + f * 32 + g * 64 + h * 128 + id(a * h);
}
