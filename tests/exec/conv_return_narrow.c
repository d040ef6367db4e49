// expect: 3722928221
#include "exec.h"

volatile int n = 0x12345;
static noinline s8 a(int x)
{
	return x;
}
static noinline u8 b(int x)
{
	return x;
}
static noinline s16 c(int x)
{
	return x * 3;
}
static noinline u16 d(int x)
{
	return x * 3;
}
static noinline _Bool e(int x)
{
	return x & 0xf0000;
}
static noinline s64 f(int x)
{
	return -x;
}
static noinline u32 g(s64 x)
{
	return x;
}
ENTRY
{
	u64 h = 0;
	MIX(h, a(n + 0x80));
	MIX(h, b(n + 0x80));
	MIX(h, c(n));
	MIX(h, d(n));
	MIX(h, e(n));
	MIX(h, f(n));
	MIX(h, g(-n));
	return FOLD(h);
}
