// expect: 3663709048
#include "exec.h"

#define S(n)             \
	struct s##n {    \
		u8 b[n]; \
	}
S(9);
S(11);
S(13);
S(15);
S(16);
S(17);
S(24);
S(31);
S(40);
volatile u8 x = 9;
#define T(n)                                         \
	{                                            \
		struct s##n a, c;                    \
		for (int i = 0; i < n; i++)          \
			a.b[i] = x + i;              \
		c = a;                               \
		a.b[n - 1]++;                        \
		for (int i = 0; i < n; i++)          \
			MIX(h, c.b[i] + a.b[i] * 3); \
	}
ENTRY
{
	u64 h = 0;
	T(9) T(11) T(13) T(15) T(16) T(17) T(24) T(31) T(40) return FOLD(h);
}
