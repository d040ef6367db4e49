// expect: 4629
#include "exec.h"

volatile int n = 4;
ENTRY
{
	int a = (n, n & 7), b, c;
	b = (a++, a + 1), c = b;
	for (a = 0, b = 10; a++, b-- > 4; c += (a, b))
		;
	if (c++, c & 1)
		c *= 3;
	int v[3] = {(a, 1), (b, 2), (c, 3)};
	return (a, b, c) * 100 + v[0] + v[1] * 10 + (a++, a);
}
