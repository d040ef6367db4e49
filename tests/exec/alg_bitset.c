// expect: 2148438177
#include "exec.h"

static u64 set[4];
volatile u32 v[6] = {0, 63, 64, 200, 255, 64};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 6; i++) {
		u32 x = v[i] & 255;
		MIX(h, set[x / 64] >> x % 64 & 1);
		set[x / 64] |= 1ull << x % 64;
	}
	u32 k = v[1] & 255;
	set[k >> 6] &= ~(1ull << (k & 63));
	for (int i = 0; i < 4; i++)
		MIX(h, set[i]);
	return FOLD(h);
}
