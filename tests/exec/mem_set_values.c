// expect: 93306043
#include "exec.h"

struct s {
	u32 a;
	u16 b;
	u64 c;
	u8 d[7];
};
volatile u8 v = 0xab;
ENTRY
{
	struct s s;
	u64 h = 0;
	__builtin_memset(&s, 0, sizeof(s));
	MIX(h, s.a + s.b + s.c + s.d[6]);
	__builtin_memset(&s, 0xff, sizeof(s));
	MIX(h, s.a);
	MIX(h, s.c);
	__builtin_memset(&s.b, v, 2);
	__builtin_memset(s.d, v + 1, 5);
	MIX(h, s.b);
	MIX(h, s.d[4] * 256 + s.d[5]);
	__builtin_memset(&s.c, v, sizeof(s.c));
	MIX(h, s.c);
	return FOLD(h);
}
