// expect: 4213732342
#include "exec.h"

#define S(n)             \
	struct s##n {    \
		u8 b[n]; \
	}
S(1);
S(2);
S(3);
S(4);
S(5);
S(6);
S(7);
S(8);
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
	T(1) T(2) T(3) T(4) T(5) T(6) T(7) T(8) return FOLD(h);
}
