// expect: 345
#include "exec.h"

volatile int n = 6, k = 3;
ENTRY
{
	int s = 0, m = k;
	for (int i = 0; i < 16; i++) {
		if (i >= n)
			break;
		int t = m * 7 + 2;
		s += t * i;
	}
	return s;
}
