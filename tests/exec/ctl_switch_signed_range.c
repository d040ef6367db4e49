// expect: 2051952502
#include "exec.h"

static noinline int f(int x)
{
	switch (x) {
	case -2147483647 - 1 ... - 1000: return 1;
	case -5 ... - 1: return 2;
	case 0: return 3;
	case 1 ... 9: return 4;
	case 10:
	case 12:
	case 14: return 5;
	case 1000 ... 2147483647: return 6;
	default: return 7;
	}
}
volatile int v[12] = {-2147483647, -1000, -999, -5, -1, 0, 1, 9, 11, 12, 1000, 2147483647};
ENTRY
{
	u32 r = 0;
	for (int i = 0; i < 12; i++)
		r = r * 8 + f(v[i]);
	return r;
}
