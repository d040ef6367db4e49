// expect: 2175373044
#include "exec.h"

volatile u32 a = 0xfffffff0u, b = 7;
volatile u64 c = 0xfffffffffffffff0ull, d = 11;
ENTRY
{
	return a / b + a % b + (u32)(c / d) + (u32)(c % d);
}
