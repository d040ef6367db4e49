// expect: 4141079604
#include "exec.h"

volatile u32 n[6] = {0, 1, 31, 32, 33, 63};
volatile u64 u = 0x89abcdef01234567;
volatile s64 s = -0x123456789abcdef0;
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 6; i++) {
		u32 k = n[i];
		MIX(h, u << k);
		MIX(h, u >> k);
		MIX(h, s >> k);
		MIX(h, 1ull << k);
		MIX(h, (u32)(u >> k));
		MIX(h, (s32)(s >> k));
		MIX(h, (s8)(u >> k));
		MIX(h, u << k >> k);
		MIX(h, -1ll >> k);
	}
	return FOLD(h);
}
