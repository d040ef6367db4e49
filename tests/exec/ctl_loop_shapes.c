// expect: 2679213329
#include "exec.h"

volatile int lo = -5, hi = 7;
ENTRY
{
	u64 h = 0;
	int a = lo, b = hi;
	for (int i = -5; i < 7; i++)
		MIX(h, i);
	for (int i = 10; i-- > 0;)
		MIX(h, i);
	for (u32 i = 20; i; i /= 2)
		MIX(h, i);
	for (u8 i = 250; i != 4; i++)
		MIX(h, i);
	for (int i = 0, j = 9; i < j; i++, j--)
		MIX(h, i * j);
	for (s64 i = 1ll << 33; i > 1; i >>= 4)
		MIX(h, i);
	int k = 0;
	for (;;) {
		if (++k > 5)
			break;
		MIX(h, k + a * b);
	}
	return FOLD(h);
}
