// expect: 131071
#include "exec.h"

volatile u32 a = 5, b = 7;
volatile s64 c = -3;
ENTRY
{
	u32 x = a, y = b, r = 0;
	s64 z = c;
	r = r * 2 + (x - y > x);
	r = r * 2 + (x + 1 > x);
	r = r * 2 + ((x ^ y) < (x | y));
	r = r * 2 + (x - 5 == 0);
	r = r * 2 + (x << 1 == 10);
	r = r * 2 + ((x & 4) != 0);
	r = r * 2 + ((x & 8) == 0);
	r = r * 2 + (!(x > y) == (x <= y));
	r = r * 2 + (z < 0 && z > -4);
	r = r * 2 + ((u64)z > 10);
	r = r * 2 + (x > 4 && x < 6);
	r = r * 2 + (x - 4 <= 1);
	r = r * 2 + ((s32)(x - y) < 0);
	r = r * 2 + (z * 2 == -6);
	r = r * 2 + (~z == 2);
	r = r * 2 + (-z == 3);
	r = r * 2 + ((x >= 5) + (x > 5) + (y >= 8) == 1);
	return r;
}
