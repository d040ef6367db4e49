// expect: 12007589
#include "exec.h"

typedef u32 (*op)(u32, u32);
static always_inline u32 apply(op f, const u32 *v, u32 n, u32 init)
{
	for (u32 i = 0; i < n; i++)
		init = f(init, v[i]);
	return init;
}
static u32 add(u32 a, u32 b)
{
	return a + b;
}
static u32 mul(u32 a, u32 b)
{
	return a * b;
}
static u32 max(u32 a, u32 b)
{
	return a > b ? a : b;
}
volatile u32 n = 3;
// level: 1
ENTRY
{
	u32 v[5] = {n, 7, 5, n * 4, 2};
	return apply(add, v, 5, 0) + apply(mul, v, 5, 1) * 3 + apply(max, v, 5, 0) * 1000000;
}
