// expect: 58877185
#include "exec.h"

volatile int n = -200;
static noinline u64 f(s8 a, u8 b, s16 c, u16 d, _Bool e)
{
	u64 h = 0;
	MIX(h, a);
	MIX(h, b);
	MIX(h, c);
	MIX(h, d);
	MIX(h, e);
	return h;
}
ENTRY
{
	u64 h = f(n, n, n * 300, n * 300, n);
	return FOLD(h);
}
