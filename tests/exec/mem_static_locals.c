// expect: 345402183
#include "exec.h"

static noinline u32 next(void)
{
	static u32 state = 7;
	static u8 calls;
	calls++;
	state = state * 1103515245 + 12345;
	return state + calls;
}
static always_inline u32 count(void)
{
	static u32 c;
	return ++c;
}
ENTRY
{
	static u64 once = 5;
	u32 r = next();
	r ^= next();
	count();
	count();
	return r + next() + count() + once++;
}
