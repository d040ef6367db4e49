// expect: 3650177187
#include "exec.h"

volatile u32 v[4] = {0, 1, 0x80000000, 0x00ff1234};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 4; i++) {
		u32 x = v[i];
		MIX(h, x & (x - 1));
		MIX(h, x & -x);
		MIX(h, x | (x - 1));
		MIX(h, ~x & (x + 1));
		MIX(h, (x & 0xaaaaaaaa) >> 1 | (x & 0x55555555) << 1);
		MIX(h, x ^ x >> 1);
		MIX(h, (x != 0) - (x >> 31));
		s32 s = x;
		MIX(h, (s ^ s >> 31) - (u32)(s >> 31));
		MIX(h, -(x > 5) & 0x1234);
	}
	return FOLD(h);
}
