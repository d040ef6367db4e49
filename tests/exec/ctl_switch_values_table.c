// expect: 2527468970
#include "exec.h"

static noinline u32 f(u32 x)
{
	switch (x) {
	case 0: return 13;
	case 1: return 7;
	case 2: return 99;
	case 3: return 4;
	case 4: return 1000;
	case 5: return 0;
	case 6: return 77;
	case 7: return 5;
	case 8: return 3;
	case 9: return 123456;
	}
	return -1;
}
volatile u32 one = 1;
ENTRY
{
	u64 h = 0;
	for (u32 i = 0; i < 12; i++)
		MIX(h, f(i * one));
	return FOLD(h);
}
