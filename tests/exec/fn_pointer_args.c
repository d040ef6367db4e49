// expect: 101454885
#include "exec.h"

struct s {
	u32 a;
	u8 b[4];
};
static noinline void set(struct s *s, u32 x)
{
	s->a = x;
	for (int i = 0; i < 4; i++)
		s->b[i] = x >> i * 8;
}
static noinline void swap(u32 *a, u32 *b)
{
	u32 t = *a;
	*a = *b;
	*b = t;
}
static noinline u32 sum(const u8 *p)
{
	return p[0] + p[1] * 2 + p[2] * 3 + p[3] * 4;
}
volatile u32 n = 0x01020304;
ENTRY
{
	struct s x, y;
	set(&x, n);
	set(&y, n * 3);
	swap(&x.a, &y.a);
	u32 l = 5;
	swap(&l, &x.a);
	return x.a + y.a * 3 + sum(x.b) * 5 + sum(y.b) * 7 + l;
}
