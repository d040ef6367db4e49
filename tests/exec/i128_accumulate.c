// expect: 2149002347
#include "exec.h"

volatile u64 v[5] = {-1ull, -2ull, 1ull << 63, 12345, -77ull};
ENTRY
{
	unsigned __int128 s = 0;
	for (int i = 0; i < 5; i++)
		s += (unsigned __int128)v[i] * (i + 1);
	u64 h = 0;
	MIX(h, (u64)s);
	MIX(h, (u64)(s >> 64));
	return FOLD(h);
}
