// expect: 5521
#include "exec.h"

volatile int a = 3, b = 0;
ENTRY
{
	int x = (a++, b++, a + b);
	int y = a > b ? a < 10 ? 5 : 6 : 7;
	int z = b ?: 9;
	int w = (a - 4) ?: 11;
	return x * 1000 + y * 100 + z * 10 + w;
}
