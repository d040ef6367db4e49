// expect: 93
#include "exec.h"

volatile int n = 1;
ENTRY
{
	int s = 0, k = 0;
	if (n)
		goto in;
	s = 100;
	{
		s += 7;
	in:
		s += 3;
		k++;
	}
	if (k < 3 && k < n + 2)
		goto in;
	return s * 10 + k;
}
