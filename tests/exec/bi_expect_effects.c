// expect: 14
// The second argument of __builtin_expect is an expression like another: its effects happen.
#include "exec.h"

static volatile int x = 1, y;

static noinline int both(int z)
{
	if (__builtin_expect(x ? y != 0 : 0, z++))
		return 7;
	return z;
}

ENTRY
{
	int n = 5;

	n += (int)__builtin_expect(x, y++);
	return both(10) + n + y;
}
