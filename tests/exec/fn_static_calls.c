// expect: 21
#include "exec.h"

static noinline int add(int a, int b)
{
	return a + b;
}
static noinline u64 big(u64 a, u32 b)
{
	return a * b;
}
static noinline void put(int *p, int v)
{
	*p = v;
}
volatile int n = 3;
ENTRY
{
	int x = 0;
	put(&x, n + 4);
	return add(x, add(n, 5)) + (int)(big(1ull << 33, n) >> 32);
}
