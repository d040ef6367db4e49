// expect: 353034
#include "exec.h"

struct b {
	u32 a : 3, b : 5, c : 11, d : 13;
	s32 e : 7, f : 25;
	u64 g : 40, h : 24;
	_Bool t : 1;
	u8 : 0;
	u8 z : 3;
};
volatile int n = 300;
ENTRY
{
	struct b x = {};
	x.a = n;
	x.b = n >> 1;
	x.c = n * 5;
	x.d--;
	x.e = n;
	x.f = -n;
	x.g = (u64)n << 30;
	x.h += n;
	x.t = n;
	x.z = 7;
	x.z++;
	int r = x.a + x.b * 2 + x.c * 3 + x.d * 5 + x.e * 7 + x.f * 11 + (u32)(x.g >> 20) + x.h +
		x.t + x.z * 13;
	r += (x.a = 13) + (x.e += 100) + x.c++;
	return r + x.c;
}
