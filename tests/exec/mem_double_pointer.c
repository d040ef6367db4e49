// expect: 1412
#include "exec.h"

int x = 5, y = 7;
static noinline void sw(int **a, int **b)
{
	int *t = *a;
	*a = *b;
	*b = t;
}
ENTRY
{
	int lx = x, ly = y;
	int *p = &lx, *q = &ly;
	int **pp = &p;
	**pp += 1;
	pp = &q;
	**pp *= 2;
	int *t = p;
	p = q;
	q = t;
	return *p * 100 + *q + lx;
}
