// expect: 3161874520
#include "exec.h"

struct b {
	s32 a : 4;
	u32 b : 4;
	_Bool c : 1;
	s64 d : 40;
};
volatile int z;
ENTRY
{
	struct b x = {7, 15, 0, (1ll << 39) - 1};
	u64 h = 0;
	x.a += z;
	MIX(h, x.a++);
	MIX(h, x.a);
	MIX(h, x.a--);
	MIX(h, x.a);
	MIX(h, ++x.b);
	MIX(h, --x.b);
	MIX(h, x.b--);
	MIX(h, x.c++);
	MIX(h, x.c++);
	MIX(h, x.c--);
	MIX(h, x.c);
	MIX(h, ++x.d);
	MIX(h, x.d--);
	MIX(h, x.d);
	return FOLD(h);
}
