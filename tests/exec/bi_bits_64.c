// expect: 4251550454
#include "exec.h"

volatile u64 v[5] = {1, 0x8000000000000000, 0x00ff000000000000, 0x100000001, 0xfedcba9876543210};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 5; i++) {
		u64 x = v[i];
		MIX(h, __builtin_clzll(x));
		MIX(h, __builtin_ctzll(x));
		MIX(h, __builtin_popcountll(x));
		MIX(h, __builtin_parityll(x));
		MIX(h, __builtin_ffsll(x));
		MIX(h, __builtin_bswap64(x));
		MIX(h, __builtin_bswap32(x));
		MIX(h, __builtin_bswap16(x));
		MIX(h, __builtin_ffs((int)x));
		MIX(h, __builtin_popcount((u32)x));
		MIX(h, __builtin_clz((u32)x | 1));
	}
	return FOLD(h);
}
