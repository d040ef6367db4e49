// expect: 1826834333
#include "exec.h"

volatile s32 n = -987654;
ENTRY
{
	char b[12];
	u32 at = 0, x = n < 0 ? -n : n;
	for (int i = 0; i < 10; i++) {
		b[i] = '0' + x % 10;
		x /= 10;
		at = i;
		if (!x)
			break;
	}
	u64 h = at;
	s32 v = 0;
	for (int i = 9; i >= 0; i--)
		if (i <= at) {
			v = v * 10 + (b[i] - '0');
			MIX(h, b[i]);
		}
	return FOLD(h) + (n < 0 ? -v : v);
}
