// expect: 268108308
#include "exec.h"

struct p {
	u32 x, y;
};
struct q {
	u8 c;
};
struct r {
	u64 a, b;
};
static noinline u64 f(struct p p)
{
	return p.x * 3ull + p.y;
}
static noinline u64 g(struct q q)
{
	return q.c + 1;
}
static noinline u64 k(struct r r, u32 z)
{
	return r.a - r.b * z;
}
volatile u32 n = 70000;
ENTRY
{
	u64 h = 0;
	struct p p = {n, n + 5};
	MIX(h, f(p));
	MIX(h, g((struct q){n}));
	MIX(h, k((struct r){n, n * 5ull}, 3));
	return FOLD(h);
}
