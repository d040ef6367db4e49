// expect: 6765
#include "exec.h"

volatile int n = 20;
ENTRY
{
	u32 a = 0, b = 1;
	for (int i = 0; i < 32; i++) {
		if (i >= n)
			break;
		u32 t = a + b;
		a = b;
		b = t;
	}
	return a;
}
