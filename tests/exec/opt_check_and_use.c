// expect: 68
#include "exec.h"

u8 buf[64] = {1, 2, 3, 4, 5, 6, 7, 8};
volatile u32 n = 5;
ENTRY
{
	u32 i = n;
	if (i >= 64)
		return -1;
	u32 j = i + 2;
	if (j >= 64)
		return -2;
	return buf[i] * 10 + buf[j];
}
