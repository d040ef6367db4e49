// expect: 197
#include "exec.h"

/* Comparisons whose value is a number: the top bit of a difference, at the ends of the ranges. */
volatile u32 big = 0xffffffff, small = 0, five = 5;
volatile u64 wide = 0xffffffff00000000ull;

static noinline u32 bits(u32 a, u32 b)
{
	u32 r = a < b;

	r = r * 2 + (a <= b);
	r = r * 2 + (a > b);
	r = r * 2 + (a >= b);
	r = r * 2 + (a == 0);
	r = r * 2 + (a != 0);
	r = r * 2 + (a < 5);
	r = r * 2 + (a >= 5);
	r = r * 2 + ((int)a < (int)b);
	return r;
}

ENTRY
{
	u32 s = bits(big, small) ^ bits(small, big) << 1 ^ bits(five, five) << 2 ^
		bits(big, big) << 1;

	s += (wide == 0) + 2 * (wide != 0) + 4 * (wide > small) + 8 * (wide < big);
	return s;
}
