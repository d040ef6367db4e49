// expect: 2080298070
#include "exec.h"

volatile s8 c = -5;
volatile u32 u = 0xffffffff;
volatile s32 i = -7;
volatile s64 l = -9;
volatile u64 v = -9;
ENTRY
{
	u64 h = 0;
	__int128 x = c;
	MIX(h, (u64)(x >> 64));
	x = u;
	MIX(h, (u64)(x >> 32));
	x = i;
	MIX(h, (u64)(x >> 4));
	x = l;
	MIX(h, (u64)(x >> 100));
	x = v;
	MIX(h, (u64)(x >> 64));
	MIX(h, (s8)x);
	MIX(h, (s32)x);
	MIX(h, (_Bool)x);
	MIX(h, (_Bool)(x << 64));
	MIX(h, (x << 64) && 1);
	unsigned __int128 y = c;
	MIX(h, (u64)(y >> 120));
	y = (unsigned __int128)(u32)i + u;
	MIX(h, (u64)y);
	return FOLD(h);
}
