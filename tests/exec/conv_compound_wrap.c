// expect: 4031926307
#include "exec.h"

volatile u8 a = 200;
volatile s8 b = 100;
volatile u16 c = 65000;
volatile s16 d = 32000;
volatile u32 e = 4294967000u;
ENTRY
{
	u64 h = 0;
	MIX(h, a += 100);
	MIX(h, b += 100);
	MIX(h, c += 1000);
	MIX(h, d += 1000);
	MIX(h, e += 1000);
	MIX(h, a *= 7);
	MIX(h, b *= 7);
	MIX(h, c <<= 3);
	MIX(h, d <<= 2);
	MIX(h, a -= 255);
	MIX(h, b >>= 1);
	MIX(h, d >>= 3);
	MIX(h, c >>= 5);
	MIX(h, a ^= -1);
	MIX(h, b |= 0x80);
	MIX(h, d &= ~3);
	MIX(h, c %= 77);
	MIX(h, b /= 3);
	MIX(h, d /= -5);
	MIX(h, a %= 13);
	return FOLD(h);
}
