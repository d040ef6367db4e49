// expect: 458321085
#include "exec.h"

volatile u32 v[4] = {0, 1, 2, 256};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 4; i++) {
		_Bool b = v[i], c = (u8)v[i];
		MIX(h, b + c);
		MIX(h, b * 5 - c);
		MIX(h, b << 3 | c);
		MIX(h, ~b);
		MIX(h, -b);
		b ^= c;
		MIX(h, b);
		b += 2;
		MIX(h, b);
		b -= 1;
		MIX(h, b);
		b *= v[i];
		MIX(h, b);
		b |= v[i];
		MIX(h, b == c);
		b = v[i] & 256;
		MIX(h, b);
		b >>= 1;
		MIX(h, b);
	}
	return FOLD(h);
}
