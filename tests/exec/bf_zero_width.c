// expect: 4026888342
#include "exec.h"

struct b {
	u32 a : 3;
	u32 : 0;
	u32 b : 3;
	u32 : 5;
	u32 c : 20;
	u16 : 0;
	u8 d : 2;
};
volatile u32 n = 0xfffff;
ENTRY
{
	struct b x = {};
	x.a = n;
	x.b = n;
	x.c = n;
	x.d = n;
	u32 w[4] = {};
	__builtin_memcpy(w, &x, sizeof(x));
	u64 h = sizeof(x);
	MIX(h, w[0]);
	MIX(h, w[1]);
	MIX(h, w[2]);
	return FOLD(h);
}
