// expect: 2037542838
#include "exec.h"

volatile u16 x = 0xfedc;
ENTRY
{
	u64 h = 0;
	MIX(h, (s16)x);
	MIX(h, (s8)x);
	MIX(h, (s64)(s16)x);
	MIX(h, x * 3);
	MIX(h, (u16)(x * 3));
	MIX(h, (s16)(x * 3));
	MIX(h, ~x >> 1);
	MIX(h, -x >> 4);
	MIX(h, (u8)(x >> 4));
	return FOLD(h);
}
