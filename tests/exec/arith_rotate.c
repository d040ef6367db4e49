// expect: 521897865
#include "exec.h"

volatile u32 x = 0x12345678;
volatile u64 y = 0x123456789abcdef0;
volatile u8 z = 0x83;
volatile u32 k = 5;
ENTRY
{
	u64 h = 0;
	MIX(h, x << 7 | x >> 25);
	MIX(h, x << k | x >> (32 - k));
	MIX(h, x >> k | x << (-k & 31));
	MIX(h, y << 13 | y >> 51);
	MIX(h, y << k | y >> (64 - k));
	MIX(h, (u8)(z << 3 | z >> 5));
	MIX(h, (u16)(x << 4) | (u16)x >> 12);
	return FOLD(h);
}
