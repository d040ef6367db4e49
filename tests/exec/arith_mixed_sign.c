// expect: 61
#include "exec.h"

volatile s32 a = -1;
volatile u32 b = 1;
volatile s64 c = -1;
volatile u64 d = 1;
ENTRY
{
	int r = 0;
	if (a > b)
		r |= 1;
	if (c > b)
		r |= 2;
	if (c > d)
		r |= 4;
	if (a < (s32)b)
		r |= 8;
	if ((s64)a < (s64)b)
		r |= 16;
	if ((u16)a > b)
		r |= 32;
	return r;
}
