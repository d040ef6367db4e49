// expect: 3462857455
#include "exec.h"

volatile u8 a = 255;
volatile s8 b = 127;
volatile u16 c = 65535;
volatile s16 d = -32768;
volatile u32 e = 0xffffffff;
volatile u64 g = 0xffffffffull;
volatile _Bool f = 0;
ENTRY
{
	u64 h = 0;
	MIX(h, a++);
	MIX(h, a--);
	MIX(h, ++a);
	MIX(h, b++);
	MIX(h, b);
	MIX(h, ++c);
	MIX(h, c--);
	MIX(h, c);
	MIX(h, --d);
	MIX(h, e++);
	MIX(h, --e);
	MIX(h, ++g);
	MIX(h, g--);
	MIX(h, f++);
	MIX(h, f++);
	MIX(h, f--);
	MIX(h, f);
	return FOLD(h);
}
