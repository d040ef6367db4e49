// expect: 507
#include "exec.h"

struct b {
	u32 a : 31, b : 32;
	u8 c : 8;
	u64 d : 33;
	s32 e : 5;
};
struct c {
	u32 a : 31;
	u32 b;
};
volatile struct b x = {0x7fffffff, 0xffffffff, 255, 0x1ffffffff, -16};
ENTRY
{
	u32 r = 0;
	r = r * 2 + (x.a - 0x7fffffff - 1 < 0);
	r = r * 2 + (x.b + 1 == 0);
	r = r * 2 + (x.c + 1 == 256);
	r = r * 2 + (x.e < 0);
	r = r * 2 + (~x.c < 0);
	r = r * 2 + (-x.c < 0);
	r = r * 2 + (x.b > -1);
	r = r * 2 + (x.a > -1);
	r = r * 2 + (x.e >> 1 == -8);
	return r;
}
