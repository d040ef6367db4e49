// expect: 30917
#include "exec.h"

volatile u32 a = 0xf0f0f0f1;
volatile u64 b = 0x8000000000000f0full;
ENTRY
{
	return __builtin_popcount(a) + __builtin_popcountll(b) * 100 + __builtin_parity(a) * 10000 +
	       __builtin_parityll(b) * 20000;
}
