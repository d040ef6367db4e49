// expect: 289176027
#include "exec.h"

struct b {
	s32 a : 1, b : 2, c : 31;
	s64 d : 33, e : 31;
	s16 f : 9;
	s8 g : 7;
};
volatile int n = 0x15555;
ENTRY
{
	struct b x = {};
	u64 h = 0;
	for (int i = 0; i < 3; i++) {
		x.a = n >> i;
		x.b = n >> i;
		x.c = n << 15 >> i;
		x.d = (s64)n << 17 >> i;
		x.e = n * 77777;
		x.f = n >> i;
		x.g = n >> (i + 1);
		MIX(h, x.a);
		MIX(h, x.b);
		MIX(h, x.c);
		MIX(h, x.d);
		MIX(h, x.e);
		MIX(h, x.f);
		MIX(h, x.g);
		MIX(h, x.a < 0);
	}
	MIX(h, sizeof(x));
	return FOLD(h);
}
