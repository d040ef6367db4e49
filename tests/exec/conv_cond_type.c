// expect: 4163537406
#include "exec.h"

volatile int t = 1, f = 0;
volatile s32 a = -1;
volatile u32 b = 1;
volatile s8 c = -2;
volatile s64 d = -3;
ENTRY
{
	u64 h = 0;
	MIX(h, t ? a : b);
	MIX(h, f ? b : a);
	MIX(h, (t ? c : b) > 0);
	MIX(h, (t ? c : 0) > 0);
	MIX(h, f ? d : b);
	MIX(h, (t ? a : 1ll));
	MIX(h, (t ? a : 1u));
	MIX(h, (t ? (u8)200 : c));
	return FOLD(h);
}
