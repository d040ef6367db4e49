// expect: 462
#include "exec.h"

int a = 5;
u64 b = 100;
u32 c = 0xff;
ENTRY
{
	__sync_fetch_and_add(&a, 3);
	__sync_fetch_and_add(&b, 1ull << 32);
	__sync_fetch_and_sub(&a, 1);
	return a + (int)(b >> 32) * 100 + (int)b + c;
}
