// expect: 407
#include "exec.h"

volatile int a = 2, b = 0;
ENTRY
{
	int x;
	if (a > 1)
		x = 4;
	else
		x = 4;
	int y = b ? 1 : 0;
	int z = a ? x + 1 : 9;
	return x * 100 + y * 10 + z + (y == 0) + !y;
}
