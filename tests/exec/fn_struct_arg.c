// expect: 2149
#include "exec.h"

struct p {
	int x, y;
};
struct q {
	u64 a, b;
	int c;
};
static noinline int f(struct p p)
{
	return p.x * 10 + p.y;
}
static int g(struct q q)
{
	q.a += 1;
	return q.a + q.b * 2 + q.c;
}
volatile int n = 4;
ENTRY
{
	struct p p = {n, n + 1};
	struct q q = {n, 5, 6};
	int r = f(p) + g(q) * 100;
	return r + (int)q.a;
}
