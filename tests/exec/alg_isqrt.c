// expect: 1111111
#include "exec.h"

volatile u64 v = 1234567890123ull;
ENTRY
{
	u64 x = v, r = 0, bit = 1ull << 62;
	for (int i = 0; i < 32; i++) {
		if (x >= r + bit) {
			x -= r + bit;
			r = (r >> 1) + bit;
		} else
			r >>= 1;
		bit >>= 2;
	}
	return r;
}
