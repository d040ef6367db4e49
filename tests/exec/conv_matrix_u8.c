// expect: 1208699029
#include "exec.h"

volatile u8 x = 0xb3;
ENTRY
{
	u64 h = 0;
	MIX(h, (s8)x);
	MIX(h, (u16)x);
	MIX(h, (s16)(s8)x);
	MIX(h, (u32)x << 24);
	MIX(h, (s32)(s8)x);
	MIX(h, (u64)(s8)x);
	MIX(h, ~x);
	MIX(h, -x);
	MIX(h, x << 8 >> 3);
	return FOLD(h);
}
