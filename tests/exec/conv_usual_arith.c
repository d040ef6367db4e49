// expect: 1945011761
#include "exec.h"

volatile s8 sc = -3;
volatile u8 uc = 250;
volatile s16 ss = -300;
volatile u16 us = 65000;
volatile s32 si = -70000;
volatile u32 ui = 4000000000u;
volatile s64 sl = -5000000000ll;
volatile u64 ul = 18000000000000000000ull;
ENTRY
{
	u64 h = 0;
	MIX(h, sc + uc);
	MIX(h, sc * us);
	MIX(h, ss + ui);
	MIX(h, si + ui);
	MIX(h, sc + ui);
	MIX(h, uc - us);
	MIX(h, si + sl);
	MIX(h, ui + sl);
	MIX(h, si + ul);
	MIX(h, sc + ul);
	MIX(h, sl + ul);
	MIX(h, ss - sl);
	MIX(h, ui * (sl / 7));
	return FOLD(h);
}
