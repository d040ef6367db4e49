// expect: 4290220325
#include "exec.h"

static noinline int f(int k)
{
	int r = 0;
	if (k == 1)
		goto a;
	r += 1;
	if (k == 2)
		goto b;
	r += 10;
	if (k == 3)
		goto c;
	r += 100;
	return r;
c:
	r += 1000;
b:
	r += 20000;
a:
	r += 300000;
	return -r;
}
volatile int one = 1;
ENTRY
{
	return f(one) * 3 + f(one * 2) * 5 + f(one * 3) * 7 + f(one * 4);
}
