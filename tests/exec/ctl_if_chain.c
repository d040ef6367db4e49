// expect: 2313284077
#include "exec.h"

static noinline u32 f(int x)
{
	if (x < -100)
		return 1;
	else if (x < 0)
		return 2;
	else if (x == 0)
		return 3;
	else if (x < 10) {
		if (x & 1)
			return 4;
		else
			return 5;
	} else if (x <= 100 && x != 50)
		return 6;
	else if (x == 50 || x == 150)
		return 7;
	else if (!(x & 3))
		return 8;
	return 9;
}
volatile int v[12] = {-1000, -100, -1, 0, 5, 6, 10, 50, 100, 150, 200, 201};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 12; i++)
		MIX(h, f(v[i]));
	return FOLD(h);
}
