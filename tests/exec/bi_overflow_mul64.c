// expect: 1637891522
#include "exec.h"

volatile u64 a[5] = {0, 1, 1ull << 32, -1ull, 0x123456789};
volatile s64 b[5] = {0, -1, 1ll << 31, 9223372036854775807ll, -0x7654321012};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 5; i++)
		for (int j = 0; j < 5; j++) {
			u64 r;
			s64 s;
			MIX(h, __builtin_mul_overflow(a[i], a[j], &r));
			MIX(h, r);
			MIX(h, __builtin_mul_overflow(b[i], b[j], &s));
			MIX(h, s);
		}
	return FOLD(h);
}
