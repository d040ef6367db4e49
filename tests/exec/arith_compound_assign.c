// expect: 4294963863
#include "exec.h"

volatile int v = 77;
ENTRY
{
	int a = v;
	a += 3;
	a -= 1;
	a *= 5;
	a /= 3;
	a %= 100;
	a <<= 4;
	a >>= 1;
	a |= 0x1000;
	a &= 0xfff0;
	a ^= 0x55;
	u8 b = a;
	b += 200;
	b *= 3;
	s16 c = a;
	c <<= 8;
	c /= 3;
	return a + b + c;
}
