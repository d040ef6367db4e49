// expect: 173
#include "exec.h"

volatile u64 hi = 1ull << 32, z = 0;
volatile u32 b8 = 0x100;
volatile u16 w = 0x8000;
ENTRY
{
	_Bool a = hi, b = z, c = b8, d = w, e = !hi, f = !!w;
	u8 g = (u8)b8;
	return a | b << 1 | c << 2 | d << 3 | e << 4 | f << 5 | (g ? 64 : 128);
}
