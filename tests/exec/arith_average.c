// expect: 3740843479
#include "exec.h"

volatile u32 a = 0xfffffff0, b = 0xffffff00;
volatile s32 c = 2000000000, d = 2000000001;
ENTRY
{
	u64 h = 0;
	MIX(h, (a & b) + ((a ^ b) >> 1));
	MIX(h, ((u64)a + b) / 2);
	MIX(h, (u32)(((u64)a + b + 1) >> 1));
	MIX(h, (s32)(((s64)c + d) / 2));
	MIX(h, c + (d - c) / 2);
	return FOLD(h);
}
