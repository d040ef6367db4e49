// expect: 2712896267
#include "exec.h"

union u {
	u32 w;
	u16 h[2];
	u8 b[4];
	struct {
		u32 lo : 4, mid : 12, hi : 16;
	};
};
volatile u32 n = 0xa1b2c3d4;
ENTRY
{
	union u x = {n};
	x.b[1] ^= 0xff;
	x.h[1] += 1;
	return x.w ^ x.lo ^ x.mid << 3 ^ x.hi;
}
