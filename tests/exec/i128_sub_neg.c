// expect: 750582826
#include "exec.h"

volatile u64 a = 5, b = 0xfffffffffffffff0;
ENTRY
{
	u64 h = 0;
	__int128 x = a, y = b;
	__int128 r = x - y;
	MIX(h, (u64)r);
	MIX(h, (u64)(r >> 64));
	r = -r;
	MIX(h, (u64)r);
	MIX(h, (u64)(r >> 64));
	r = ~r;
	MIX(h, (u64)(r >> 64));
	r -= y * 2;
	MIX(h, (u64)r);
	MIX(h, (u64)(r >> 64));
	r = r + 1;
	r++;
	--r;
	MIX(h, (u64)r);
	return FOLD(h);
}
