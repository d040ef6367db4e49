// expect: 2712
#include "exec.h"

static noinline int f1(int x)
{
	return x + 1;
}
static noinline int f2(int x)
{
	return f1(x) * 2;
}
static noinline int f3(int x)
{
	return f2(x) + f1(x);
}
static noinline int f4(int x)
{
	return f3(f2(x));
}
volatile int n = 3;
ENTRY
{
	return f4(n) * 100 + f3(n);
}
