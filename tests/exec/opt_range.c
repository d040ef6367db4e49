// expect: 3040
#include "exec.h"

volatile u32 v = 37;
ENTRY
{
	u32 x = v;
	int r = 0;
	if (x > 10 && x < 50) {
		if (x > 5)
			r += 1;
		if (x < 100)
			r += 2;
		if (x == 9)
			r += 100;
		r += x & 0x3f;
	}
	if (x >= 30 && x <= 40)
		r += 1000;
	if (x - 30 <= 10)
		r += 2000;
	return r;
}
