// expect: 929189024
#include "exec.h"

volatile u8 k = 1;
static noinline int sign(int x)
{
	return x < 0 ? 1 : x > 0 ? 2 : 0;
}
#define T(n)                                                                          \
	MIX(h, sign(__builtin_memcmp(a, b, n)));                                      \
	a[n - 1] ^= 0x80;                                                             \
	MIX(h, sign(__builtin_memcmp(a, b, n)) + !__builtin_memcmp(a, b, n - 1) * 4); \
	a[n - 1] ^= 0x80;
ENTRY
{
	u8 a[32], b[32];
	u64 h = 0;
	for (int i = 0; i < 32; i++)
		a[i] = b[i] = i * k;
	T(1) T(2) T(3) T(4) T(5) T(7) T(8) T(9) T(12) T(16) T(19) T(31) return FOLD(h);
}
