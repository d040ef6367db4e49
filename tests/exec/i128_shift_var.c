// expect: 513273838
#include "exec.h"

volatile u32 n[5] = {0, 1, 63, 64, 100};
volatile u64 a = 0x8123456789abcdef, b = 0xfedcba9876543210;
ENTRY
{
	u64 h = 0;
	unsigned __int128 x = (unsigned __int128)a << 64 | b;
	__int128 s = x;
	for (int i = 0; i < 5; i++) {
		u32 k = n[i];
		unsigned __int128 l = x << k, r = x >> k;
		__int128 t = s >> k;
		MIX(h, (u64)l);
		MIX(h, (u64)(l >> 64));
		MIX(h, (u64)r);
		MIX(h, (u64)(r >> 64));
		MIX(h, (u64)t);
		MIX(h, (u64)(t >> 64));
	}
	return FOLD(h);
}
