// expect: 2114627820
#include "exec.h"

static noinline u8 add_sat8(u8 a, u8 b)
{
	u8 r = a + b;
	return r < a ? 255 : r;
}
static noinline s32 add_sat32(s32 a, s32 b)
{
	s64 r = (s64)a + b;
	return r > 2147483647 ? 2147483647 : r < -2147483648ll ? -2147483648ll : r;
}
static noinline u64 sub_sat(u64 a, u64 b)
{
	return a > b ? a - b : 0;
}
volatile int n = 100;
ENTRY
{
	u64 h = 0;
	MIX(h, add_sat8(n, 200));
	MIX(h, add_sat8(n, 20));
	MIX(h, add_sat32(2147483600, n));
	MIX(h, add_sat32(-2147483600, -n));
	MIX(h, add_sat32(n, -n));
	MIX(h, sub_sat(n, 200));
	MIX(h, sub_sat(200, n));
	return FOLD(h);
}
