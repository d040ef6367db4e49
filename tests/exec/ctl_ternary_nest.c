// expect: 42374232
#include "exec.h"

static noinline int f(int a, int b, int c)
{
	return a ? b ? c ? 1 : 2 : c ? 3 : 4 : b ? c ? 5 : 6 : c ? 7 : 8;
}
static noinline int g(int x)
{
	return x < 0 ? -1 : x == 0 ? 0 : x < 10 ? 1 : x < 100 ? 2 : 3;
}
volatile int z;
ENTRY
{
	u32 r = 0;
	for (int i = 0; i < 8; i++)
		r = r * 9 + f(i & 4, i & 2, i & 1 | z);
	int y = z ?: 7, w = y ?: 8;
	return r + g(-5 + z) + g(z) * 3 + g(5 + z) * 7 + g(50 + z) * 11 + g(500 + z) * 13 + y * w;
}
