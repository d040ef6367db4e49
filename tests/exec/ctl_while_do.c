// expect: 353
#include "exec.h"

volatile int n = 10;
ENTRY
{
	int a = n & 15, s = 0;
	while (a > 0) {
		s += a;
		a -= 3;
	}
	do {
		s *= 2;
		a++;
	} while (a < 2);
	do
		s++;
	while (0);
	return s;
}
