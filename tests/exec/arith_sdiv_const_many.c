// expect: 1543604351
#include "exec.h"

volatile s32 v[6] = {0, 1, -1, 1000003, -1000003, -2147483647};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 6; i++) {
		s32 x = v[i];
		MIX(h, x / 2);
		MIX(h, x % 2);
		MIX(h, x / 3);
		MIX(h, x % 3);
		MIX(h, x / -3);
		MIX(h, x / 4);
		MIX(h, x % 8);
		MIX(h, x / 10);
		MIX(h, x % 10);
		MIX(h, x / -16);
		MIX(h, x % 1000000007);
		MIX(h, x / 2147483647);
		MIX(h, x / 1);
		MIX(h, x / -1);
		MIX(h, x % 1);
	}
	return FOLD(h);
}
