// expect: 2891144914
#include "exec.h"

volatile s64 x = -0x123456789abcdefLL;
ENTRY
{
	u64 h = 0;
	MIX(h, (u8)x);
	MIX(h, (s8)x);
	MIX(h, (u16)x);
	MIX(h, (s16)x);
	MIX(h, (u32)x);
	MIX(h, (s32)x);
	MIX(h, (_Bool)x);
	MIX(h, x >> 33);
	MIX(h, (u64)x >> 33);
	MIX(h, (s32)(x >> 20));
	MIX(h, (s16)(x >> 7));
	return FOLD(h);
}
