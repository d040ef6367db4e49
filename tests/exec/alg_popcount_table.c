// expect: 32
#include "exec.h"

static const u8 t[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};
volatile u64 v = 0x0123456789abcdefull;
ENTRY
{
	u64 x = v;
	int n = 0;
	for (int i = 0; i < 16; i++) {
		n += t[x & 15];
		x >>= 4;
	}
	return n;
}
