// expect: 1296727920
#include "exec.h"

volatile u32 n = 7;
static noinline u32 sum(const u32 *v)
{
	u32 s = 0;
	for (int i = 0; i < 20; i++)
		s = s * 3 + v[i];
	return s;
}
ENTRY
{
	u32 r = 0;
	{
		u32 a[20];
		for (int i = 0; i < 20; i++)
			a[i] = n * i;
		r += sum(a);
	}
	{
		u32 b[20] = {};
		b[n & 7] = 5;
		b[3] = n;
		r ^= sum(b);
	}
	for (int k = 0; k < 3; k++) {
		u32 c[20];
		for (int i = 0; i < 20; i++)
			c[i] = k + i;
		r += sum(c);
	}
	return r;
}
