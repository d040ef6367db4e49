// expect: 351
#include "exec.h"

volatile int a = 5, b = 0, c = -1;
ENTRY
{
	int r = (a > 3) + (b == 0) * 2 + (c < 0) * 4 + (a && !b) * 8 + ((a > 3) == (c < 0)) * 16 +
		((a > 3) & (b > 1)) * 32 + ((a != 5) | (c == -1)) * 64 + ((a > 3) ^ (b < 1)) * 128;
	_Bool t = a & 4;
	return r + t * 256 + (!!(a & 2)) * 512;
}
