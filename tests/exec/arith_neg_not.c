// expect: 18
#include "exec.h"

volatile int a = 42, z = 0;
volatile u8 b = 1;
volatile s64 l = 1ll << 40;
ENTRY
{
	return -a + ~a + !a + !z * 10 + !!a * 100 + ~b + -b + (int)(-l >> 38) + !l;
}
