// expect: 1529670816
#include "exec.h"

volatile u32 x = 0xf00dface;
volatile s64 y = -77;
ENTRY
{
	u64 h = 0;
	u32 a = x;
	s64 b = y;
	MIX(h, a - a);
	MIX(h, a ^ a);
	MIX(h, a & a);
	MIX(h, (a | 0xff) & ~0xff);
	MIX(h, (a & 0xff00) >> 8);
	MIX(h, a << 16 >> 16);
	MIX(h, (a >> 8) << 8);
	MIX(h, ~~a);
	MIX(h, -(-b));
	MIX(h, ~b + 1);
	MIX(h, -~b);
	MIX(h, (a + 5) - 5);
	MIX(h, (a ^ 0xffffffff) == ~a);
	MIX(h, b - 1 < b);
	MIX(h, (a & 1) + (a & 2) == (a & 3));
	MIX(h, a + a == a * 2);
	MIX(h, b * 4 / 4);
	return FOLD(h);
}
