// expect: 204
#include "exec.h"

static always_inline int f(int a, int b, int c, int d, int e, int g, int h, s64 i)
{
	return a + b * 2 + c * 3 + d * 4 + e * 5 + g * 6 + h * 7 + (int)i * 8;
}
volatile int n = 1;
ENTRY
{
	return f(n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7);
}
