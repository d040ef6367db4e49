// expect: 5155
#include "exec.h"

volatile u32 n = 5, t = 1;
ENTRY
{
	u32 s = 0, i = 0, m = n & 7;
	if (t)
		goto mid;
	for (i = 0; i < 8; i++) {
		s += 100;
	mid:
		s += i;
		if (i == m)
			break;
	}
	return s * 10 + i;
}
