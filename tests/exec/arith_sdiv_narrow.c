// expect: 2290945275
#include "exec.h"

volatile s8 a = -128, b = 3;
volatile s16 c = -32768, d = -7;
ENTRY
{
	u64 h = 0;
	MIX(h, a / b);
	MIX(h, a % b);
	MIX(h, a / -1);
	MIX(h, (s8)(a / -1));
	MIX(h, c / d);
	MIX(h, c % d);
	MIX(h, c / a);
	MIX(h, c / -1);
	MIX(h, (s16)(c / -1));
	return FOLD(h);
}
