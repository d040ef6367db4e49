// expect: 1417679990
#include "exec.h"

volatile u32 k[3] = {0x12345678, 0x9abcdef0, 0xdeadbeef};
static inline u32 rol(u32 x, u32 r)
{
	return x << r | x >> (32 - r);
}
ENTRY
{
	u32 a = k[0], b = k[1], c = k[2];
	c ^= b;
	c -= rol(b, 14);
	a ^= c;
	a -= rol(c, 11);
	b ^= a;
	b -= rol(a, 25);
	c ^= b;
	c -= rol(b, 16);
	a ^= c;
	a -= rol(c, 4);
	b ^= a;
	b -= rol(a, 14);
	c ^= b;
	c -= rol(b, 24);
	return c;
}
