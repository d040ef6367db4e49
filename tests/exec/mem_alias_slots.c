// expect: 581689219
#include "exec.h"

volatile int n = 2;
ENTRY
{
	struct {
		u32 a, b;
	} s;
	u64 *w = (u64 *)&s;
	*w = 0x1122334455667788ull;
	s.b ^= n;
	u8 *c = (u8 *)&s;
	c[3] = 0xff;
	return s.a + s.b + (u32)(*w >> 28) + c[4];
}
