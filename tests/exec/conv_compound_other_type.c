// expect: 4077645209
#include "exec.h"

volatile u8 a = 200;
volatile s32 b = -5;
volatile u32 c = 7;
volatile s64 d = -(1ll << 40);
volatile u64 e = 1ull << 63;
ENTRY
{
	u64 h = 0;
	MIX(h, a += d);
	MIX(h, a += 1ull << 33 | 3);
	MIX(h, b += c);
	MIX(h, b /= 2);
	MIX(h, b *= -3);
	MIX(h, c -= b);
	MIX(h, d += c);
	MIX(h, d /= b | 1);
	MIX(h, e >>= a & 31);
	MIX(h, e += b);
	MIX(h, c %= 5);
	MIX(h, d %= 1000);
	MIX(h, a /= 3u);
	MIX(h, b >>= 1ll);
	MIX(h, d <<= c);
	return FOLD(h);
}
