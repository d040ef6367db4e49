// expect: 509322150
#include "exec.h"

volatile s32 a = 123456, b = -654321;
volatile u64 c = 0x123456789ull, d = 0xabcdef123ull;
ENTRY
{
	return a * b + (int)((s64)a * b >> 20) + (int)(c * d >> 13) + (int)(u32)c * (int)d;
}
