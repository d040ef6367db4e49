// expect: 231
#include "exec.h"

volatile int n = 7;
ENTRY
{
	int a = 1, b = 2, c = 3;
	for (int i = 0; i < 16; i++) {
		if (i == n)
			break;
		int t = a;
		a = b;
		b = c;
		c = t;
	}
	return a * 100 + b * 10 + c;
}
