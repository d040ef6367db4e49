// expect: 1712986728
#include "exec.h"

volatile int n = 7;
u8 src[32] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20};
ENTRY
{
	u8 d[32];
	__builtin_memset(d, 0x5a, sizeof(d));
	__builtin_memcpy(d + 1, src + 3, 13);
	src[5] = n;
	u64 x;
	__builtin_memcpy(&x, src, 8);
	u32 y;
	__builtin_memcpy(&y, d + 11, 4);
	return d[0] + d[1] * 2 + d[13] * 3 + d[14] * 5 + (u32)(x >> 32) + y + (u32)x;
}
