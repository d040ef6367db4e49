// expect: 2432220237
#include "exec.h"

struct p {
	u32 x, y;
};
struct q {
	u8 c;
};
struct t {
	u16 a, b, c;
};
static noinline struct p f(u32 x)
{
	return (struct p){x, ~x};
}
static noinline struct q g(u32 x)
{
	return (struct q){x};
}
static noinline struct t k(u32 x)
{
	return (struct t){x, x >> 4, x >> 8};
}
volatile u32 n = 70000;
ENTRY
{
	u64 h = 0;
	struct p p = f(n);
	struct t t = k(n);
	MIX(h, p.x);
	MIX(h, p.y);
	MIX(h, g(n).c);
	MIX(h, t.a + t.b * 3 + t.c * 5);
	MIX(h, f(3).y);
	return FOLD(h);
}
