// expect: 4627
#include "exec.h"

int a[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
volatile int n = 4;
ENTRY
{
	int *p = a + 2, *q = &a[n & 7] + 3;
	p++;
	p += 1;
	--q;
	int d = q - p;
	void *v = a;
	v += 8;
	return *p * 1000 + *q * 100 + d * 10 + *(int *)v + p[-1] + 2 [a];
}
