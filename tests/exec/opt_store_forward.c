// expect: 1213
#include "exec.h"

volatile int n = 3;
ENTRY
{
	int a[4];
	a[0] = n;
	a[1] = a[0] + 1;
	a[2] = a[1] + a[0];
	u8 *b = (u8 *)&a[3];
	b[0] = 1;
	b[1] = 2;
	b[2] = 3;
	b[3] = 4;
	return a[2] * 100 + (a[3] & 0xffff);
}
