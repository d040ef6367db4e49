// expect: 8
#include "exec.h"

volatile int a, b;
ENTRY
{
	a = 1;
	b = a + 1;
	a = b * 3;
	int t = a;
	a = 0;
	b += t;
	return a * 100 + b;
}
