// expect: 1958507138
#include "exec.h"

volatile u8 k = 1;
#define T(n)                                         \
	{                                            \
		__builtin_memcpy(d, s + (n & 1), n); \
		MIX(h, d[n - 1] + d[n / 2] * 256);   \
		__builtin_memset(d, n, n);           \
		MIX(h, d[0] + d[n]);                 \
	}
ENTRY
{
	u8 s[72], d[72] = {};
	for (int i = 0; i < 72; i++)
		s[i] = i * 7 + k;
	u64 h = 0;
	T(1)
	T(2)
	T(3) T(4) T(5) T(6) T(7) T(8) T(9) T(12) T(15) T(16) T(17) T(23) T(32) T(33) T(47) T(64)
		T(70) return FOLD(h);
}
