// expect: 2634440496
#include "exec.h"

volatile u64 x = 0x123456789;
volatile s32 y = -98765;
ENTRY
{
	u64 h = 0;
	MIX(h, x * 0);
	MIX(h, x * 1);
	MIX(h, x * 2);
	MIX(h, x * 3);
	MIX(h, x * 8);
	MIX(h, x * 10);
	MIX(h, x * -1);
	MIX(h, x * -8);
	MIX(h, x * 0x100000000);
	MIX(h, x * 0x100000001);
	MIX(h, y * -1);
	MIX(h, y * 4);
	MIX(h, y * 7);
	MIX(h, y * -10);
	MIX(h, (u32)y * 0x80000000);
	return FOLD(h);
}
