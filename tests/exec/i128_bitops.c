// expect: 2161821374
#include "exec.h"

volatile u64 a = 0xf0f0f0f0f0f0f0f0, b = 0x123456789abcdef7;
ENTRY
{
	u64 h = 0;
	unsigned __int128 x = (unsigned __int128)a << 64 | b, y = (unsigned __int128)b << 64 | a;
	unsigned __int128 r = (x & y) ^ (x | ~y);
	MIX(h, (u64)r);
	MIX(h, (u64)(r >> 64));
	r &= 0xffff;
	MIX(h, (u64)r);
	r |= (unsigned __int128)1 << 127;
	r ^= x;
	MIX(h, (u64)r);
	MIX(h, (u64)(r >> 64));
	return FOLD(h);
}
