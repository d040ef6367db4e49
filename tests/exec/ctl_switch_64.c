// expect: 1120875
#include "exec.h"

static noinline int f(u64 x)
{
	switch (x) {
	case 1ull << 40: return 1;
	case (1ull << 40) + 1: return 2;
	case -1ull: return 3;
	case 5: return 4;
	case 1ull << 32 | 5: return 5;
	case 1ull << 63 ...(1ull << 63) + 10: return 6;
	}
	return 0;
}
volatile u64 v[8] = {
	1ull << 40, (1ull << 40) + 1, -1ull, 5, 0x100000005, (1ull << 63) + 7, 0xffffffff, 0};
ENTRY
{
	u32 r = 0;
	for (int i = 0; i < 8; i++)
		r = r * 7 + f(v[i]);
	return r;
}
