// expect: 4272902991
#include "exec.h"

volatile u32 n = 5;
volatile s32 s = -1000;
volatile u64 u = 0x8000000000000001ull;
volatile s64 l = -5000000000ll;
ENTRY
{
	return (s >> n) + (s << n) + (s32)(u >> n) + (s32)(u << n) + (s32)(l >> n) +
	       (s32)((u32)s >> n) + (s32)(l >> (n + 30));
}
