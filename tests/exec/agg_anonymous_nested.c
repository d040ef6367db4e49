// expect: 2417689672
#include "exec.h"

struct s {
	int a;
	union {
		struct {
			u16 b, c;
		};
		u32 d;
		struct {
			u8 e;
			union {
				u8 f;
				s8 g;
			};
		};
	};
	int i;
};
volatile u32 n = 0xfedc8081;
ENTRY
{
	struct s x = {.a = 1, .d = n, .i = 3};
	u64 h = 0;
	MIX(h, x.b);
	MIX(h, x.c);
	MIX(h, x.e);
	MIX(h, x.f);
	MIX(h, x.g);
	x.g = 5;
	x.c++;
	MIX(h, x.d);
	struct s y = {7, {{8, 9}}, 10};
	MIX(h, y.d + y.i);
	return FOLD(h);
}
