// expect: 4015
#include "exec.h"

volatile s32 a = -100;
volatile u32 b = 0x90000000;
volatile s64 c = -3000000000ll;
volatile u64 d = 0xf000000000000000ull;
ENTRY
{
	int r = 0;
	r = r * 2 + (a < -99);
	r = r * 2 + (a > -101);
	r = r * 2 + (b > 0x80000000);
	r = r * 2 + (b < 0x90000001);
	r = r * 2 + (c < -2999999999ll);
	r = r * 2 + (c > -2147483648ll);
	r = r * 2 + (d > 0xefffffffffffffffull);
	r = r * 2 + (d < 5);
	r = r * 2 + (a == -100);
	r = r * 2 + (c == -3000000000ll);
	r = r * 2 + ((b & 0x10000000) != 0);
	r = r * 2 + ((d & 0x8000000000000000ull) != 0);
	return r;
}
