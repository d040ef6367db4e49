// expect: 480
#include "exec.h"

static noinline u32 f(u32 x)
{
	return x * 3 + 1;
}
volatile u32 n = 2;
ENTRY
{
	u32 a = n, b = n + 1, c = n + 2, d = n + 3, e = n + 4, g = n + 5, h = n + 6;
	u32 r = f(a);
	r += f(b) * a;
	r += f(c) * b;
	r ^= f(d) * c;
	r += f(e) * d;
	r ^= f(g) * e;
	r += f(h) * g;
	return r + a + b + c + d + e + g * h;
}
