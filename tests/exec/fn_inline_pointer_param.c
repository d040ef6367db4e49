// expect: 942
#include "exec.h"

static always_inline int apply(int (*op)(int, int), int a, int b)
{
	return op(a, b);
}
static int add(int a, int b)
{
	return a + b;
}
static int mul(int a, int b)
{
	return a * b;
}
volatile int n = 6;
ENTRY
{
	return apply(add, n, 3) * 100 + apply(mul, n, 7);
}
