// expect: 2330328708
#include "exec.h"

volatile u16 start = 0xace1;
ENTRY
{
	u16 x = start;
	u64 h = 0;
	for (int i = 0; i < 40; i++) {
		u16 bit = (x ^ x >> 2 ^ x >> 3 ^ x >> 5) & 1;
		x = x >> 1 | bit << 15;
		u8 g = (u8)x ^ (u8)x >> 1, b = g;
		b ^= b >> 4;
		b ^= b >> 2;
		b ^= b >> 1;
		MIX(h, x + (b == (u8)x));
	}
	return FOLD(h);
}
