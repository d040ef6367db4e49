// expect: 2727026999
#include "exec.h"

volatile u64 x = 3;
ENTRY
{
	u64 h = 0;
	MIX(h, x + 0x123456789abcdef0ull);
	MIX(h, x ^ 0xffffffff00000000ull);
	MIX(h, x & 0xffffffff80000000ull);
	MIX(h, x | 0x80000000ull);
	MIX(h, x * 0x9e3779b97f4a7c15ull);
	MIX(h, x - 0x80000000ull);
	MIX(h, x + 0x7fffffff);
	MIX(h, x - 0x7fffffffffffffffull);
	MIX(h, x < 0x80000000ull);
	MIX(h, x == 0xffffffff00000003ull);
	MIX(h, (s64)x > -0x80000000ll);
	MIX(h, (s64)x > -0x80000001ll);
	return FOLD(h);
}
