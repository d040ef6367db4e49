// expect: 56014961
// The size of an array type of variable length is computed (6.5.3.4), as in the kernel's BUILD_BUG_ON of old;
// an attribute may stand before a later declarator.
#include "exec.h"

volatile u64 x = 5;
ENTRY
{
	u64 h = 0, n = x;
	u32 __attribute__((unused)) a = 7, __attribute__((unused)) *b = &a, (__attribute__((unused)) *c) = b;

	(void)sizeof(char[1 - 2 * !!(n > 9)]);
	MIX(h, sizeof(u32[n][3]));
	MIX(h, sizeof(u16[2][n++]));
	MIX(h, sizeof(u16(*)[n]));
	MIX(h, n);
	MIX(h, *c);
	return FOLD(h);
}
