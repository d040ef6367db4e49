// expect: 160872
#include "exec.h"

volatile u32 a = 0x00f0;
volatile u64 b = 0x0000f00000000000ull;
ENTRY
{
	return __builtin_clz(a) + __builtin_ctz(a) * 100 + __builtin_clzll(b) * 10000 +
	       __builtin_ctzll(b) * 7 + __builtin_ffs(a) + __builtin_ffsll(b) * 3 +
	       __builtin_ffs(a - 0xf0);
}
