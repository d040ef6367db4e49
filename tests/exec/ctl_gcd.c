// expect: 21
#include "exec.h"

volatile u32 x = 1071, y = 462;
ENTRY
{
	u32 a = x, b = y;
	for (int i = 0; i < 64 && b; i++) {
		u32 t = a % b;
		a = b;
		b = t;
	}
	return a;
}
