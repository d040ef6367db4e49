// expect: 3437871351
#include "exec.h"

volatile u32 a = 0xfedcba98, b = 0x87654321;
volatile s32 c = -0x12345678, d = 0x7fedcba9;
volatile u64 e = 0xfedcba9876543210;
ENTRY
{
	u64 h = 0;
	MIX(h, (u64)a * b >> 32);
	MIX(h, (s64)c * d >> 32);
	MIX(h, (u64)a * b);
	MIX(h, (s64)c * b);
	MIX(h, e * a);
	MIX(h, (u64)((unsigned __int128)e * e >> 64));
	MIX(h, (u16)(a * b));
	MIX(h, (s8)(c * 5));
	return FOLD(h);
}
