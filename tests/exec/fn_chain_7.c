// expect: 706
#include "exec.h"

static noinline u32 f7(u32 x, u32 y)
{
	return x * 7 - y;
}
static noinline u32 f6(u32 x, u32 y)
{
	return f7(x + 6, y) + x;
}
static noinline u32 f5(u32 x, u32 y)
{
	return f6(y, x) ^ f7(x, 5);
}
static noinline u32 f4(u32 x, u32 y)
{
	return f5(x, y + 4) * 3;
}
static noinline u32 f3(u32 x, u32 y)
{
	u32 a[4] = {x, y, x + y, 3};
	return f4(a[x & 3], a[y & 3]);
}
static noinline u32 f2(u32 x, u32 y)
{
	return f3(x, y) + f3(y, x);
}
static noinline u32 f1(u32 x, u32 y)
{
	return f2(x - 1, y) + y;
}
volatile u32 n = 2;
ENTRY
{
	return f1(n, n * 5);
}
