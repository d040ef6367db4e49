// expect: 607572458
#include "exec.h"

volatile u64 a = 0x8123456789abcdefull;
volatile int n = 70, m = 5;
ENTRY
{
	__int128 x = (__int128)((unsigned __int128)a << 64 | a);
	__int128 y = x >> n;
	unsigned __int128 z = (unsigned __int128)x >> m;
	unsigned __int128 w = (unsigned __int128)x << n;
	return (u32)y ^ (u32)(y >> 64) ^ (u32)(z >> 64) ^ (u32)z ^ (u32)(w >> 90) ^ (u32)-x ^
	       (u32)(~x >> 100);
}
