// expect: 2302
#include "exec.h"

struct s {
	u32 a, b;
	u64 c;
};
static struct s g = {1, 2, 3};
volatile u32 n = 9;
static noinline u32 f(struct s *p, struct s *q)
{
	u32 r = p->a + p->b;
	q->a = r;
	r += p->a * 3;
	*(u8 *)&p->b = 0xee;
	r += q->b;
	p->c = r;
	return r + (u32)q->c;
}
ENTRY
{
	struct s l = {n, n + 1, n + 2};
	return f(&l, &l) + f(&g, &l) * 3;
}
