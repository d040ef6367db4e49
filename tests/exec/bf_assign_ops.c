// expect: 1007967890
#include "exec.h"

struct b {
	u32 a : 7, b : 12, c : 13;
} g = {100, 3000, 5000};
volatile u32 n = 29;
ENTRY
{
	u64 h = 0;
	MIX(h, g.a += n);
	MIX(h, g.a -= 3 * n);
	MIX(h, g.b *= n);
	MIX(h, g.c /= n);
	MIX(h, g.b %= n);
	MIX(h, g.a <<= 2);
	MIX(h, g.c >>= 1);
	MIX(h, g.c |= n << 6);
	MIX(h, g.b ^= 0xfff);
	MIX(h, g.a &= ~1u);
	MIX(h, g.a + g.b + g.c);
	return FOLD(h);
}
