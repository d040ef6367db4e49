// expect: 4015001800
#include "exec.h"

volatile u32 n = 27;
ENTRY
{
	u64 x = n;
	u32 steps = 0;
	for (int i = 0; i < 9; i++) {
		if (x == 1)
			break;
		x = x & 1 ? 3 * x + 1 : x / 2;
		steps++;
	}
	u64 a = 0, b = 1;
	for (int i = 0; i < 80; i++) {
		u64 t = a + b;
		a = b;
		b = t;
	}
	return steps ^ FOLD(a) ^ (u32)x;
}
