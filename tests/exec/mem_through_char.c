// expect: 33596620
#include "exec.h"

volatile u64 n = 0x1122334455667788;
ENTRY
{
	u64 x = n;
	u8 *p = (u8 *)&x;
	p[2] = 0xff;
	u16 *q = (u16 *)&x;
	q[3] ^= 0x0f0f;
	u32 *w = (u32 *)(p + 4);
	*w += 1;
	u64 h = x;
	MIX(h, p[7]);
	MIX(h, *(u16 *)(p + 2));
	s8 *s = (s8 *)p;
	MIX(h, s[0] + s[2]);
	return FOLD(h);
}
