// expect: 2997469654
#include "exec.h"

volatile u8 k[6] = {5, 4, 9, 1, 0, 7};
ENTRY
{
	u32 s = 0, at = 99;
#pragma unroll
	for (int i = 0; i < 6; i++) {
		u32 x = k[i];
		if (!x) {
			at = i;
			break;
		}
#pragma unroll
		for (int j = 0; j < 3; j++)
			s = s * 7 + (x >> j & 1 ? x + j : 3);
	}
	return s * 10 + at;
}
