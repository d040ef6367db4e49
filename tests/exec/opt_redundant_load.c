// expect: 1550
#include "exec.h"

struct s {
	int a, b;
} g = {3, 4};
static noinline void touch(struct s *p)
{
	p->a++;
}
ENTRY
{
	struct s *p = &g;
	int x = p->a + p->a * p->b;
	touch(p);
	int y = p->a;
	p->b = 10;
	return x * 100 + y * 10 + p->b;
}
