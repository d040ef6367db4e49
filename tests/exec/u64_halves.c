// expect: 3152993364
#include "exec.h"

volatile u64 x = 0x1122334455667788ull;
ENTRY
{
	u32 hi = x >> 32, lo = (u32)x;
	u64 y = (u64)lo << 32 | hi;
	u64 z = y + x;
	return (u32)(z >> 32) ^ (u32)z ^ hi ^ (lo << 1);
}
