// expect: 21
#include "exec.h"

volatile int a = 7;
ENTRY
{
	int x = a + 3 + 4 - 2;
	x = x * 2 * 3;
	x = (x << 2) << 1;
	x = x & 0xfff & 0xff0;
	x = (x ^ 5) ^ 5;
	x = x - a - x;
	x = -(-x);
	return x + (a - a) + (a ^ a) + a * 0 + a * 1 + (a | 0) + (a & -1) + a / 1 + a % 1;
}
