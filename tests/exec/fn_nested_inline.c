// expect: 368
#include "exec.h"

static inline int l3(int x)
{
	return x * x + 1;
}
static inline int l2(int x)
{
	return l3(x) + l3(x + 1);
}
static inline int l1(int x)
{
	int s = 0;
	for (int i = 0; i < 4; i++)
		s += l2(x + i);
	return s;
}
volatile int n = 2;
ENTRY
{
	return l1(n) + l1(n + 1);
}
