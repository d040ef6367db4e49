// expect: 403931
#include "exec.h"

static u32 log[4], at;
static noinline void put(u32 x)
{
	u32 i = at;
	if (i < 4) {
		log[i] = x;
		at = i + 1;
	}
}
static noinline void twice(u32 x)
{
	put(x);
	put(x * 2);
}
volatile u32 n = 11;
ENTRY
{
	twice(n);
	put(7);
	twice(3);
	return log[0] + log[1] * 10 + log[2] * 100 + log[3] * 1000 + at * 100000;
}
