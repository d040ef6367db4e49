// expect: 4293963515
#include "exec.h"

volatile s8 a = -5;
volatile u8 b = 251;
volatile s16 c = -300;
volatile u16 d = 65236;
volatile s32 e = -70000;
volatile u32 f = 4294897296u;
ENTRY
{
	s64 x = a + (s64)b * 2 + (s64)c * 3 + (s64)d * 5 + (s64)e * 7 + (s64)f * 11;
	u64 y = (u64)a ^ (u64)c ^ (u64)e;
	return (u32)(x ^ x >> 32 ^ y ^ y >> 32);
}
