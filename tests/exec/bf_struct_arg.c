// expect: 1570001
#include "exec.h"

struct b {
	u32 a : 10, b : 22;
	s32 c : 20;
	u32 d : 12;
};
static noinline u32 f(struct b *x)
{
	return x->a + x->b * 3 + x->c * 5 + x->d * 7;
}
static always_inline struct b g(struct b x)
{
	x.a++;
	x.c = -x.c;
	return x;
}
volatile int n = 1000;
ENTRY
{
	struct b x = {n, n * 2, n * 3, n * 4}, y = g(x);
	return f(&x) * 31 + f(&y);
}
