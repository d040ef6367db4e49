// expect: 2384492332
#include "exec.h"

volatile s32 v[5] = {-7, 0, 3, 100, -2147483647};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 5; i++) {
		s32 x = v[i], y = 0;
		if (x < 0)
			y = -x;
		else if (x > 50)
			y = 50;
		MIX(h, y);
		MIX(h, x ? 8 : 4);
		MIX(h, x > 0 ? x : -1);
		MIX(h, (x > 0) - (x < 0));
		u32 m = 3;
		if (x & 1)
			m <<= 2;
		if (x & 2)
			m |= 0x100;
		MIX(h, m);
	}
	return FOLD(h);
}
