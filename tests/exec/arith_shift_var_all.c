// expect: 3687346513
#include "exec.h"

volatile u32 n[5] = {0, 1, 7, 16, 31};
volatile u32 u = 0x89abcdef;
volatile s32 s = -0x12345678;
volatile u8 b = 0x96;
volatile s8 c = -0x56;
volatile s16 w = -0x1234;
ENTRY
{
	u64 h = 0;
	for (int i = 0; i < 5; i++) {
		u32 k = n[i];
		MIX(h, u << k);
		MIX(h, u >> k);
		MIX(h, s >> k);
		MIX(h, b >> k);
		MIX(h, c >> k);
		MIX(h, w >> k);
		MIX(h, 1u << k);
		MIX(h, (u8)(b << (k & 7)));
		MIX(h, -1 >> k);
		MIX(h, -1u >> k);
	}
	return FOLD(h);
}
