// expect: 3235922764
#include "exec.h"

volatile s32 x = -1234567890;
ENTRY
{
	u64 h = 0;
	MIX(h, (u8)x);
	MIX(h, (s8)x);
	MIX(h, (u16)x);
	MIX(h, (s16)x);
	MIX(h, (u32)x);
	MIX(h, (s64)x);
	MIX(h, (u64)x);
	MIX(h, (u64)(u32)x);
	MIX(h, (u64)x >> 40);
	MIX(h, (s64)x >> 40);
	MIX(h, (u32)x >> 5);
	MIX(h, x >> 5);
	return FOLD(h);
}
