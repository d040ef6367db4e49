// expect: 2345
#include "exec.h"

volatile u32 n = 9;
ENTRY
{
	u32 a = 1, b = 2, c = 3, d = 4, m = n & 15;
	for (u32 i = 0; i < 15; i++) {
		if (i >= m)
			break;
		u32 t = a;
		a = b;
		b = c;
		c = d;
		d = t;
		if (i & 2) {
			t = a;
			a = d;
			d = t + 1;
		}
	}
	return a * 1000 + b * 100 + c * 10 + d;
}
