// expect: 613567069
#include "exec.h"

volatile u8 a = 200;
volatile int f = -3;
volatile u32 g = 7;
ENTRY
{
	u8 x = a;
	x /= f;
	int y = f;
	y /= g;
	s64 z = f;
	z += g;
	z *= g;
	x >>= 1;
	return x * 3 + y + (int)z;
}
