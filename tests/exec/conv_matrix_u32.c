// expect: 3393875064
#include "exec.h"

volatile u32 x = 0xdeadbeef;
ENTRY
{
	u64 h = 0;
	MIX(h, (s32)x);
	MIX(h, (s64)(s32)x);
	MIX(h, (s64)x);
	MIX(h, (s8)x);
	MIX(h, (s16)x);
	MIX(h, x + 0x80000000u);
	MIX(h, (u64)x + 0x80000000u);
	MIX(h, (u64)(x + x));
	MIX(h, (u64)x + x);
	MIX(h, -x);
	MIX(h, (u64)-x);
	MIX(h, -(u64)x);
	return FOLD(h);
}
