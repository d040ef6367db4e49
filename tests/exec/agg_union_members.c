// expect: 3331554241
#include "exec.h"

union u {
	u8 b[8];
	u16 h[4];
	u32 w[2];
	u64 d;
	s64 s;
	struct {
		u8 x;
		s16 y;
	} p;
};
volatile u64 n = 0x8899aabbccddeeff;
ENTRY
{
	union u v = {.d = n}, w;
	u64 h = 0;
	MIX(h, v.b[3]);
	MIX(h, v.h[1]);
	MIX(h, v.w[1]);
	MIX(h, v.s >> 8);
	MIX(h, v.p.y);
	w = v;
	w.h[2] = v.b[7];
	w.b[0]--;
	MIX(h, w.d);
	v.p.y = -2;
	MIX(h, v.d);
	return FOLD(h);
}
