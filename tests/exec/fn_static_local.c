// expect: 825
#include "exec.h"

static noinline int next(void)
{
	static u32 c = 5;
	static const u32 step[4] = {1, 2, 3, 4};
	c += step[c & 3];
	return c;
}
ENTRY
{
	int a = next(), b = next();
	return a * 100 + b * 10 + next();
}
