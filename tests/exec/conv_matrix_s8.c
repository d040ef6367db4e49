// expect: 1822652447
#include "exec.h"

volatile s8 x = -77;
ENTRY
{
	u64 h = 0;
	MIX(h, (u8)x);
	MIX(h, (u16)x);
	MIX(h, (s16)x);
	MIX(h, (u32)x);
	MIX(h, (s32)x);
	MIX(h, (u64)x);
	MIX(h, (s64)x);
	MIX(h, (_Bool)x);
	return FOLD(h);
}
