// expect: 416081402
#include "exec.h"

#define R(name, type, n)                                    \
	struct name {                                       \
		type v[n];                                  \
	};                                                  \
	static always_inline struct name make_##name(u64 x) \
	{                                                   \
		struct name r;                              \
		for (int i = 0; i < n; i++)                 \
			r.v[i] = x * (i + 1);               \
		return r;                                   \
	}                                                   \
	static always_inline u64 sum_##name(struct name s)  \
	{                                                   \
		u64 h = 0;                                  \
		for (int i = 0; i < n; i++)                 \
			MIX(h, s.v[i]);                     \
		s.v[0] = 0;                                 \
		return h;                                   \
	}
R(a, u8, 1)
R(b, u8, 3)
R(c, s16, 3) R(d, u32, 1) R(e, u32, 3) R(f, u64, 2) R(g, u64, 5)
	R(i, u16, 20) volatile u64 n = 0x123456789ab;
ENTRY
{
	u64 h = 0;
	MIX(h, sum_a(make_a(n)));
	MIX(h, sum_b(make_b(n)));
	MIX(h, sum_c(make_c(n)));
	MIX(h, sum_d(make_d(n)));
	MIX(h, sum_e(make_e(n)));
	MIX(h, sum_f(make_f(n)));
	MIX(h, sum_g(make_g(n)));
	MIX(h, sum_i(make_i(n)));
	MIX(h, make_g(n).v[3]);
	return FOLD(h);
}
