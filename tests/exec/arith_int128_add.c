// expect: 196609
#include "exec.h"

volatile u64 a = 0xffffffffffffffffull, b = 3;
ENTRY
{
	unsigned __int128 x = a;
	x += b;
	x = x * b;
	x -= 1;
	x ^= (unsigned __int128)a << 60;
	x = x >> 17 | x << 111;
	return (u32)(x >> 64) ^ (u32)(x >> 96) ^ (u32)x ^ (u32)(x >> 32) ^ (x > a) ^
	       ((__int128)x < 0) << 5;
}
