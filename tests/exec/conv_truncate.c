// expect: 3719931534
#include "exec.h"

volatile u64 a = 0xfedcba9876543210ull;
ENTRY
{
	return (u8)a + (s8)(a >> 8) + (u16)(a >> 16) + (s16)(a >> 32) + (u32)(a >> 40) +
	       (s32)(a >> 24) + (s8)a * 3;
}
