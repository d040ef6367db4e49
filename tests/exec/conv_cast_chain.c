// expect: 522546058
#include "exec.h"

volatile u64 x = 0x8182838485868788ull;
ENTRY
{
	u64 h = 0;
	MIX(h, (s64)(s8)(u16)x);
	MIX(h, (u32)(s8)x);
	MIX(h, (u64)(u32)(s16)x);
	MIX(h, (s64)(s32)(u16)(s8)x);
	MIX(h, (u16)(s8)(x >> 8));
	MIX(h, (s64)(s32)(x >> 16));
	MIX(h, (u8)(s32)(x >> 24));
	MIX(h, (s64)(s16)(u8)(x >> 32));
	return FOLD(h);
}
