// expect: 1191685922
#include "exec.h"

volatile u32 a = 0xdeadbeef;
volatile u64 b = 0x0123456789abcdefull;
ENTRY
{
	return (a & 0xff00ff) ^ (a | 0x1010101) ^ ~a ^ (u32)(b & ~0xffull) ^ (u32)(b >> 36) ^
	       (u32)(~b >> 7);
}
