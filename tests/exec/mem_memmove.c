// expect: 1214025410
#include "exec.h"

u8 b[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
volatile int n = 3;
ENTRY
{
	u8 l[16];
	__builtin_memcpy(l, b, 16);
	__builtin_memmove(l + 2, l, 10);
	l[0] = n;
	__builtin_memmove(l, l + 4, 9);
	u32 s = 0;
	for (int i = 0; i < 16; i++)
		s = s * 31 + l[i];
	return s;
}
