// expect: 838862
#include "exec.h"

volatile s32 a = -5, b = 5;
volatile u32 c = 5, d = 0xfffffffb;
volatile s64 e = -5, f = 5;
volatile u64 g = 5, h = 0xfffffffffffffffbull;
ENTRY
{
	int r = 0;
	r = r * 2 + (a < b);
	r = r * 2 + (a <= b);
	r = r * 2 + (a > b);
	r = r * 2 + (a >= b);
	r = r * 2 + (c < d);
	r = r * 2 + (c <= d);
	r = r * 2 + (c > d);
	r = r * 2 + (c >= d);
	r = r * 2 + (e < f);
	r = r * 2 + (e <= f);
	r = r * 2 + (e > f);
	r = r * 2 + (e >= f);
	r = r * 2 + (g < h);
	r = r * 2 + (g <= h);
	r = r * 2 + (g > h);
	r = r * 2 + (g >= h);
	r = r * 2 + (a == e);
	r = r * 2 + (d == (u32)a);
	r = r * 2 + (h == (u64)e);
	r = r * 2 + (c != g);
	return r;
}
