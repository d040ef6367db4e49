// expect: 1982972534
// level: 1
#include "exec.h"

volatile u64 lo[3] = {0, 1, -1ull};
volatile s64 hi[3] = {0, 1, -1};
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 3; j++) {
			unsigned __int128 x = (unsigned __int128)(u64)hi[i] << 64 | lo[j];
			unsigned __int128 y = (unsigned __int128)(u64)hi[j] << 64 | lo[i];
			__int128 s = x, t = y;
			MIX(h, (x < y) | (x > y) << 1 | (x <= y) << 2 | (x >= y) << 3);
			MIX(h, (s < t) | (s > t) << 1 | (s <= t) << 2 | (s >= t) << 3);
			MIX(h, (x == y) | (x != y) << 1 | (!x) << 2 | (s < 0) << 3 | (x > 1) << 4);
		}
	return FOLD(h);
}
