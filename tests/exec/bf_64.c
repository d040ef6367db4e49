// expect: 3215467592
#include "exec.h"

struct b {
	u64 a : 1, b : 62, c : 1;
	u64 d : 48, e : 16;
	s64 f : 63, g : 1;
};
volatile u64 n = 0xfedcba9876543210;
ENTRY
{
	struct b x = {n, n, ~n, n, n, n, n};
	u64 h = 0;
	MIX(h, x.a);
	MIX(h, x.b);
	MIX(h, x.c);
	MIX(h, x.d);
	MIX(h, x.e);
	MIX(h, x.f);
	MIX(h, x.g);
	x.b <<= 3;
	x.d = x.b >> 7;
	x.f >>= 5;
	MIX(h, x.b);
	MIX(h, x.d);
	MIX(h, x.f);
	MIX(h, x.e + x.c);
	return FOLD(h);
}
