// expect: 3360663148
#include "exec.h"

volatile s32 m = -2147483647 - 1;
volatile s64 l = -9223372036854775807ll - 1;
ENTRY
{
	u64 h = 0;
	MIX(h, m / 2);
	MIX(h, m / 3);
	MIX(h, m % 10);
	MIX(h, m / m);
	MIX(h, m % m);
	MIX(h, m / (-2147483647 - 1));
	MIX(h, l / 2);
	MIX(h, l % 10);
	MIX(h, l / l);
	MIX(h, l / (-9223372036854775807ll - 1));
	MIX(h, (s64)m / -1);
	return FOLD(h);
}
