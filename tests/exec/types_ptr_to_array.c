// expect: 999665
#include "exec.h"

static u32 g[3][4] = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
static noinline u32 f(const u32 (*m)[4])
{
	return m[0][1] + (*(m + 1))[2] * 10 + m[2][3] * 100;
}
static noinline u32 k(const u32 m[][4])
{
	return sizeof(*m) + m[1][0];
}
volatile u32 n = 1;
ENTRY
{
	u32(*p)[4] = &g[n & 1];
	u32(*q)[3][4] = &g;
	p[0][0] = 99;
	return f(g) + k(g) * 3 + (*q)[1][3] * 1000 + (*p)[0] * 10000 + sizeof(*q);
}
