// expect: 4100531680
#include "exec.h"

u8 g8 = 200;
s8 gs8 = -100;
u16 g16 = 60000;
s16 gs16 = -30000;
u32 g32 = 4000000000;
s32 gs32 = -2000000000;
u64 g64 = 1ull << 63;
_Bool gb = 1;
static u32 zero[4];
const u32 konst = 77;
ENTRY
{
	u64 h = 0;
	g8 += 100;
	gs8 -= 100;
	g16 *= 3;
	gs16 += gs8;
	g32 += g16;
	gs32 -= g8;
	g64 ^= gs32;
	gb = !gb;
	zero[2] = konst;
	MIX(h, g8);
	MIX(h, gs8);
	MIX(h, g16);
	MIX(h, gs16);
	MIX(h, g32);
	MIX(h, gs32);
	MIX(h, g64);
	MIX(h, gb);
	MIX(h, zero[1] + zero[2]);
	return FOLD(h);
}
