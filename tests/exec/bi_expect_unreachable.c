// expect: 11087
#include "exec.h"

static noinline u32 f(u32 x)
{
	switch (x & 3) {
	case 0: return 5;
	case 1: return 6;
	case 2: return 7;
	case 3: return 8;
	}
	__builtin_unreachable();
}
volatile u32 n = 2;
ENTRY
{
	u32 r = f(n) + f(n + 1) * 10;
	if (__builtin_expect(n > 5, 0))
		return 0;
	if (__builtin_expect(!!(r & 1), 1))
		r += 1000;
	if (__builtin_constant_p(r) && !__builtin_constant_p(3))
		r = 0;
	return r + __builtin_types_compatible_p(u32, unsigned) * 10000;
}
