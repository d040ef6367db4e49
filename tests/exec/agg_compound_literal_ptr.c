// expect: 128200570
#include "exec.h"

struct s {
	u32 a, b;
};
static noinline u32 f(const struct s *p)
{
	return p->a * 10 + p->b;
}
static noinline u32 g(const u16 *v)
{
	return v[0] + v[1] * 2 + v[2] * 3;
}
volatile u32 n = 5;
ENTRY
{
	u32 r = f(&(struct s){n, 2}) + f(&(struct s){.b = n}) * 100;
	r += g((u16[]){1, n, 3}) * 10000;
	struct s *p = &(struct s){7, 8};
	p->a += n;
	int *q = (int[3]){n};
	q[1] += 4;
	return r + f(p) * 1000000 + q[0] + q[1] + q[2] + (int){9};
}
