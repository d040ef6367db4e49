// expect: 29037
#include "exec.h"

volatile int a = 2147483647, b = 1;
volatile u32 c = 4000000000u;
volatile s64 d = 1ll << 62;
volatile u8 e = 200;
ENTRY
{
	int r;
	u32 u;
	s64 l;
	u8 k;
	int o = __builtin_add_overflow(a, b, &r);
	o |= __builtin_sub_overflow(b, a, &r) << 1;
	o |= __builtin_mul_overflow(c, 2u, &u) << 2;
	o |= __builtin_add_overflow(d, d, &l) << 3;
	o |= __builtin_add_overflow(e, 100, &k) << 4;
	o |= __builtin_mul_overflow(a, b, &r) << 5;
	o |= __builtin_add_overflow(c, b, &u) << 6;
	return o * 1000 + k + (int)(u & 0xff) + (int)(l >> 60);
}
