// expect: 3662699373
#include "exec.h"

volatile s16 x = -12345;
ENTRY
{
	u64 h = 0;
	MIX(h, (u8)x);
	MIX(h, (s8)x);
	MIX(h, (u16)x);
	MIX(h, (u32)x);
	MIX(h, (u64)x);
	MIX(h, (s64)(u16)x);
	MIX(h, (u32)(u16)x >> 4);
	MIX(h, x / 7);
	MIX(h, x % 7);
	MIX(h, x >> 3);
	return FOLD(h);
}
