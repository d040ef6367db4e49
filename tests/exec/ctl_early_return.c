// expect: 964
#include "exec.h"

static int f(int x)
{
	if (x < 0)
		return -1;
	for (int i = 0; i < 8; i++) {
		if (i == x)
			return i * 10;
		if (x > 20)
			return 99;
	}
	return 50;
}
volatile int v[4] = {-3, 4, 30, 9};
ENTRY
{
	return f(v[0]) + f(v[1]) * 3 + f(v[2]) * 5 + f(v[3]) * 7;
}
