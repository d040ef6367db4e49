// expect: 52321137
#include "exec.h"

static noinline int f(int x)
{
	int r = 1;
	switch (x & 7) {
	default: r *= 2;
	case 1: r *= 3; break;
	case 2: {
		int r = 9;
		x += r;
	} break;
	case 4: return x;
	}
	return r * 100 + x;
}
volatile int one = 1;
ENTRY
{
	u32 r = 0;
	for (int i = 0; i < 8; i++)
		r = r * 5 + f(i * one);
	return r;
}
