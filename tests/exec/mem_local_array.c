// expect: 4845
#include "exec.h"

volatile int n = 5;
ENTRY
{
	int a[8] = {1, 2, 3};
	a[n & 7] = 50;
	a[(n + 1) & 7] += 7;
	int s = 0;
	for (int i = 0; i < 8; i++)
		s = s * 3 + a[i];
	return s;
}
