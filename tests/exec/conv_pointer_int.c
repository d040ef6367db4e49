// expect: 2209
#include "exec.h"

int g[4] = {1, 2, 3, 4};
ENTRY
{
	int *p = &g[1];
	long d = (char *)(p + 2) - (char *)g;
	u64 a = (u64)p, b = (u64)g;
	return d * 100 + (int)(a - b) + (p > g) + (p - g) * 1000 + *(int *)(b + 12);
}
