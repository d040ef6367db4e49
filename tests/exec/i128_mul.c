// expect: 1636411290
#include "exec.h"

volatile u64 a = 0xfedcba9876543211, b = 0x123456789abcdef7;
volatile s64 c = -3, d = 0x7fffffffffffffff;
ENTRY
{
	u64 h = 0;
	unsigned __int128 x = (unsigned __int128)a * b;
	MIX(h, (u64)x);
	MIX(h, (u64)(x >> 64));
	__int128 y = (__int128)c * d;
	MIX(h, (u64)y);
	MIX(h, (u64)(y >> 64));
	x *= x;
	MIX(h, (u64)x);
	MIX(h, (u64)(x >> 64));
	y = y * 10 + c;
	MIX(h, (u64)(y >> 64));
	return FOLD(h);
}
