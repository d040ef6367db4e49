// expect: 543
// level: 1
#include "exec.h"

typedef int op(int, int);
typedef op *opp;
static op add;
static int add(int a, int b)
{
	return a + b;
}
static int run(opp f, int a)
{
	return f(a, 1);
}
volatile int n = 4;
typedef struct node {
	struct node *next;
	int v;
} node;
ENTRY
{
	node a = {0, n}, b = {&a, 2};
	node *p = &b;
	return run(add, n) * 100 + p->next->v * 10 + p->v + (p->next->next == 0);
}
