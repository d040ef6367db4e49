// expect: 1896403051
#include "exec.h"

struct s {
	u32 a;
	__int128 x;
	u8 b;
};
volatile u64 n = 0x1122334455667788;
static __int128 g = 5;
ENTRY
{
	u64 h = 0;
	struct s s = {1, (__int128)n * 3, 2}, t;
	__int128 *p = &s.x;
	*p += n;
	t = s;
	t.x <<= 9;
	g += t.x;
	MIX(h, (u64)g);
	MIX(h, (u64)(g >> 64));
	MIX(h, t.a + t.b + sizeof(s) + _Alignof(__int128));
	MIX(h, (u64)s.x);
	return FOLD(h);
}
