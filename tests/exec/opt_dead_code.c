// expect: 3
#include "exec.h"

static int never(int x)
{
	return x / 0x10;
}
volatile int a = 1;
ENTRY
{
	int unused = never(a);
	int x = a;
	x = 5;
	x = a + 2;
	if (a > 1000 && never(a))
		return never(3);
	(void)unused;
	return x;
}
