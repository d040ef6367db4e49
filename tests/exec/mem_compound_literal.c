// expect: 4557
#include "exec.h"

struct p {
	int x, y;
};
static noinline int sum(const struct p *p)
{
	return p->x * 10 + p->y;
}
volatile int n = 4;
ENTRY
{
	int *a = (int[]){1, n, 3};
	struct p p = (struct p){.y = n};
	p = (struct p){n + 1, p.y};
	return sum(&(struct p){n, 2}) + a[1] + a[2] + p.x * 100 + p.y * 1000 +
	       (n > 2 ? (struct p){7, 8} : p).y;
}
