// expect: 2966989978
#include "exec.h"

static const char map[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
volatile u8 in[9] = "kbcc test";
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 9; i += 3) {
		u32 w = in[i] << 16 | in[i + 1] << 8 | in[i + 2];
		for (int k = 18; k >= 0; k -= 6) {
			u32 x = w >> k & 63;
			MIX(h, map[x]);
		}
	}
	return FOLD(h);
}
