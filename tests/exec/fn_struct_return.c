// expect: 4740
#include "exec.h"

struct p {
	int x, y;
};
struct q {
	u64 a[4];
};
struct s {
	u8 a, b, c;
};
static noinline struct p mk(int a)
{
	struct p p = {a, a * 2};
	return p;
}
static struct q mq(int a)
{
	struct q q = {{a, 2, 3, 4}};
	return q;
}
static struct s ms(int a)
{
	return (struct s){a, a + 1, a + 2};
}
volatile int n = 6;
ENTRY
{
	struct p p = mk(n);
	struct q q = mq(n);
	return p.x + p.y * 10 + q.a[0] * 100 + q.a[3] * 1000 + ms(n).c + mk(3).y;
}
