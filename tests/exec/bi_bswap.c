// expect: 3784497936
#include "exec.h"

volatile u16 a = 0x1234;
volatile u32 b = 0x12345678;
volatile u64 c = 0x123456789abcdef0ull;
ENTRY
{
	u64 x = __builtin_bswap64(c);
	return __builtin_bswap16(a) + __builtin_bswap32(b) + (u32)x + (u32)(x >> 32) +
	       (__builtin_bswap16(a) << 8 >> 3) +
	       (__builtin_constant_p(__builtin_bswap32(1)) ? __builtin_bswap32(0x100) : 0);
}
