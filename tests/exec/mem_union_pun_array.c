// expect: 154838626
#include "exec.h"

union u {
	u32 w[4];
	u8 b[16];
	u64 d[2];
};
volatile u32 n = 5;
ENTRY
{
	union u x = {{n, n * 0x1010101, n << 20, ~n}};
	u64 h = 0;
	u32 k = n & 15;
	x.b[k] = 0x77;
	MIX(h, x.w[1]);
	MIX(h, x.d[1]);
	x.w[2] = x.b[4] << 8;
	for (int i = 0; i < 16; i++)
		MIX(h, x.b[i]);
	return FOLD(h);
}
