// expect: 2209
#include "exec.h"

static int calls;
static noinline int t(int x)
{
	calls++;
	return x;
}
volatile int z = 0, o = 1;
ENTRY
{
	int r = 0;
	if (t(z) && t(o))
		r |= 1;
	if (t(o) || t(z))
		r |= 2;
	if (!(t(z) || t(z)) && t(o))
		r |= 4;
	r |= (t(o) && t(2)) << 4;
	r |= (t(z) || t(0)) << 5;
	return r * 100 + calls;
}
